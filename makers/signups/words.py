"""What mails and journal entries about a sign-up are called at the desk."""

from __future__ import annotations

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

WORDS: dict[str, LazyString] = {
    "signup.made": _l("aangemeld"),
    "signup.confirmed": _l("kreeg een plek"),
    "signup.waiting": _l("kwam op de wachtlijst"),
    "signup.promoted": _l("kreeg een plek van de wachtlijst"),
    "signup.changed": _l("antwoorden veranderd"),
    "signup.moved": _l("kwam in een andere rol"),
    "signup.cancelled": _l("afgemeld"),
    "signup.again": _l("meldde zich nog een keer aan"),
    "signup.link": _l("eigen link opnieuw gestuurd"),
    "signup.readdressed": _l("e-mailadres verbeterd"),
    "signup.substituted": _l("plek overgenomen"),
    "signup.given_away": _l("plek doorgegeven"),
    "signup.brought": _l("meegenomen"),
    "signup.imported": _l("overgenomen uit een lijst"),
    "signup.consented": _l("zei ergens ja tegen"),
    "signup.unconsented": _l("nam een ja terug"),
    "signup.needs_wiped": _l("wiste wat nodig is"),
    "signup.checked_in": _l("binnen"),
    "signup.checked_out": _l("toch niet binnen"),
    "guest.promoted": _l("een gast kreeg een plek"),
    "override.made": _l("kreeg een plek buiten de wachtlijst om"),
}

ACTORS: dict[str, LazyString] = {
    "signup": _l("zelf"),
    "organiser": _l("organisatie"),
    "door": _l("deur"),
    "moderator": _l("moderator"),
    "facilitator": _l("begeleider"),
    "guide": _l("gids"),
    "asked": _l("gevraagde begeleider"),
    "system": _l("vanzelf"),
    "visitor": _l("een bezoeker"),
}
