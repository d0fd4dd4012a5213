"""The afternoon itself: event, roles, policy domains, programme."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Bring this slice into the house."""
    from makers.core import journal
    from makers.events import journal_words
    from makers.events.views import bp

    app.register_blueprint(bp)
    journal.tell(*journal_words.CHAPTERS)
