"""The mails about agreements: how does it stand, it was kept, would you take it over.

They go out in working hours, and lead to the page where two taps answer them.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta

from flask_babel import format_date, ngettext
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from makers.core import clock, mail
from makers.core.database import db
from makers.core.mail import Letter, OutboxMail
from makers.followups import queries
from makers.followups.models import ASKED, FollowUp, FollowUpState
from makers.signups import letters
from makers.signups.letters import Words
from makers.signups.models import Signup, SignupState

OPENS, CLOSES = time(9), time(17)
SATURDAY = 5
CHASE = "followup.chase"
ANY = tuple(SignupState)


def working_hour(now: datetime) -> datetime:
    """``now``, or the next moment at which people are at work: Monday to Friday, 9 to 17 hours."""
    local = clock.amsterdam(now)
    day = local
    if local.time() >= CLOSES:
        day += timedelta(days=1)
    while day.weekday() >= SATURDAY:
        day += timedelta(days=1)
    if day.date() == local.date() and local.time() >= OPENS:
        return now
    return clock.at_wall_time(day, OPENS)


def ask(session: Session, owner_id: int | None, once: str, *, now: datetime) -> None:
    """Ask an owner how their agreements stand, once."""
    _send(session, CHASE, owner_id, now=now, once=once)


def tell_kept(session: Session, follow_up: FollowUp, *, now: datetime) -> None:
    """Tell both sides that it was kept, once a day."""
    for who in (follow_up.owner_id, follow_up.counterpart_id):
        once = f"followup.kept {follow_up.id} {who} {clock.amsterdam(now).date()}"
        _send(session, "followup.kept", who, now=now, about=follow_up, once=once)


def ask_to_take_over(session: Session, follow_up: FollowUp, *, now: datetime) -> None:
    """Ask to whom it was offered."""
    _send(session, "followup.offered", follow_up.offered_to_id, now=now, about=follow_up)


def tell_taken_over(
    session: Session, follow_up: FollowUp, before: int | None, *, now: datetime
) -> None:
    """Tell who had it that somebody else has it now."""
    _send(session, "followup.taken_over", before, now=now, about=follow_up)


def tell_declined(session: Session, follow_up: FollowUp, *, now: datetime) -> None:
    """Tell its owner that it is still theirs."""
    _send(session, "followup.declined", follow_up.owner_id, now=now, about=follow_up)


@mail.composes(CHASE)
def chase(row: OutboxMail) -> Letter | None:
    """How do your agreements stand? All of one person in one letter.

    None when nothing is left of what was to be asked after.
    """
    signup = letters.reader(row, *ANY, off=None)
    mine = [one for one in queries.of_person(signup) if _is_asked(one, signup)] if signup else []
    asked = queries.asked_on(clock.amsterdam(row.made_at).date())
    if signup is None or not any(one.id in asked for one in mine):
        return None
    words = Words(
        ngettext(
            "Hoe staat het met je afspraak?", "Hoe staat het met je %(num)d afspraken?", len(mine)
        ),
        [
            _("Dit sprak je af aan tafel:"),
            *(_line(one) for one in mine),
            _(
                "Gedaan? Meer tijd nodig? Zit het vast, of is het niet van jou? "
                "Zeg het op je eigen pagina, in twee tikken."
            ),
        ],
    )
    return _letter(words, signup, row)


@mail.composes("followup.kept")
def kept(row: OutboxMail) -> Letter | None:
    """An agreement between you and somebody was kept."""
    signup, follow_up = _about(row)
    if signup is None or follow_up is None or follow_up.state is not FollowUpState.DONE:
        return None
    is_owner = signup.id == follow_up.owner_id
    words = Words(
        _("Afspraak gehouden: %(action)s", action=_short(follow_up)),
        [
            _("Deze afspraak is gedaan:"),
            follow_up.action,
            _("Dank je wel. We herinneren je er niet meer aan.")
            if is_owner
            else _("Klopt het niet? Laat het de ander weten, of de organisatie."),
        ],
    )
    return _letter(words, signup, row)


@mail.composes("followup.offered")
def offered(row: OutboxMail) -> Letter | None:
    """Would you take this over?"""
    signup, follow_up = _about(row)
    if signup is None or follow_up is None or follow_up.offered_to_id != signup.id:
        return None
    words = Words(
        _(
            "%(name)s vraagt: neem jij dit over?",
            name=follow_up.owner.name if follow_up.owner else _("Iemand"),
        ),
        [
            follow_up.action,
            *([f"“{said}”"] if (said := follow_up.said_with_offer) else []),
            _(
                "Op je eigen pagina zeg je ja of nee. "
                "Zeg je niets, dan blijft de afspraak waar zij is."
            ),
        ],
    )
    return _letter(words, signup, row)


@mail.composes("followup.taken_over")
def taken_over(row: OutboxMail) -> Letter | None:
    """Somebody took your agreement over."""
    signup, follow_up = _about(row)
    if signup is None or follow_up is None or follow_up.owner_id in (None, signup.id):
        return None
    words = Words(
        _("Overgenomen: %(action)s", action=_short(follow_up)),
        [
            follow_up.action,
            _(
                "%(name)s heeft deze afspraak van je overgenomen. Jij hoeft niets meer te doen.",
                name=follow_up.owner.name if follow_up.owner else "",
            ),
        ],
    )
    return _letter(words, signup, row)


@mail.composes("followup.declined")
def declined(row: OutboxMail) -> Letter | None:
    """Whom you asked says no."""
    signup, follow_up = _about(row)
    if signup is None or follow_up is None or follow_up.owner_id != signup.id:
        return None
    words = Words(
        _("Niet overgenomen: %(action)s", action=_short(follow_up)),
        [
            follow_up.action,
            _(
                "De ander kan dit niet overnemen. De afspraak is nog van jou. "
                "Vraag het iemand anders."
            ),
        ],
    )
    return _letter(words, signup, row)


def _send(
    session: Session,
    what: str,
    who: int | None,
    *,
    now: datetime,
    about: FollowUp | None = None,
    once: str | None = None,
) -> None:
    """Post a letter for the next working hour, to a sign-up if there is one."""
    signup = session.get(Signup, who) if who is not None else None
    if signup is not None:
        subject_id = about.id if about is not None else None
        due_at = working_hour(now)
        letters.post(
            session, what, signup, now=now, subject_id=subject_id, once=once, due_at=due_at
        )


def _about(row: OutboxMail) -> tuple[Signup | None, FollowUp | None]:
    """Who reads it, and the agreement as it stands, unless it was thrown away."""
    signup = letters.reader(row, *ANY, off=None)
    follow_up = db.session.get(FollowUp, row.subject_id) if row.subject_id is not None else None
    if follow_up is None or follow_up.deleted_at is not None:
        return signup, None
    return signup, follow_up


def _is_asked(follow_up: FollowUp, signup: Signup) -> bool:
    """Whether it is theirs, and one to ask after."""
    owner = follow_up.owner
    is_theirs = owner is not None and owner.person_id == signup.person_id
    return is_theirs and follow_up.state in ASKED


def _letter(words: Words, signup: Signup, row: OutboxMail) -> Letter:
    address, drawn = letters.own_page(signup, row.made_at)
    written = letters.written_out(words, signup, f"{address}?to=followups")
    return replace(written, links=drawn)


def _line(follow_up: FollowUp) -> str:
    parts = [f"• {follow_up.action}"]
    if follow_up.counterpart is not None:
        parts.append(str(_("met %(name)s", name=follow_up.counterpart.name)))
    if follow_up.due_on is None:
        parts.append(str(_("nog geen datum")))
    else:
        parts.append(str(_("uiterlijk %(date)s", date=format_date(follow_up.due_on, "d MMMM y"))))
    return " · ".join(parts)


def _short(follow_up: FollowUp) -> str:
    words = " ".join(follow_up.action.split())
    return words if len(words) <= 60 else f"{words[:59]}…"
