"""Recovery: what was done to a table, where notes come from, the rehearsal, the hall's screen."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006_recovery"
down_revision = "0005_scribe"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the tables."""
    op.create_table(
        "hall_screen",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"],
            ["event.id"],
            name=op.f("fk_hall_screen_event_id_event"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_hall_screen")),
    )
    op.create_table(
        "rehearsal",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("practice_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_rehearsal_event_id_event"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["practice_id"],
            ["event.id"],
            name=op.f("fk_rehearsal_practice_id_event"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_rehearsal")),
        sa.UniqueConstraint("practice_id", name=op.f("uq_rehearsal_practice_id")),
    )
    op.create_table(
        "recovery",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("table_id", sa.Integer(), nullable=False),
        sa.Column("to_table_id", sa.Integer(), nullable=True),
        sa.Column("plan_id", sa.Integer(), nullable=True),
        sa.Column("key", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "merged",
                "split",
                "dissolved",
                "moved",
                "renamed",
                "reserve",
                "successes",
                "written",
                name="recoverykind",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_kind", sa.String(length=20), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ledger", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_recovery_event_id_event"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["programme_item.id"],
            name=op.f("fk_recovery_item_id_programme_item"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["plan.id"], name=op.f("fk_recovery_plan_id_plan"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["table_id"], ["table.id"], name=op.f("fk_recovery_table_id_table"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["to_table_id"],
            ["table.id"],
            name=op.f("fk_recovery_to_table_id_table"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery")),
        sa.UniqueConstraint("key", name=op.f("uq_recovery_key")),
    )
    with op.batch_alter_table("recovery", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_recovery_event_id"), ["event_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_recovery_item_id"), ["item_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_recovery_table_id"), ["table_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_recovery_to_table_id"), ["to_table_id"], unique=False)

    with op.batch_alter_table("note", schema=None) as batch_op:
        batch_op.add_column(sa.Column("origin_table_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_note_origin_table_id_table"),
            "table",
            ["origin_table_id"],
            ["id"],
            ondelete="SET NULL",
        )


def downgrade() -> None:
    """Change them back."""
    with op.batch_alter_table("note", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_note_origin_table_id_table"), type_="foreignkey")
        batch_op.drop_column("origin_table_id")
    with op.batch_alter_table("recovery", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_recovery_to_table_id"))
        batch_op.drop_index(batch_op.f("ix_recovery_table_id"))
        batch_op.drop_index(batch_op.f("ix_recovery_item_id"))
        batch_op.drop_index(batch_op.f("ix_recovery_event_id"))

    op.drop_table("recovery")
    op.drop_table("rehearsal")
    op.drop_table("hall_screen")
