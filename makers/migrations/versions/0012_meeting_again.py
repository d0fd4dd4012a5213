"""When and where those of a table see each other again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012_meeting_again"
down_revision = "0011_signals"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the tables."""
    op.create_table(
        "follow_up_meeting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("table_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("called_off_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"],
            ["event.id"],
            name=op.f("fk_follow_up_meeting_event_id_event"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["table_id"],
            ["table.id"],
            name=op.f("fk_follow_up_meeting_table_id_table"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_up_meeting")),
        sa.UniqueConstraint("table_id", name="uq_follow_up_meeting_one_to_a_table"),
    )
    with op.batch_alter_table("follow_up_meeting", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_follow_up_meeting_event_id"), ["event_id"])


def downgrade() -> None:
    """Change them back."""
    op.drop_table("follow_up_meeting")
