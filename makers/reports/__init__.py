"""The notes as documents and downloads."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Bring this slice into the house."""
    from makers.core import journal
    from makers.events.signals import domain_leaving, event_copied
    from makers.reports import journal_words
    from makers.reports.gathered import service as gathered
    from makers.reports.gathered import views as gathered_views  # noqa: F401 - they add routes
    from makers.reports.papers import sheet_views, views  # noqa: F401
    from makers.reports.research import views as research_views  # noqa: F401
    from makers.reports.sections import arranging
    from makers.reports.sections import views as section_views  # noqa: F401
    from makers.reports.views import bp
    from makers.signups.signals import over_wanted

    app.register_blueprint(bp)
    journal.tell(*journal_words.CHAPTERS)
    domain_leaving.connect(gathered.hold_domain)
    over_wanted.connect(gathered.over)
    event_copied.connect(arranging.copy_along)
