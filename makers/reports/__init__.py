"""The notes as documents and downloads."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Bring this slice into the house."""
    from makers.core import journal
    from makers.reports import journal_words
    from makers.reports.papers import sheet_views, views  # noqa: F401 - they add routes
    from makers.reports.views import bp

    app.register_blueprint(bp)
    journal.tell(*journal_words.CHAPTERS)
