"""Signals: those the desk gathered, how a report is arranged, the key of researchers' pseudonyms."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011_signals"
down_revision = "0010_house"
branch_labels = None
depends_on = None

SECTIONS = (
    "occasion",
    "audience",
    "programme",
    "tables",
    "agreements",
    "walk",
    "questions",
    "signals",
    "reflections",
    "to_be_continued",
)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "gathered_signal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("note_id", sa.Integer(), nullable=True),
        sa.Column("under_id", sa.Integer(), nullable=True),
        sa.Column("key", sa.Uuid(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(note_id IS NULL) = (title <> '')", name=op.f("ck_gathered_signal_words_or_a_note")
        ),
        _to("gathered_signal", "event_id", "event", "CASCADE"),
        _to("gathered_signal", "note_id", "note", "CASCADE"),
        _to("gathered_signal", "under_id", "gathered_signal", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gathered_signal")),
        sa.UniqueConstraint("key", name=op.f("uq_gathered_signal_key")),
        sa.UniqueConstraint("note_id", name=op.f("uq_gathered_signal_note_id")),
    )
    for column in ("event_id", "under_id"):
        op.create_index(op.f(f"ix_gathered_signal_{column}"), "gathered_signal", [column])
    op.create_table(
        "gathered_signal_domain",
        sa.Column("signal_id", sa.Integer(), nullable=False),
        sa.Column("domain_id", sa.Integer(), nullable=False),
        _to("gathered_signal_domain", "signal_id", "gathered_signal", "CASCADE"),
        _to("gathered_signal_domain", "domain_id", "policy_domain", "CASCADE"),
        sa.PrimaryKeyConstraint("signal_id", "domain_id", name=op.f("pk_gathered_signal_domain")),
    )
    op.create_index(
        op.f("ix_gathered_signal_domain_domain_id"), "gathered_signal_domain", ["domain_id"]
    )
    op.create_table(
        "note_domain",
        sa.Column("note_id", sa.Integer(), nullable=False),
        sa.Column("domain_id", sa.Integer(), nullable=False),
        _to("note_domain", "note_id", "note", "CASCADE"),
        _to("note_domain", "domain_id", "policy_domain", "CASCADE"),
        sa.PrimaryKeyConstraint("note_id", "domain_id", name=op.f("pk_note_domain")),
    )
    op.create_index(op.f("ix_note_domain_domain_id"), "note_domain", ["domain_id"])
    op.create_table(
        "report_section",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                *SECTIONS,
                name="sectionkind",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("position", sa.Integer(), nullable=True),
        sa.Column("left_out_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("introduction", sa.Text(), nullable=False),
        sa.Column("closing", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        _to("report_section", "event_id", "event", "CASCADE"),
        sa.PrimaryKeyConstraint("event_id", "kind", name=op.f("pk_report_section")),
    )
    op.create_table(
        "research_key",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.LargeBinary(length=32), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        _to("research_key", "event_id", "event", "CASCADE"),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_research_key")),
    )


def downgrade() -> None:
    """Take them away; notes and reports are as they were."""
    for table in (
        "research_key",
        "report_section",
        "note_domain",
        "gathered_signal_domain",
        "gathered_signal",
    ):
        op.drop_table(table)


def _to(table: str, column: str, other: str, ondelete: str) -> sa.ForeignKeyConstraint:
    """The reference of a column to the rows of another table."""
    return sa.ForeignKeyConstraint(
        [column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}"), ondelete=ondelete
    )
