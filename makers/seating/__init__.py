"""Cases, tables, and who sits where."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask


def init_app(app: Flask) -> None:
    """Bring this slice into the house."""
    from makers.core import journal
    from makers.events.signals import domain_leaving, item_leaving
    from makers.seating import calendar, cases, groups, journal_words, plans, privacy, tables
    from makers.seating.facilitators import answering
    from makers.seating.facilitators import letters as facilitators_letters  # noqa: F401 - they compose
    from makers.seating.views import bp
    from makers.signups.signals import (
        address_erased,
        audience_wanted,
        calendar_wanted,
        data_wanted,
        over_wanted,
        signup_cancelled,
        signup_erased,
    )

    app.register_blueprint(bp)
    journal.tell(*journal_words.CHAPTERS)
    signup_cancelled.connect(plans.free_seats)
    signup_cancelled.connect(answering.leave)
    signup_cancelled.connect(cases.withdraw_of)
    item_leaving.connect(tables.hold_item)
    domain_leaving.connect(cases.hold_domain)
    audience_wanted.connect(groups.tables)
    signup_erased.connect(privacy.erase)
    address_erased.connect(privacy.erase_address)
    over_wanted.connect(privacy.over)
    data_wanted.connect(privacy.held)
    data_wanted.connect(privacy.asked)
    calendar_wanted.connect(calendar.entries)
