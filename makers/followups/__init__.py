"""Agreements, until they are kept."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Bring this slice into the house."""
    from makers.followups import moving, privacy
    from makers.followups.views import bp
    from makers.intervision.signals import table_cleared
    from makers.signups.signals import data_wanted, person_needed

    app.register_blueprint(bp)
    data_wanted.connect(privacy.held)
    person_needed.connect(privacy.needed)
    table_cleared.connect(moving.carry)
