"""``flask makers …``: what an installer or organiser does on the terminal."""

from __future__ import annotations

import signal
from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import AppGroup
from flask_migrate import upgrade
from sqlalchemy import inspect, text

from makers.core import backup, clock, database, journal, organisers
from makers.core.database import Model, db
from makers.core.organisers import second_factor
from makers.core.worker import LOOK_SECONDS, Worker

makers = AppGroup("makers", help="Look after this installation of Makers.")
organiser = AppGroup("organiser", help="Who may come to the desk.")
makers.add_command(organiser)


def init_app(app: Flask) -> None:
    """Add ``flask makers``."""
    app.cli.add_command(makers)


@organiser.command("add")
@click.argument("email")
@click.option("--name", prompt=True, help="As others see it.")
@click.password_option(help=f"At least {organisers.LEAST_PASSWORD} characters.")
def add_organiser(email: str, name: str, password: str) -> None:
    """Make an account for EMAIL, or give it this name and password."""
    try:
        organisers.add(email, name, password, now=clock.now())
    except ValueError as wrong:
        raise click.ClickException(str(wrong)) from wrong
    click.echo(f"{email} may come to the desk.")


@organiser.command("without-code")
@click.argument("email")
def without_code(email: str) -> None:
    """Let EMAIL log in with the password alone: app, passkeys and codes are lost."""
    if not second_factor.forget(email):
        raise click.ClickException(f"Nobody with the address {email} may come to the desk.")
    click.echo(f"{email} logs in with the password alone.")


@makers.command()
def check() -> None:
    """Say which database runs here and whether its tables are up to date."""
    dialect = db.engine.dialect.name
    asked = {"sqlite": "SELECT sqlite_version()", "postgresql": "SHOW server_version"}
    version = db.session.scalar(text(asked[dialect]))
    click.echo(f"{dialect} {version} ({database.SQLITE.__name__.partition('.')[0]})")
    click.echo(f"journal at {journal.last_id(db.session())}")


@makers.command()
def worker() -> None:
    """Send the mail and run the jobs of the day, until told to stop (SIGTERM).

    It finishes the mail in hand first. Web processes need not do this work then: give them
    MAKERS_WORKER=0. Any number of workers may run on PostgreSQL.
    """
    ends = {signal.SIGTERM, signal.SIGINT}
    signal.pthread_sigmask(signal.SIG_BLOCK, ends)
    working: Worker = current_app.extensions["makers_worker"]
    working.start(look_seconds=LOOK_SECONDS)
    click.echo("The worker sends mail and runs the jobs of the day.")
    signal.sigwait(ends)
    click.echo("The worker stops as soon as the mail in hand is sent.")
    working.stop()


@makers.command("backup")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def back_up(file: Path) -> None:
    """Write the whole database to FILE (.tar.gz); people may go on working."""
    try:
        about = backup.make(file)
    except backup.BackupError as wrong:
        raise click.ClickException(str(wrong)) from wrong
    click.echo(f"{file}: {about.engine} at migration {about.revision}")


@makers.command("restore")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--yes", is_flag=True, help="Do not ask.")
def restore(file: Path, yes: bool) -> None:
    """Put FILE in the place of the database, and erase again who was erased since.

    Stop the server first. Everything written after the backup is lost.
    """
    from makers.signups import erasing

    try:
        about = backup.look(file)
        if not yes:
            click.confirm("Everything written after this backup will be lost. Go on?", abort=True)
        erased = erasing.kept_keys() if inspect(db.engine).has_table("tombstone") else set()
        backup.put_back(file)
    except backup.BackupError as wrong:
        raise click.ClickException(str(wrong)) from wrong
    upgrade()
    again = erasing.erase_again(erased | erasing.kept_keys(), now=clock.now(), by=journal.SYSTEM)
    click.echo(f"{file} is back, from migration {about.revision}; erased again: {again}")


@makers.command("erase")
@click.argument("address")
def erase(address: str) -> None:
    """Erase whoever has this e-mail ADDRESS from every event."""
    from makers.signups import erasing

    known = erasing.erase_address(address, now=clock.now(), by=journal.SYSTEM)
    click.echo("Erased." if known else "Nobody has this address.")


@makers.command("retention")
@click.option("--dry-run", is_flag=True, help="Only say what would go.")
def keep_no_longer(dry_run: bool) -> None:
    """Take away what has been kept long enough, as every night does by itself."""
    from makers.signups import retention

    now = clock.now()
    with current_app.test_request_context():
        for one in retention.going(now):
            click.echo(f"{one.number:>6}  {one.label} ({one.term})")
    if not dry_run:
        retention.tidy(now)
        click.echo("Gone.")


@makers.command()
def demo() -> None:
    """Lay out the demo afternoons and print one link for each door."""
    from makers.demo import lay_out  # late: the demo stands on every slice

    if Model.metadata.tables.keys() - set(inspect(db.engine).get_table_names()):
        raise click.ClickException(
            "the database lacks tables that the demo needs; run: flask --app app db upgrade"
        )
    for way in lay_out(now=clock.now()):
        click.echo(f"{way.name:<13} {way.address}")
