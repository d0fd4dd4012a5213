"""Pecha kucha: slots and the talks that book them."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Bring this slice into the house."""
    from makers.core import journal, worker
    from makers.events.signals import event_copied, item_leaving, programme_wanted
    from makers.signups.signals import (
        calendar_wanted,
        data_wanted,
        signup_cancelled,
        signup_erased,
    )
    from makers.talks import (
        booking,
        calendar,
        journal_words,
        privacy,
        programme,
        reminders,
        row,
        views,
    )

    app.register_blueprint(views.bp)
    journal.tell(*journal_words.CHAPTERS)
    signup_cancelled.connect(booking.answer_cancellation)
    item_leaving.connect(row.answer_item_leaving)
    event_copied.connect(row.copy_row)
    signup_erased.connect(privacy.erase)
    data_wanted.connect(privacy.held)
    calendar_wanted.connect(calendar.entries)
    programme_wanted.connect(programme.parts)
    worker.every_round(app, reminders.remind)
