"""What an installation calls itself, how it looks, what it says, and how long it keeps."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010_house"
down_revision = "0008_promises"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the tables. No row means that nothing was set."""
    op.create_table(
        "house",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("accent", sa.String(length=7), nullable=False),
        sa.Column("accent_dark", sa.String(length=7), nullable=False),
        sa.Column("privacy_nl", sa.Text(), nullable=False),
        sa.Column("privacy_en", sa.Text(), nullable=False),
        sa.Column("accessibility_nl", sa.Text(), nullable=False),
        sa.Column("accessibility_en", sa.Text(), nullable=False),
        sa.Column("keep_months", sa.Integer(), nullable=False),
        sa.Column("keep_longest_months", sa.Integer(), nullable=False),
        sa.Column("shows_promises", sa.Boolean(), nullable=False),
        sa.Column("logo_digest", sa.String(length=64), nullable=False),
        sa.Column("logo_width", sa.Integer(), nullable=False),
        sa.Column("logo_height", sa.Integer(), nullable=False),
        sa.Column("logo", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint("id = 1", name=op.f("ck_house_only_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_house")),
    )


def downgrade() -> None:
    """Change them back."""
    op.drop_table("house")
