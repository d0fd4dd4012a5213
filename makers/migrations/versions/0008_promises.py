"""What becomes of an agreement: its states, sentences, and the mails that ask after it."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from alembic import op

revision = "0008_promises"
down_revision = "0007_plenary"
branch_labels = None
depends_on = None

BEFORE = ("agreed", "done")
NOW = ("proposed", "confirmed", "under_way", "stuck", "handed_over", "done", "dropped")
OF = ("follow_up", "follow_up_change")
FAR = date(2037, 1, 1)


def upgrade() -> None:
    """Change the tables. A day that no promise can be for is a slip of the keyboard."""
    promise = sa.table("follow_up", sa.column("due_on", sa.Date()))
    op.execute(promise.update().where(promise.c.due_on >= FAR).values(due_on=None))
    for table in OF:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(
                sa.Column("department", sa.String(length=200), nullable=False, server_default="")
            )
            batch_op.add_column(sa.Column("offered_to_id", sa.Integer(), nullable=True))
            batch_op.create_foreign_key(
                batch_op.f(f"fk_{table}_offered_to_id_signup"),
                "signup",
                ["offered_to_id"],
                ["id"],
                ondelete="SET NULL",
            )
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.alter_column("department", server_default=None)
        _allow(table, NOW, {"agreed": "proposed"})
    with op.batch_alter_table("follow_up", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_follow_up_offered_to_id"), ["offered_to_id"])
    with op.batch_alter_table("follow_up_change", schema=None) as batch_op:
        batch_op.add_column(sa.Column("said", sa.Text(), nullable=False, server_default=""))
    with op.batch_alter_table("follow_up_change", schema=None) as batch_op:
        batch_op.alter_column("said", server_default=None)
    op.create_table(
        "chase",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("follow_up_id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["follow_up_id"],
            ["follow_up.id"],
            name=op.f("fk_chase_follow_up_id_follow_up"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"],
            ["signup.id"],
            name=op.f("fk_chase_owner_id_signup"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chase")),
        sa.UniqueConstraint("follow_up_id", "on", name="uq_chase_once_a_day"),
    )
    with op.batch_alter_table("chase", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_chase_owner_id"), ["owner_id"])


def downgrade() -> None:
    """Change them back: what was not kept is agreed again."""
    op.drop_table("chase")
    with op.batch_alter_table("follow_up_change", schema=None) as batch_op:
        batch_op.drop_column("said")
    with op.batch_alter_table("follow_up", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_follow_up_offered_to_id"))
    for table in OF:
        _allow(table, BEFORE, {state: "agreed" for state in NOW if state != "done"})
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_constraint(
                batch_op.f(f"fk_{table}_offered_to_id_signup"), type_="foreignkey"
            )
            batch_op.drop_column("offered_to_id")
            batch_op.drop_column("department")


def _allow(table: str, states: tuple[str, ...], renamed: dict[str, str]) -> None:
    """Let the state be one of these, and call what had another name by its new one."""
    name = f"ck_{table}_followupstate"
    state = sa.column("state")
    with op.batch_alter_table(table, schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f(name), type_="check")
    here = sa.table(table, state)
    for before, now in renamed.items():
        op.execute(here.update().where(state == before).values(state=now))
    with op.batch_alter_table(table, schema=None) as batch_op:
        batch_op.create_check_constraint(batch_op.f(name), state.in_(states))
