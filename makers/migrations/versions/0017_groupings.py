"""What notes lay under before they were put together."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017_groupings"
down_revision = "0016_passkeys"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the tables: what lies together already has nothing to remember."""
    op.create_table(
        "note_grouping",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("front_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["front_id"],
            ["note.id"],
            name=op.f("fk_note_grouping_front_id_note"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note_grouping")),
    )
    with op.batch_alter_table("note_grouping", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_note_grouping_front_id"), ["front_id"])
    op.create_table(
        "grouped_note",
        sa.Column("grouping_id", sa.Integer(), nullable=False),
        sa.Column("note_id", sa.Integer(), nullable=False),
        sa.Column("before_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["grouping_id"],
            ["note_grouping.id"],
            name=op.f("fk_grouped_note_grouping_id_note_grouping"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["note_id"],
            ["note.id"],
            name=op.f("fk_grouped_note_note_id_note"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["before_id"],
            ["note.id"],
            name=op.f("fk_grouped_note_before_id_note"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("grouping_id", "note_id", name=op.f("pk_grouped_note")),
    )
    with op.batch_alter_table("grouped_note", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_grouped_note_note_id"), ["note_id"])
        batch_op.create_index(batch_op.f("ix_grouped_note_before_id"), ["before_id"])


def downgrade() -> None:
    """Change them back: what lies together stays so."""
    op.drop_table("grouped_note")
    op.drop_table("note_grouping")
