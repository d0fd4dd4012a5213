"""How far a note may go, and what the one whose case it is approves of."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004_notes"
down_revision = "0003_phases"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the tables."""
    op.create_table(
        "approval",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("table_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("case_version", sa.Integer(), nullable=False),
        sa.Column("signup_id", sa.Integer(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case.id"], name=op.f("fk_approval_case_id_case"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_approval_event_id_event"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["signup_id"],
            ["signup.id"],
            name=op.f("fk_approval_signup_id_signup"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["table_id"], ["table.id"], name=op.f("fk_approval_table_id_table"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval")),
    )
    with op.batch_alter_table("approval", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_approval_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_approval_event_id"), ["event_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_approval_signup_id"), ["signup_id"], unique=False)
        batch_op.create_index(
            "uq_approval_one_a_table",
            ["table_id"],
            unique=True,
            sqlite_where=sa.text("withdrawn_at IS NULL"),
            postgresql_where=sa.text("withdrawn_at IS NULL"),
        )

    op.create_table(
        "approved_note",
        sa.Column("approval_id", sa.Integer(), nullable=False),
        sa.Column("note_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["approval_id"],
            ["approval.id"],
            name=op.f("fk_approved_note_approval_id_approval"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["note_id"], ["note.id"], name=op.f("fk_approved_note_note_id_note"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("approval_id", "note_id", name=op.f("pk_approved_note")),
    )
    with op.batch_alter_table("approved_note", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_approved_note_note_id"), ["note_id"], unique=False)

    with op.batch_alter_table("follow_up", schema=None) as batch_op:
        batch_op.add_column(sa.Column("consented_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("consented_version", sa.Integer(), nullable=True))

    with op.batch_alter_table("note", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "label",
                sa.Enum(
                    "warm",
                    "neutral",
                    "cold",
                    name="label",
                    native_enum=False,
                    create_constraint=True,
                    length=20,
                ),
                nullable=True,
            )
        )
        batch_op.add_column(sa.Column("personal_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(
            sa.Column(
                "level",
                sa.Enum(
                    "table",
                    "research",
                    "report",
                    name="confidentiality",
                    native_enum=False,
                    create_constraint=True,
                    length=20,
                ),
                server_default="table",
                nullable=False,
            )
        )
        batch_op.add_column(sa.Column("shared_by_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("follows_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("front_id", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_note_follows_id"), ["follows_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_note_front_id"), ["front_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_note_follows_id_note"),
            "note",
            ["follows_id"],
            ["id"],
            ondelete="SET NULL",
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_note_shared_by_id_signup"),
            "signup",
            ["shared_by_id"],
            ["id"],
            ondelete="SET NULL",
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_note_front_id_note"), "note", ["front_id"], ["id"], ondelete="SET NULL"
        )

    op.execute("UPDATE note SET level = 'report' WHERE shared_at IS NOT NULL")
    with op.batch_alter_table("note", schema=None) as batch_op:
        batch_op.alter_column("level", server_default=None)
        batch_op.create_check_constraint("shared_since", "(level = 'table') = (shared_at IS NULL)")

    with op.batch_alter_table("note_version", schema=None) as batch_op:
        batch_op.add_column(sa.Column("from_version", sa.Integer(), nullable=True))


def downgrade() -> None:
    """Change them back."""
    with op.batch_alter_table("note_version", schema=None) as batch_op:
        batch_op.drop_column("from_version")

    with op.batch_alter_table("note", schema=None) as batch_op:
        for check in ("shared_since", "confidentiality", "label"):
            batch_op.drop_constraint(batch_op.f(f"ck_note_{check}"), type_="check")
        batch_op.drop_constraint(batch_op.f("fk_note_front_id_note"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_note_shared_by_id_signup"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_note_follows_id_note"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_note_front_id"))
        batch_op.drop_index(batch_op.f("ix_note_follows_id"))
        batch_op.drop_column("front_id")
        batch_op.drop_column("follows_id")
        batch_op.drop_column("shared_by_id")
        batch_op.drop_column("level")
        batch_op.drop_column("personal_at")
        batch_op.drop_column("label")

    with op.batch_alter_table("follow_up", schema=None) as batch_op:
        batch_op.drop_column("consented_version")
        batch_op.drop_column("consented_at")

    with op.batch_alter_table("approved_note", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_approved_note_note_id"))

    op.drop_table("approved_note")
    with op.batch_alter_table("approval", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_approval_one_a_table",
            sqlite_where=sa.text("withdrawn_at IS NULL"),
            postgresql_where=sa.text("withdrawn_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_approval_signup_id"))
        batch_op.drop_index(batch_op.f("ix_approval_event_id"))
        batch_op.drop_index(batch_op.f("ix_approval_case_id"))

    op.drop_table("approval")
