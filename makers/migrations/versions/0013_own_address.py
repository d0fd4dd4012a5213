"""An address that somebody gives later, until it is proved to be theirs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013_own_address"
down_revision = "0012_meeting_again"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the tables."""
    op.create_table(
        "address_proof",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("signup_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proved_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["signup_id"],
            ["signup.id"],
            name=op.f("fk_address_proof_signup_id_signup"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_address_proof")),
    )
    with op.batch_alter_table("address_proof", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_address_proof_signup_id"), ["signup_id"])


def downgrade() -> None:
    """Change them back."""
    op.drop_table("address_proof")
