"""Cases, tables, and who sits where."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Bring this slice into the house."""
    from makers.events.signals import domain_leaving, item_leaving
    from makers.seating import calendar, cases, groups, plans, privacy, tables
    from makers.seating.views import bp
    from makers.signups.signals import (
        audience_wanted,
        calendar_wanted,
        data_wanted,
        signup_cancelled,
        signup_erased,
    )

    app.register_blueprint(bp)
    signup_cancelled.connect(plans.free_seats)
    signup_cancelled.connect(tables.free_facilitation)
    signup_cancelled.connect(cases.withdraw_of)
    item_leaving.connect(tables.hold_item)
    domain_leaving.connect(cases.hold_domain)
    audience_wanted.connect(groups.tables)
    signup_erased.connect(privacy.erase)
    data_wanted.connect(privacy.held)
    calendar_wanted.connect(calendar.entries)
