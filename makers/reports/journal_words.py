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
    },
)

CHAPTERS = (REPORTS,)
