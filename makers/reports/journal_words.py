"""What the journal says of documents that left the house."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from makers.core.journal import Chapter

REPORTS = Chapter(
    "reports",
    _l("Verslagen en papier"),
    {
        "report.downloaded.pdf": _l("Een verslag is gedownload (PDF)"),
        "report.downloaded.docx": _l("Een verslag is gedownload (Word)"),
        "report.downloaded.odt": _l("Een verslag is gedownload (ODT)"),
        "report.downloaded.md": _l("Een verslag is gedownload (Markdown)"),
        "report.downloaded.xlsx": _l("Een verslag is gedownload (Excel)"),
        "report.downloaded.csv": _l("Een verslag is gedownload (CSV)"),
        "report.downloaded.json": _l("Een verslag is gedownload (JSON)"),
        "report.downloaded.zip": _l("Een verslag is gedownload (ZIP)"),
        "paper.downloaded.cards": _l("De tafelkaarten zijn gedownload"),
        "paper.downloaded.seating-list": _l("De lijst met zitplaatsen is gedownload"),
        "paper.downloaded.poster": _l("De poster met de indeling is gedownload"),
        "paper.downloaded.sheet": _l("Een werkvorm op papier is gedownload"),
        "report.named": _l("Een verslag met namen is gedownload"),
        "report.section.written": _l("Aan een deel van het verslag is tekst toegevoegd"),
        "report.section.moved": _l("Het verslag staat in een andere volgorde"),
        "report.section.left_out": _l("Een deel van het verslag is weggelaten"),
        "report.section.taken_up": _l("Een deel van het verslag staat er weer in"),
        "research.exported": _l("Het pakket voor onderzoekers is gedownload"),
        "research.key_removed": _l("De sleutel van de pseudoniemen is weggegooid"),
        "signals.exported.csv": _l("De signalen zijn gedownload (CSV)"),
        "signals.exported.json": _l("De signalen zijn gedownload (JSON)"),
        "signals.exported.xlsx": _l("De signalen zijn gedownload (Excel)"),
    },
)
SIGNALS = Chapter(
    "signals",
    _l("Signalen"),
    {
        "signals.gathered": _l("Signalen zijn samengevoegd"),
        "signals.taken_apart": _l("Samengevoegde signalen zijn uit elkaar gehaald"),
        "signal.edited": _l("De woorden bij een signaal zijn veranderd"),
    },
)

CHAPTERS = (REPORTS, SIGNALS)
