"""Notes at a part of the programme."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007_plenary"
down_revision = "0006_recovery"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the tables."""
    op.create_table(
        "opening",
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("page", sa.Integer(), nullable=True),
        sa.CheckConstraint("page > 0", name=op.f("ck_opening_counts_pages")),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["programme_item.id"],
            name=op.f("fk_opening_item_id_programme_item"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("item_id", name=op.f("pk_opening")),
    )
    op.create_table(
        "item_note",
        sa.Column("note_id", sa.Integer(), nullable=False),
        sa.Column("named", sa.Boolean(), nullable=False),
        sa.Column("hidden_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stop_id", sa.Integer(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("under_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["note_id"], ["note.id"], name=op.f("fk_item_note_note_id_note"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["stop_id"], ["stop.id"], name=op.f("fk_item_note_stop_id_stop"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["under_id"],
            ["item_note.note_id"],
            name=op.f("fk_item_note_under_id_item_note"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("note_id", name=op.f("pk_item_note")),
    )
    with op.batch_alter_table("item_note", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_item_note_stop_id"), ["stop_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_item_note_under_id"), ["under_id"], unique=False)

    op.create_table(
        "photo",
        sa.Column("note_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["note_id"], ["note.id"], name=op.f("fk_photo_note_id_note"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("note_id", name=op.f("pk_photo")),
    )
    op.create_table(
        "seconded",
        sa.Column("note_id", sa.Integer(), nullable=False),
        sa.Column("signup_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["note_id"], ["note.id"], name=op.f("fk_seconded_note_id_note"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["signup_id"],
            ["signup.id"],
            name=op.f("fk_seconded_signup_id_signup"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("note_id", "signup_id", name=op.f("pk_seconded")),
    )
    with op.batch_alter_table("seconded", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_seconded_signup_id"), ["signup_id"], unique=False)

    op.create_table(
        "sentence",
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("signup_id", sa.Integer(), nullable=False),
        sa.Column("note_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["programme_item.id"],
            name=op.f("fk_sentence_item_id_programme_item"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["note_id"], ["note.id"], name=op.f("fk_sentence_note_id_note"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["signup_id"],
            ["signup.id"],
            name=op.f("fk_sentence_signup_id_signup"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("item_id", "signup_id", name=op.f("pk_sentence")),
        sa.UniqueConstraint("note_id", name=op.f("uq_sentence_note_id")),
    )
    with op.batch_alter_table("sentence", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sentence_signup_id"), ["signup_id"], unique=False)

    # not in a batch: that would make the table anew, and take along what hangs on its rows
    op.add_column(
        "programme_item",
        sa.Column("quiet", sa.Boolean(), nullable=False, server_default=sa.false()),
    )


def downgrade() -> None:
    """Change them back."""
    op.drop_column("programme_item", "quiet")

    with op.batch_alter_table("sentence", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sentence_signup_id"))

    op.drop_table("sentence")
    with op.batch_alter_table("seconded", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_seconded_signup_id"))

    op.drop_table("seconded")
    op.drop_table("photo")
    with op.batch_alter_table("item_note", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_item_note_under_id"))
        batch_op.drop_index(batch_op.f("ix_item_note_stop_id"))

    op.drop_table("item_note")
    op.drop_table("opening")
