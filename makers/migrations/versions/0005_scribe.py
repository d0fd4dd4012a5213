"""A note may be typed for somebody else."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005_scribe"
down_revision = "0004_notes"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the tables."""
    with op.batch_alter_table("note", schema=None) as batch_op:
        batch_op.add_column(sa.Column("scribe_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("scribed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_note_scribe_id_signup"),
            "signup",
            ["scribe_id"],
            ["id"],
            ondelete="SET NULL",
        )


def downgrade() -> None:
    """Change them back."""
    with op.batch_alter_table("note", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_note_scribe_id_signup"), type_="foreignkey")
        batch_op.drop_column("scribed_at")
        batch_op.drop_column("scribe_id")
