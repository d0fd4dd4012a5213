"""Pecha kucha: slots and the talks that book them."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Bring this slice into the house."""
    from makers.events.signals import item_leaving
    from makers.signups.signals import signup_cancelled
    from makers.talks import booking, row, views

    app.register_blueprint(views.bp)
    signup_cancelled.connect(booking.answer_cancellation)
    item_leaving.connect(row.answer_item_leaving)
