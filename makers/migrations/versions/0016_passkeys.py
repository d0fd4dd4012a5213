"""The passkeys of who organises."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016_passkeys"
down_revision = "0015_former_organisers"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the tables."""
    op.create_table(
        "passkey",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organiser_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("credential_id", sa.LargeBinary(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("uses", sa.BigInteger(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organiser_id"],
            ["organiser.id"],
            name=op.f("fk_passkey_organiser_id_organiser"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkey")),
        sa.UniqueConstraint("credential_id", name=op.f("uq_passkey_credential_id")),
    )
    with op.batch_alter_table("passkey", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_passkey_organiser_id"), ["organiser_id"])


def downgrade() -> None:
    """Change them back: who has a passkey alone logs in with the password alone."""
    op.drop_table("passkey")
    has_no_app = sa.text(
        "DELETE FROM recovery_code WHERE organiser_id IN "
        "(SELECT id FROM organiser WHERE totp_since IS NULL)"
    )
    op.execute(has_no_app)
