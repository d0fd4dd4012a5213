"""The pages about the house: privacy and accessibility."""

from __future__ import annotations

from flask import render_template

from makers.core import access
from makers.core.access import enter
from makers.events.views import bp


@bp.get("/privacy")
@enter(access.public)
def privacy() -> str:
    """What is kept of people, what for, and what they can ask."""
    return render_template("events/privacy.html")


@bp.get("/accessibility")
@enter(access.public)
def accessibility() -> str:
    """How well everybody can use these pages, and where to turn when not."""
    return render_template("events/accessibility.html")
