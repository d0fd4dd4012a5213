"""``flask makers …``: what an installer or organiser does on the terminal."""

from __future__ import annotations

import click
from flask import Flask
from flask.cli import AppGroup
from sqlalchemy import text

from makers.core import clock, database, organisers
from makers.core.database import db

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


@makers.command()
def check() -> None:
    """Say which database runs here and whether its tables are up to date."""
    dialect = db.engine.dialect.name
    version = db.session.scalar(
        text("SELECT sqlite_version()" if dialect == "sqlite" else "SHOW server_version")
    )
    click.echo(f"{dialect} {version} ({database.SQLITE.__name__.partition('.')[0]})")
    click.echo(f"journal at {db.session.scalar(text('SELECT max(id) FROM journal')) or 0}")
