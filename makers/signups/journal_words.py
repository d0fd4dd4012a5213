"""What the journal says of people and mail."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from makers.core.journal import Chapter

SIGNUPS = Chapter(
    "signups",
    _l("Aanmeldingen"),
    {
        "signup.made": _l("Iemand meldde zich aan"),
        "signup.confirmed": _l("Iemand kreeg een plek"),
        "signup.changed": _l("Antwoorden zijn veranderd"),
        "signup.moved": _l("Iemand kwam in een andere rol"),
        "signup.cancelled": _l("Iemand is afgemeld"),
        "signup.readdressed": _l("Een e-mailadres is verbeterd"),
        "signup.substituted": _l("Iemand nam een plek over"),
        "signup.brought": _l("Iemand is meegenomen"),
        "signup.imported": _l("Iemand is overgenomen uit een lijst"),
        "signup.consented": _l("Iemand gaf toestemming"),
        "signup.unconsented": _l("Iemand trok toestemming in"),
        "signup.needs_wiped": _l("Wat iemand nodig heeft, is gewist"),
        "signup.address_asked": _l("Iemand gaf later een e-mailadres"),
        "signup.address_proved": _l("Een e-mailadres is bevestigd"),
        "signup.erased": _l("De gegevens van iemand zijn gewist"),
        "override.made": _l("Iemand kreeg een plek buiten de wachtlijst om"),
        "hold.ended": _l("Vastgehouden plekken kwamen vrij"),
        "people.imported": _l("Een lijst met mensen is overgenomen"),
        "people.exported.csv": _l("De lijst met mensen is gedownload (CSV)"),
        "people.exported.xlsx": _l("De lijst met mensen is gedownload (Excel)"),
        "list.kept": _l("Een lijst is klaargezet om over te nemen"),
        "list.removed": _l("Een klaargezette lijst is weggehaald"),
        "question.added": _l("Een eigen vraag kwam erbij"),
        "question.changed": _l("Een eigen vraag is veranderd"),
        "question.moved": _l("Een eigen vraag is verplaatst"),
        "question.retired": _l("Een eigen vraag wordt niet meer gesteld"),
        "question.reinstated": _l("Een eigen vraag wordt weer gesteld"),
        "question.taken_away": _l("Een eigen vraag is weggehaald"),
        "calendar.made": _l("Iemand maakte een agenda-abonnement"),
        "calendar.ended": _l("Iemand stopte een agenda-abonnement"),
    },
)

DOOR = Chapter(
    "door",
    _l("De deur"),
    {
        "signup.checked_in": _l("Iemand is binnen"),
        "signup.checked_out": _l("Iemand bleek toch niet binnen"),
        "door.opened": _l("Er kwam een link voor de deur"),
        "door.closed": _l("De links voor de deur zijn gesloten"),
    },
)

MAIL = Chapter(
    "mail",
    _l("Mail en uitnodigingen"),
    {
        "message.sent": _l("Een bericht is verstuurd"),
        "mail.came_back": _l("Een mail kwam terug"),
        "mail.sent_again": _l("Een mail is opnieuw verstuurd"),
        "event.announced": _l("Mensen hoorden dat er iets anders is"),
        "event.not_announced": _l("Iemand koos om een verandering niet te mailen"),
        "invitation.made": _l("Mensen kwamen op de lijst met uitnodigingen"),
        "invitation.sent": _l("Uitnodigingen zijn verstuurd"),
        "invitation.reminded": _l("Wie is uitgenodigd, kreeg een herinnering"),
        "invitation.withdrawn": _l("Een uitnodiging is ingetrokken"),
        "invitation.declined": _l("Een uitnodiging is afgeslagen"),
        "invitation.reconsidered": _l("Iemand wil toch komen"),
        "invitation.link_made": _l("Er kwam een uitnodigingslink voor iedereen"),
        "invitation.link_closed": _l("De uitnodigingslink is gesloten"),
    },
)

CHAPTERS = (
    SIGNUPS,
    DOOR,
    MAIL,
)
