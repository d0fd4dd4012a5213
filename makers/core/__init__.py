"""What every slice stands on: database, journal, access, web, mail, live. Imports no slice."""

from __future__ import annotations

from flask import Flask
from flask_migrate import Migrate


def init_app(app: Flask) -> None:
    """Bind the ground floor to the app; the order is that of a request's way in."""
    from makers.core import (
        access,
        assets,
        database,
        entrance,
        error_pages,
        house,
        live,
        organisers,
        web,
        worker,
    )
    from makers.core.house import mail_views, views  # noqa: F401 - they add routes

    database.init_app(app)
    Migrate(app, database.db, directory=f"{app.root_path}/migrations", render_as_batch=True)
    assets.init_app(app)
    web.init_app(app)
    error_pages.init_app(app)
    live.init_app(app)
    worker.init_app(app)
    access.init_app(app)
    house.init_app(app)
    organisers.init_app(app)
    app.register_blueprint(entrance.bp)
    app.register_blueprint(views.bp)
