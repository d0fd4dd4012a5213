"""Trying out the mail at the desk."""

from __future__ import annotations

from flask import flash, render_template
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from makers.core import access, clock, journal, limits, organisers, web
from makers.core.access import enter
from makers.core.database import writing
from makers.core.house.views import Page, bp
from makers.core.mail.trying import Came, try_out

TRIES, MINUTES = 10, 15

SENTENCES: dict[Came, LazyString] = {
    Came.SENT: _l("De mailserver nam de mail aan. Kijk of hij in je postvak ligt, of bij de spam."),
    Came.FILED: _l(
        "Er is geen mailserver ingesteld. De mail staat als bestand in de map mail van deze "
        "installatie. Vraag de beheerder om SMTP_URL in te stellen."
    ),
    Came.UNREACHABLE: _l(
        "De mailserver is niet te bereiken. Vraag de beheerder of de naam en de poort in SMTP_URL "
        "kloppen, en of deze computer naar buiten mag."
    ),
    Came.UNSAFE: _l(
        "De verbinding met de mailserver is niet veilig genoeg, dus we stuurden geen wachtwoord. "
        "Vraag de beheerder naar het certificaat en de versleuteling van de mailserver."
    ),
    Came.WRONG_PASSWORD: _l(
        "De mailserver weigert onze naam of ons wachtwoord. Vraag de beheerder om SMTP_URL na te "
        "kijken."
    ),
    Came.NOT_LET_IN: _l(
        "De mailserver laat ons niet binnen. Laat de beheerder zien wat hij antwoordde."
    ),
    Came.REFUSED: _l(
        "De mailserver weigert deze mail. Laat de beheerder zien wat hij antwoordde; vaak klopt de "
        "afzender (MAIL_FROM) niet."
    ),
    Came.BUSY: _l("Het lukt nu niet. Probeer het over een paar minuten opnieuw."),
    Came.SILENT: _l(
        "De mailserver kreeg de mail, maar zei niet of hij hem aannam. Kijk of hij in je postvak "
        "ligt."
    ),
}


@bp.get("/organise/settings/mail")
@enter(access.in_charge)
def mail() -> Page:
    """To whom the trial goes, and the button."""
    return render_template("house/mail.html", to=_own_address())


@bp.post("/organise/settings/mail")
@enter(access.in_charge)
def try_mail() -> Page:
    """Send one letter to the organiser's own address, and say what happened."""
    now, by, to = clock.now(), access.actor(), web.found(_own_address())
    with writing() as session:
        limits.count(session, f"mail-trial:{by.id}", most=TRIES, minutes=MINUTES, now=now)
        journal.record("house.mail_tried", event_id=None, topic="house", by=by)
    trial = try_out(to, now=now)
    flash(SENTENCES[trial.came], "success" if trial.came is Came.SENT else "error")
    if trial.said:
        flash(_("De mailserver zei: %(said)s", said=trial.said), "message")
    return web.see("house.mail")


def _own_address() -> str | None:
    """The address of who is logged in; one statement."""
    return organisers.address_of(access.actor().id)
