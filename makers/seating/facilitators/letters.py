"""The mails to who leads a table: the question, and the briefing."""

from __future__ import annotations

from typing import Any

from flask import render_template
from flask_babel import gettext as _

from makers.core import access, links, mail, web
from makers.core.links import Grant
from makers.core.mail import Letter, OutboxMail
from makers.events.models import ItemKind
from makers.seating.facilitators import asking, briefing, queries
from makers.seating.models import FacilitatorRequest, SeatPart, Table
from makers.seating.tables import link_kind
from makers.signups.models import SignupState


@mail.composes(asking.WHAT)
def asked(row: OutboxMail) -> Letter | None:
    """Would you lead a table? No longer needed for who answered."""
    found = queries.asked(row.subject_id or 0)
    if found is None or found.address != row.to or found.event.cancelled_at is not None:
        return None
    if found.withdrawn_at or found.accepted_at or found.declined_at:
        return None
    grant = Grant("asked", found.event_id, found.id, found.signup_id)
    token, link = links.draw(grant, now=row.made_at)
    subject = _("Wil je een tafel begeleiden? %(title)s", title=found.event.title)
    parts = {"name": found.who, "event": found.event, "sentences": _question(found)}
    return _letter("asked", subject, access.link_to(token), link, parts)


@mail.composes(briefing.WHAT)
def briefed(row: OutboxMail) -> Letter | None:
    """This is your table. No longer needed for who does not lead it any more."""
    told = briefing.of_table(row.subject_id or 0, row.signup_id or 0)
    if told is None or told.address != row.to:
        return None
    event = told.table.item.event
    if told.leads.state is not SignupState.CONFIRMED or event.cancelled_at is not None:
        return None
    table = told.table
    grant = Grant(link_kind(table), event.id, table.id, told.leads.id)
    token, link = links.draw(grant, now=row.made_at)
    walks = table.item.kind is ItemKind.WALK
    words = {"number": table.number, "day": web.day(table.item.starts_at)}
    subject = (
        _("Je gidst groep %(number)d op %(day)s", **words)
        if walks
        else _("Je begeleidt tafel %(number)d op %(day)s", **words)
    )
    parts = {
        "name": told.leads.name,
        "event": event,
        "table": table,
        "task": _task(table, walks),
        "people": [_with_part(name, part) for name, part in told.people],
        "method": told.method.get(web.language(), ""),
        "walks": walks,
    }
    return _letter("briefing", subject, access.link_to(token), link, parts)


def _question(found: FacilitatorRequest) -> list[str]:
    sentences = [
        _(
            "We vragen je om op deze bijeenkomst een tafel te begeleiden. Aan elke tafel praat een "
            "kleine groep over één casus. Jij bewaakt de stappen en de tijd."
        )
    ]
    if found.reserve_at is not None:
        sentences = [
            _(
                "We vragen je om op deze bijeenkomst reserve te staan als begeleider. Valt er "
                "iemand uit, dan begeleid jij een tafel."
            )
        ]
    if found.signup is None:
        sentences.append(
            _("Zeg je ja, dan heb je meteen een plek. Je hoeft je niet aan te melden.")
        )
    sentences.append(_("Laat je weten of je het doet? Dat kan met één knop, ook als je niet kunt."))
    return [str(sentence) for sentence in sentences]


def _task(table: Table, walks: bool) -> str:
    """Which table, when and where, in a sentence or two."""
    words = {
        "number": table.number,
        "title": table.item.title,
        "start": web.wall_clock(table.item.starts_at),
        "end": web.wall_clock(table.item.ends_at),
    }
    said = [
        _(
            "Je bent gids van groep %(number)d bij ‘%(title)s’, van %(start)s tot %(end)s uur.",
            **words,
        )
        if walks
        else _(
            "Je begeleidt tafel %(number)d bij ‘%(title)s’, van %(start)s tot %(end)s uur.", **words
        )
    ]
    if table.place:
        said.append(
            _("Je verzamelt hier: %(place)s.", place=table.place)
            if walks
            else _("De tafel staat hier: %(place)s.", place=table.place)
        )
    return " ".join(str(one) for one in said)


def _with_part(name: str, part: SeatPart) -> str:
    if part is SeatPart.BRINGER:
        return str(_("%(name)s, brengt de casus in", name=name))
    return name


def _letter(kind: str, subject: str, address: str, link: links.Link, parts: Any) -> Letter:
    parts = {**parts, "subject": subject, "link": address}
    return Letter(
        subject=subject,
        text=render_template(f"seating/facilitator_{kind}.txt", **parts),
        html=render_template(f"seating/facilitator_{kind}_mail.html", **parts),
        links=(link,),
    )
