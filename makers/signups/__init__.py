"""People: sign-up, waiting list, check-in."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Bring this slice into the house."""
    from makers.events.signals import capacity_changed
    from makers.signups import service, views

    app.register_blueprint(views.bp)
    capacity_changed.connect(service.answer_capacity_change)
