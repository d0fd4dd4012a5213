"""Methods, phases, the clock and the notes of a table."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Bring this slice into the house."""
    from makers.events.signals import item_leaving
    from makers.intervision import notes, privacy
    from makers.intervision.views import bp
    from makers.signups.signals import data_wanted

    app.register_blueprint(bp)
    item_leaving.connect(notes.hold_item)
    data_wanted.connect(privacy.held)
