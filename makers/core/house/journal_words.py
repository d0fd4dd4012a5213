"""What the journal says of the house."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from makers.core.journal import Chapter

HOUSE = Chapter(
    "house",
    _l("Het huis"),
    {
        "house.named": _l("De naam van de organisatie is veranderd"),
        "house.recoloured": _l("De kleuren zijn veranderd"),
        "house.privacy_told": _l("De privacytekst is veranderd"),
        "house.accessibility_told": _l("De tekst over toegankelijkheid is veranderd"),
        "house.promises_shown": _l("Of de voorpagina afspraken telt, is veranderd"),
        "house.retention_set": _l("Hoe lang we bewaren is veranderd"),
        "house.logo_hung": _l("Er staat een ander logo"),
        "house.logo_taken_down": _l("Het logo is weggehaald"),
        "house.mail_tried": _l("Een proefmail is gestuurd"),
        "journal.exported": _l("Het logboek is gedownload"),
    },
)

CHAPTERS = (HOUSE,)
