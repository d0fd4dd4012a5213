"""The names of who organised once, for the journal; no number of an account is given twice."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015_former_organisers"
down_revision = "0014_organisers"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the tables."""
    op.create_table(
        "former_organiser",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_former_organiser")),
    )
    if op.get_bind().dialect.name == "sqlite":
        # without it SQLite gives the number of the last account again once that is gone
        numbered = {"sqlite_autoincrement": True}
        with op.batch_alter_table("organiser", recreate="always", table_kwargs=numbered):
            pass
        op.execute("DELETE FROM sqlite_sequence WHERE name = 'organiser'")
        op.execute(
            "INSERT INTO sqlite_sequence (name, seq) SELECT 'organiser', max("
            " (SELECT coalesce(max(id), 0) FROM organiser),"
            " (SELECT coalesce(max(subject_id), 0) FROM journal WHERE what = 'organiser.removed'))"
        )


def downgrade() -> None:
    """Change them back; that SQLite gives no number twice does no harm."""
    op.drop_table("former_organiser")
