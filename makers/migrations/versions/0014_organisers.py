"""Organisers and helpers, the code of an app, who was asked to organise along, which browser."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014_organisers"
down_revision = "0013_own_address"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the tables; who had an account may do everything."""
    with op.batch_alter_table("organiser", schema=None) as batch_op:
        batch_op.add_column(sa.Column("role", _role(), nullable=False, server_default="organiser"))
        batch_op.add_column(sa.Column("totp_salt", sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column("totp_since", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("totp_step", sa.Integer(), nullable=True))
    with op.batch_alter_table("organiser", schema=None) as batch_op:
        batch_op.alter_column("role", server_default=None)
    with op.batch_alter_table("visit_grant", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("browser", sa.String(length=60), nullable=False, server_default="")
        )
    with op.batch_alter_table("visit_grant", schema=None) as batch_op:
        batch_op.alter_column("browser", server_default=None)
    op.create_table(
        "recovery_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organiser_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organiser_id"],
            ["organiser.id"],
            name=op.f("fk_recovery_code_organiser_id_organiser"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_code")),
    )
    with op.batch_alter_table("recovery_code", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_recovery_code_organiser_id"), ["organiser_id"])
    op.create_table(
        "organiser_welcome",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("role", _role(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["by_id"],
            ["organiser.id"],
            name=op.f("fk_organiser_welcome_by_id_organiser"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organiser_welcome")),
    )


def downgrade() -> None:
    """Change them back: who helps would be an organiser, so helpers go."""
    op.drop_table("organiser_welcome")
    op.drop_table("recovery_code")
    with op.batch_alter_table("visit_grant", schema=None) as batch_op:
        batch_op.drop_column("browser")
    grant = sa.table("visit_grant", sa.column("kind"))
    op.execute(grant.delete().where(grant.c.kind == "helper"))
    organiser = sa.table("organiser", sa.column("role"))
    op.execute(organiser.delete().where(organiser.c.role == "helper"))
    with op.batch_alter_table("organiser", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_organiser_deskrole"), type_="check")
        for column in ("totp_step", "totp_since", "totp_salt", "role"):
            batch_op.drop_column(column)


def _role() -> sa.Enum:
    return sa.Enum(
        "organiser", "helper", name="deskrole", native_enum=False, create_constraint=True, length=20
    )
