"""Methods, phases, the clock and the notes of a table."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Bring this slice into the house."""
    from makers.events.signals import item_leaving
    from makers.intervision import notes
    from makers.intervision.views import bp

    app.register_blueprint(bp)
    item_leaving.connect(notes.hold_item)
