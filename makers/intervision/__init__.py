"""Who comes to a table, its method, phases, clock and notes."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Bring this slice into the house."""
    from makers.core import journal
    from makers.events.signals import domain_leaving, event_copied, item_leaving
    from makers.intervision import briefing, journal_words, notes, own_methods, privacy
    from makers.intervision.coming import latecomers, leading
    from makers.intervision.coming import privacy as coming
    from makers.intervision.notes import domains
    from makers.intervision.phases import numbers
    from makers.intervision.plenary import privacy as plenary
    from makers.intervision.views import bp, device
    from makers.seating.signals import facilitator_changed, methods_wanted
    from makers.signups.signals import (
        data_wanted,
        over_wanted,
        signup_cancelled,
        signup_erased,
    )

    app.register_blueprint(bp)
    journal.tell(*journal_words.CHAPTERS)
    app.jinja_env.globals.update(
        as_whom=device.as_whom,
        kept_until=device.kept_until,
        shelved_until=device.shelved_until,
    )
    app.before_request(device.refuse_for_another)
    app.after_request(device.give_receipt)
    app.after_request(device.tell_where_next)
    numbers.carry(app.extensions["makers_live"])
    item_leaving.connect(notes.hold_item)
    domain_leaving.connect(domains.hold)
    event_copied.connect(own_methods.copy_along)
    data_wanted.connect(privacy.held)
    data_wanted.connect(privacy.agreed)
    data_wanted.connect(privacy.signalled)
    data_wanted.connect(privacy.approved)
    data_wanted.connect(plenary.held)
    signup_erased.connect(plenary.erase)
    methods_wanted.connect(briefing.chosen)
    facilitator_changed.connect(leading.follow_the_plan)
    signup_cancelled.connect(latecomers.leave)
    signup_cancelled.connect(leading.leave)
    signup_erased.connect(coming.erase)
    data_wanted.connect(coming.held)
    over_wanted.connect(coming.presence_over)
    over_wanted.connect(coming.claims_over)
