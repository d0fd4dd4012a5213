"""Who comes to a table and who leads it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002_coming"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the tables."""
    op.create_table(
        "claim",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("table_id", sa.Integer(), nullable=False),
        sa.Column("signup_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["answered_by_id"],
            ["signup.id"],
            name=op.f("fk_claim_answered_by_id_signup"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_claim_event_id_event"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["signup_id"], ["signup.id"], name=op.f("fk_claim_signup_id_signup"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["table_id"], ["table.id"], name=op.f("fk_claim_table_id_table"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim")),
    )
    with op.batch_alter_table("claim", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_claim_event_id"), ["event_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_claim_signup_id"), ["signup_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_claim_table_id"), ["table_id"], unique=False)

    op.create_table(
        "latecomer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("table_id", sa.Integer(), nullable=False),
        sa.Column("signup_id", sa.Integer(), nullable=False),
        sa.Column("came_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_latecomer_event_id_event"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["programme_item.id"],
            name=op.f("fk_latecomer_item_id_programme_item"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["signup_id"],
            ["signup.id"],
            name=op.f("fk_latecomer_signup_id_signup"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["table_id"], ["table.id"], name=op.f("fk_latecomer_table_id_table"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_latecomer")),
        sa.UniqueConstraint("item_id", "signup_id", name=op.f("uq_latecomer_item_id_signup_id")),
    )
    with op.batch_alter_table("latecomer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_latecomer_event_id"), ["event_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_latecomer_signup_id"), ["signup_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_latecomer_table_id"), ["table_id"], unique=False)

    op.create_table(
        "leading",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("table_id", sa.Integer(), nullable=False),
        sa.Column("signup_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_leading_event_id_event"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["signup_id"],
            ["signup.id"],
            name=op.f("fk_leading_signup_id_signup"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["table_id"], ["table.id"], name=op.f("fk_leading_table_id_table"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leading")),
    )
    with op.batch_alter_table("leading", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_leading_event_id"), ["event_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_leading_signup_id"), ["signup_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_leading_table_id"), ["table_id"], unique=False)
        batch_op.create_index(
            "uq_leading_one_at_a_time",
            ["table_id"],
            unique=True,
            sqlite_where=sa.text("until IS NULL"),
            postgresql_where=sa.text("until IS NULL"),
        )

    op.create_table(
        "old_code",
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("table_id", sa.Integer(), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["table_id"], ["table.id"], name=op.f("fk_old_code_table_id_table"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_old_code")),
    )
    with op.batch_alter_table("old_code", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_old_code_table_id"), ["table_id"], unique=False)

    op.create_table(
        "presence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("table_id", sa.Integer(), nullable=False),
        sa.Column("signup_id", sa.Integer(), nullable=False),
        sa.Column("came_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_presence_event_id_event"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["signup_id"],
            ["signup.id"],
            name=op.f("fk_presence_signup_id_signup"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["table_id"], ["table.id"], name=op.f("fk_presence_table_id_table"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_presence")),
        sa.UniqueConstraint("table_id", "signup_id", name=op.f("uq_presence_table_id_signup_id")),
    )
    with op.batch_alter_table("presence", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_presence_event_id"), ["event_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_presence_signup_id"), ["signup_id"], unique=False)


def downgrade() -> None:
    """Change them back."""
    with op.batch_alter_table("presence", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_presence_signup_id"))
        batch_op.drop_index(batch_op.f("ix_presence_event_id"))

    op.drop_table("presence")
    with op.batch_alter_table("old_code", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_old_code_table_id"))

    op.drop_table("old_code")
    with op.batch_alter_table("leading", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_leading_one_at_a_time",
            sqlite_where=sa.text("until IS NULL"),
            postgresql_where=sa.text("until IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_leading_table_id"))
        batch_op.drop_index(batch_op.f("ix_leading_signup_id"))
        batch_op.drop_index(batch_op.f("ix_leading_event_id"))

    op.drop_table("leading")
    with op.batch_alter_table("latecomer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_latecomer_table_id"))
        batch_op.drop_index(batch_op.f("ix_latecomer_signup_id"))
        batch_op.drop_index(batch_op.f("ix_latecomer_event_id"))

    op.drop_table("latecomer")
    with op.batch_alter_table("claim", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_claim_table_id"))
        batch_op.drop_index(batch_op.f("ix_claim_signup_id"))
        batch_op.drop_index(batch_op.f("ix_claim_event_id"))

    op.drop_table("claim")
