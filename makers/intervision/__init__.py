"""Methods, phases, the clock and the notes of a table."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Bring this slice into the house."""
    from makers.events.signals import event_copied, item_leaving
    from makers.intervision import briefing, notes, own_methods, privacy
    from makers.intervision.plenary import privacy as plenary_privacy
    from makers.intervision.views import bp
    from makers.seating.signals import methods_wanted
    from makers.signups.signals import data_wanted, signup_erased

    app.register_blueprint(bp)
    item_leaving.connect(notes.hold_item)
    event_copied.connect(own_methods.copy_along)
    data_wanted.connect(privacy.held)
    data_wanted.connect(privacy.agreed)
    data_wanted.connect(plenary_privacy.held)
    signup_erased.connect(plenary_privacy.erase)
    methods_wanted.connect(briefing.chosen)
