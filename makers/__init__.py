"""Makers carries an afternoon of pecha kuchas, a walk and intervision tables to its kept promises.

``create_app`` is the contents page: every slice is registered here, in the order of the afternoon.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the solver's own process does without Flask, and starts in half the time
    from flask import Flask

    from makers.config import Settings

ROOT = Path(__file__).parent


def create_app(settings: Settings | None = None) -> Flask:
    """The application, with these settings or those of the environment.

    Raises ``config.SettingError`` when a setting cannot be used.
    """
    from flask import Flask

    from makers import (
        cli,
        core,
        doors,
        events,
        followups,
        intervision,
        reports,
        seating,
        signups,
        talks,
    )
    from makers.config import from_environment
    from makers.core import assets

    settings = settings or from_environment(ROOT.parent / "instance")
    app = Flask(
        __name__,
        static_url_path=assets.address(),
        instance_path=str(settings.instance),
    )
    app.config.from_mapping(settings.as_flask())
    for part in (
        core,
        events,
        signups,
        talks,
        seating,
        intervision,
        followups,
        reports,
        doors,
        cli,
    ):
        part.init_app(app)
    return app
