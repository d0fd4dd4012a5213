"""What the journal says of events and their programme."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from makers.core.journal import Chapter

EVENTS = Chapter(
    "events",
    _l("Bijeenkomst en programma"),
    {
        "event.made": _l("De bijeenkomst is gemaakt"),
        "event.copied": _l("De bijeenkomst is gemaakt als kopie"),
        "event.changed": _l("De gegevens zijn veranderd"),
        "event.published": _l("De bijeenkomst staat op de website"),
        "event.called_off": _l("De bijeenkomst gaat niet door"),
        "event.reinstated": _l("De bijeenkomst gaat toch door"),
        "event.removed": _l("De bijeenkomst van de demo is weggehaald"),
        "demo.laid_out": _l("De demo is klaargezet"),
        "programme.arranged": _l("Het programma is geschikt"),
        "programme.moved": _l("Het programma schoof mee met de tijd"),
        "item.added": _l("Een programmaonderdeel kwam erbij"),
        "item.changed": _l("Een programmaonderdeel is veranderd"),
        "item.removed": _l("Een programmaonderdeel is weggehaald"),
        "rooms.changed": _l("De ruimtes zijn veranderd"),
    },
)

CHAPTERS = (EVENTS,)
