"""People: sign-up, waiting list, check-in."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Bring this slice into the house."""
    from makers.core import journal, worker
    from makers.core.mail import address_refused
    from makers.events.signals import (
        called_off,
        capacity_changed,
        domain_leaving,
        event_copied,
        reinstated,
        role_leaving,
    )
    from makers.signups import (
        announcements,
        corrections,
        erasing,
        importing,
        invitation_letters,  # noqa: F401 - it composes
        invitations,
        journal_words,
        own_address,
        placing,
        receivers,
        reminders,
        retention,
        views,
    )

    app.register_blueprint(views.bp)
    journal.tell(*journal_words.CHAPTERS)
    address_refused.connect(receivers.flag_address)
    called_off.connect(announcements.tell_called_off)
    reinstated.connect(announcements.tell_reinstated)
    capacity_changed.connect(receivers.answer_capacity_change)
    event_copied.connect(receivers.copy_questions)
    role_leaving.connect(receivers.hold_role)
    role_leaving.connect(invitations.forget_role)
    domain_leaving.connect(receivers.hold_domain)
    worker.every_round(app, corrections.forget_typed)
    worker.every_round(app, importing.forget_sheets)
    worker.every_round(app, own_address.forget_unproved)
    worker.every_round(app, placing.release_holds)
    worker.every_round(app, reminders.remind)
    worker.every_round(app, retention.every_night)
    worker.every_round(app, erasing.truncate_after_erasing)
