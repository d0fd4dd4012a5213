"""People: sign-up, waiting list, check-in."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Bring this slice into the house."""
    from makers.core import worker
    from makers.events.signals import capacity_changed, domain_leaving, role_leaving
    from makers.signups import corrections, receivers, views

    app.register_blueprint(views.bp)
    capacity_changed.connect(receivers.answer_capacity_change)
    role_leaving.connect(receivers.hold_role)
    domain_leaving.connect(receivers.hold_domain)
    worker.every_round(app, corrections.forget_typed)
