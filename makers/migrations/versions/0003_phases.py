"""What goes on around the phases."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003_phases"
down_revision = "0002_coming"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the tables."""
    op.create_table(
        "broadcast",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_broadcast_event_id_event"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["programme_item.id"],
            name=op.f("fk_broadcast_item_id_programme_item"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_broadcast")),
        sa.UniqueConstraint("key", name=op.f("uq_broadcast_key")),
    )
    with op.batch_alter_table("broadcast", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_broadcast_event_id"), ["event_id"], unique=False)
        batch_op.create_index("ix_broadcast_item_id_id", ["item_id", "id"], unique=False)

    op.create_table(
        "shift",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Uuid(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("shifted", sa.Integer(), nullable=False),
        sa.Column("rounding_off", sa.Integer(), nullable=False),
        sa.Column("standing", sa.Integer(), nullable=False),
        sa.Column("untouched", sa.Integer(), nullable=False),
        sa.Column("ended", sa.Integer(), nullable=False),
        sa.Column("waiting", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_shift_event_id_event"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["programme_item.id"],
            name=op.f("fk_shift_item_id_programme_item"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shift")),
        sa.UniqueConstraint("key", name=op.f("uq_shift_key")),
    )
    with op.batch_alter_table("shift", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_shift_event_id"), ["event_id"], unique=False)

    op.create_table(
        "hand",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("table_id", sa.Integer(), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("raised_by_id", sa.Integer(), nullable=True),
        sa.Column("coming_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("coming_id", sa.Integer(), nullable=True),
        sa.Column("lowered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lowered_by", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["coming_id"],
            ["organiser.id"],
            name=op.f("fk_hand_coming_id_organiser"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_hand_event_id_event"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["raised_by_id"],
            ["signup.id"],
            name=op.f("fk_hand_raised_by_id_signup"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["table_id"], ["table.id"], name=op.f("fk_hand_table_id_table"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hand")),
    )
    with op.batch_alter_table("hand", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_hand_event_id"), ["event_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_hand_raised_by_id"), ["raised_by_id"], unique=False)
        batch_op.create_index(
            "uq_hand_one_up",
            ["table_id"],
            unique=True,
            sqlite_where=sa.text("lowered_at IS NULL"),
            postgresql_where=sa.text("lowered_at IS NULL"),
        )

    op.create_table(
        "sighting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("broadcast_id", sa.Integer(), nullable=False),
        sa.Column("table_id", sa.Integer(), nullable=False),
        sa.Column("signup_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["broadcast_id"],
            ["broadcast.id"],
            name=op.f("fk_sighting_broadcast_id_broadcast"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["signup_id"],
            ["signup.id"],
            name=op.f("fk_sighting_signup_id_signup"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["table_id"], ["table.id"], name=op.f("fk_sighting_table_id_table"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sighting")),
    )
    with op.batch_alter_table("sighting", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sighting_signup_id"), ["signup_id"], unique=False)
        batch_op.create_index(
            "uq_sighting_once", ["broadcast_id", "table_id", "signup_id"], unique=True
        )
        batch_op.create_index(
            "uq_sighting_once_unnamed",
            ["broadcast_id", "table_id"],
            unique=True,
            sqlite_where=sa.text("signup_id IS NULL"),
            postgresql_where=sa.text("signup_id IS NULL"),
        )

    op.create_table(
        "ready",
        sa.Column("turn_id", sa.Integer(), nullable=False),
        sa.Column("signup_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["signup_id"], ["signup.id"], name=op.f("fk_ready_signup_id_signup"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["turn_id"],
            ["phase_turn.id"],
            name=op.f("fk_ready_turn_id_phase_turn"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("turn_id", "signup_id", name=op.f("pk_ready")),
    )
    with op.batch_alter_table("ready", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ready_signup_id"), ["signup_id"], unique=False)

    op.create_table(
        "spoken",
        sa.Column("turn_id", sa.Integer(), nullable=False),
        sa.Column("signup_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["signup_id"],
            ["signup.id"],
            name=op.f("fk_spoken_signup_id_signup"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["turn_id"],
            ["phase_turn.id"],
            name=op.f("fk_spoken_turn_id_phase_turn"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("turn_id", "signup_id", name=op.f("pk_spoken")),
    )
    with op.batch_alter_table("spoken", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_spoken_signup_id"), ["signup_id"], unique=False)

    op.add_column("note", sa.Column("late_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Change them back."""
    # not in a batch: on SQLite that makes the table anew, and its versions would go with the old one
    op.drop_column("note", "late_at")

    with op.batch_alter_table("spoken", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_spoken_signup_id"))

    op.drop_table("spoken")
    with op.batch_alter_table("ready", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ready_signup_id"))

    op.drop_table("ready")
    with op.batch_alter_table("sighting", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_sighting_once_unnamed",
            sqlite_where=sa.text("signup_id IS NULL"),
            postgresql_where=sa.text("signup_id IS NULL"),
        )
        batch_op.drop_index("uq_sighting_once")
        batch_op.drop_index(batch_op.f("ix_sighting_signup_id"))

    op.drop_table("sighting")
    with op.batch_alter_table("hand", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_hand_one_up",
            sqlite_where=sa.text("lowered_at IS NULL"),
            postgresql_where=sa.text("lowered_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_hand_raised_by_id"))
        batch_op.drop_index(batch_op.f("ix_hand_event_id"))

    op.drop_table("hand")
    with op.batch_alter_table("shift", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_shift_event_id"))

    op.drop_table("shift")
    with op.batch_alter_table("broadcast", schema=None) as batch_op:
        batch_op.drop_index("ix_broadcast_item_id_id")
        batch_op.drop_index(batch_op.f("ix_broadcast_event_id"))

    op.drop_table("broadcast")
