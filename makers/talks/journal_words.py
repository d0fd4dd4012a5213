"""What the journal says of talks, slides and screens."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from makers.core.journal import Chapter

TALKS = Chapter(
    "talks",
    _l("Pecha kucha"),
    {
        "talk.booked": _l("Een pecha kucha kreeg een plek"),
        "talk.reserved": _l("Een pecha kucha kwam op de reservelijst"),
        "talk.promoted": _l("Een pecha kucha kwam van de reservelijst"),
        "talk.changed": _l("Een pecha kucha is veranderd"),
        "talk.given_back": _l("Een plek is teruggegeven"),
        "talk.left": _l("Een van twee sprekers stapte uit"),
        "talk.placed": _l("Een pecha kucha is op een plek gezet"),
        "talk.moved": _l("Een pecha kucha is verplaatst"),
        "talk.accepted": _l("Een pecha kucha is goedgekeurd"),
        "talk.taken_off": _l("Een goedkeuring is teruggenomen"),
        "talk.merged": _l("Twee pecha kucha’s zijn samengevoegd"),
        "swap.offered": _l("Iemand vroeg om van plek te ruilen"),
        "swap.declined": _l("Ruilen ging niet door"),
        "slot.locked": _l("Een plek is vastgezet"),
        "slot.unlocked": _l("Een plek is losgemaakt"),
        "slots.set": _l("De rij met plekken is veranderd"),
        "row.arranged": _l("De rij is anders ingesteld"),
        "slides.handed_in": _l("Dia’s zijn ingeleverd"),
        "slides.changed": _l("Dia’s zijn veranderd"),
        "slides.described": _l("Dia’s zijn beschreven"),
        "slides.approved": _l("Dia’s zijn goedgekeurd"),
        "talk.started": _l("Een pecha kucha begon"),
        "talk.paused": _l("Een pecha kucha stond stil"),
        "talk.resumed": _l("Een pecha kucha ging verder"),
        "talk.broken_off": _l("Een pecha kucha is afgebroken"),
        "talk.passed_over": _l("Een pecha kucha is overgeslagen"),
        "projector.opened": _l("Er kwam een link voor de projector"),
        "projector.closed": _l("De links voor de projector zijn gesloten"),
        "moderator.opened": _l("Er kwam een link voor de moderator"),
        "moderator.closed": _l("De links voor de moderator zijn gesloten"),
    },
)

CHAPTERS = (TALKS,)
