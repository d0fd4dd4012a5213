"""Where people come in: the pages that gather from several slices."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Open the doors."""
    from makers.doors import attend, facilitate, journal, organise, postbox, show, welcome

    for door in (attend, facilitate, journal, organise, postbox, show, welcome):
        app.register_blueprint(door.bp)
