"""Agreements, until they are kept."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Bring this slice into the house."""
    from makers.core import journal, worker
    from makers.followups import calendar, chasing, journal_words, moving, privacy
    from makers.followups.views import bp
    from makers.intervision.signals import table_cleared
    from makers.signups.signals import calendar_wanted, data_wanted, person_needed, signup_erased

    app.register_blueprint(bp)
    journal.tell(*journal_words.CHAPTERS)
    calendar_wanted.connect(calendar.entries)
    data_wanted.connect(privacy.held)
    person_needed.connect(privacy.needed)
    signup_erased.connect(privacy.erase)
    table_cleared.connect(moving.carry)
    worker.every_round(app, chasing.chase)
