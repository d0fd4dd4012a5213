"""Methods, phases, the clock and the notes of a table."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Bring this slice into the house."""
    from makers.events.signals import event_copied, item_leaving
    from makers.intervision import briefing, notes, own_methods, privacy
    from makers.intervision.views import bp, device
    from makers.seating.signals import methods_wanted
    from makers.signups.signals import data_wanted

    app.register_blueprint(bp)
    app.jinja_env.globals["as_whom"] = device.as_whom
    app.before_request(device.refuse_for_another)
    app.after_request(device.give_receipt)
    item_leaving.connect(notes.hold_item)
    event_copied.connect(own_methods.copy_along)
    data_wanted.connect(privacy.held)
    data_wanted.connect(privacy.agreed)
    methods_wanted.connect(briefing.chosen)
