"""People taken over from a list of another system: kept for a day, looked at, applied once."""

from __future__ import annotations

import hmac
import json
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from makers.core import journal
from makers.core.database import db, insert_into, writing
from makers.core.errors import Refusal
from makers.core.journal import Actor
from makers.events.models import Event
from makers.signups import import_rows, letters
from makers.signups.import_rows import Finding, Known, Reading, Row
from makers.signups.letters import Words, says
from makers.signups.models import ImportSheet, Origin, Person, Signup, SignupState
from makers.signups.service import RoleGone, fill

KEPT = timedelta(days=1)
AT_ONCE = 500


class SheetGone(Refusal):
    """The list was taken over already, or was too old."""

    sentence = _l(
        "Deze lijst is er niet meer: ze is al overgenomen, of ouder dan een dag. Kijk bij de "
        "mensen of ze erin staan. Zo niet, kies het bestand dan opnieuw."
    )


@dataclass(frozen=True)
class TakenOver:
    """How many people came in with a place, and how many wait."""

    confirmed: int
    waiting: int


def keep(event: Event, rows: Sequence[Sequence[str]], *, now: datetime, by: Actor) -> int:
    """Keep a list until it is used, for a day at most; the number it is known by."""
    with writing(event.id) as session:
        sheet = ImportSheet(event_id=event.id, rows=json.dumps(rows), made_at=now)
        session.add(sheet)
        session.flush()
        journal.record("list.kept", event_id=event.id, topic="people", subject_id=sheet.id, by=by)
        return sheet.id


def rows_of(event_id: int, sheet_id: int) -> list[list[str]]:
    """The rows of a kept list; one statement. Raises ``SheetGone``."""
    kept = select(ImportSheet.rows).where(
        ImportSheet.id == sheet_id, ImportSheet.event_id == event_id
    )
    return _rows(db.session.scalar(kept))


def looked_at(event_id: int, rows: Sequence[Sequence[str]], reading: Reading) -> list[Row]:
    """What would become of every row of a list, read like this; one statement."""
    return import_rows.read(rows, reading, known_at(db.session(), event_id))


def take_over(
    event: Event,
    sheet_id: int,
    reading: Reading,
    *,
    all_in: bool,
    by_mail: bool,
    now: datetime,
    by: Actor,
) -> TakenOver:
    """Sign up everybody in a kept list who can be, and forget the list.

    They come behind who is in the queue, in the order in which they signed up elsewhere.
    ``all_in`` gives each of them a place, also when there are more people than places: the one
    exception to the queue. Who is or was at the event already stays as they are, so the same list
    again adds nobody. ``by_mail`` sends each a letter with a link of their own.

    Raises ``SheetGone`` and ``RoleGone``.
    """
    event_id = event.id
    with writing(event_id) as session:
        sheet = session.get(ImportSheet, sheet_id)
        listed = _rows(sheet.rows if sheet and sheet.event_id == event_id else None)
        known = known_at(session, event_id)
        rows = import_rows.in_order(import_rows.read(listed, reading, known))
        if {row.role_id for row in rows} - {role.id for role in event.roles}:
            raise RoleGone
        made = _sign_up(session, event, rows, now)
        for one in made if all_in else ():
            one.confirmed_at = now
        session.delete(sheet)
        session.flush()
        fill(session, event, now=now, by=by, but=frozenset(made))
        _tell(session, event, made, by_mail and now < event.ends_at, now, by)
        return TakenOver(
            confirmed=sum(one.confirmed_at is not None for one in made),
            waiting=sum(one.confirmed_at is None for one in made),
        )


def remove(event: Event, sheet_id: int, *, by: Actor) -> None:
    """Forget a list that is not used after all; twice is once."""
    with writing(event.id) as session:
        sheet = session.get(ImportSheet, sheet_id)
        if sheet is not None and sheet.event_id == event.id:
            session.delete(sheet)
            journal.record(
                "list.removed", event_id=event.id, topic="people", subject_id=sheet_id, by=by
            )


def forget_sheets(now: datetime) -> None:
    """Forget the lists that nobody used within a day; a job of the worker."""
    old = ImportSheet.made_at <= now - KEPT
    if db.session.scalar(select(ImportSheet.id).where(old).limit(1)) is not None:
        with writing() as session:
            session.execute(delete(ImportSheet).where(old))


def known_at(session: Session, event_id: int) -> Known:
    """Tells of a row whether they are at this event already; one statement.

    Known by their address; without one by name and organisation; and who came in by a list before
    by what that list said of them, whatever changed since.
    """
    told = (
        select(Signup.key, Signup.name, Signup.organisation, Signup.cancelled_at, Person.email)
        .join(Person, Person.id == Signup.person_id)
        .where(Signup.event_id == event_id)
        .order_by(Signup.cancelled_at.is_(None))
    )
    keys, comes = set[uuid.UUID](), dict[str, bool]()
    for key, name, organisation, cancelled_at, email in session.execute(told):
        keys.add(key)
        comes[import_rows.by_name(name, organisation)] = cancelled_at is None
        if email is not None:
            comes[email] = cancelled_at is None

    def known(row: Row) -> Finding | None:
        if row.identity not in comes:
            return Finding.KNOWN if _key(event_id, row) in keys else None
        return Finding.KNOWN if comes[row.identity] else Finding.CANCELLED_HERE

    return known


def _rows(text: str | None) -> list[list[str]]:
    if text is None:
        raise SheetGone
    rows: list[list[str]] = json.loads(text)
    return rows


def _sign_up(session: Session, event: Event, rows: Sequence[Row], now: datetime) -> list[Signup]:
    people = _people(session, {row.email for row in rows if row.email}, now)
    made = [
        Signup(
            event=event,
            person=people.get(row.email) or Person(email=None, since=now),
            role_id=row.role_id,
            key=_key(event.id, row),
            name=row.name,
            organisation=row.organisation,
            department=row.department,
            job=row.job,
            question=row.question,
            origin=Origin.IMPORT,
            joined_at=min(row.at or now, now),
        )
        for row in rows
    ]
    session.add_all(made)
    session.flush()
    return made


def _people(session: Session, emails: Iterable[str], now: datetime) -> dict[str, Person]:
    """Who have these addresses; newcomers are made, in one order in every transaction."""
    wanted, found = sorted(emails), dict[str, Person]()
    for start in range(0, len(wanted), AT_ONCE):
        some = wanted[start : start + AT_ONCE]
        new = [{"email": email, "key": uuid.uuid4(), "since": now} for email in some]
        session.execute(
            insert_into(session, Person)
            .values(new)
            .on_conflict_do_nothing(index_elements=[Person.email])
        )
        for person in session.scalars(select(Person).where(Person.email.in_(some))):
            found[person.email or ""] = person
    return found


def _tell(
    session: Session, event: Event, made: list[Signup], by_mail: bool, now: datetime, by: Actor
) -> None:
    """One entry for the screens that show places, one a person for their history."""
    journal.record("people.imported", event_id=event.id, topic="places", by=by)
    for one in made:
        journal.record(
            "signup.imported", event_id=event.id, topic="people", subject_id=one.id, by=by
        )
        if by_mail:
            letters.send(session, "signup.imported", one, now=now)


def _key(event_id: int, row: Row) -> uuid.UUID:
    """The key of a row's sign-up: the same for the same person, and a secret tells of whom."""
    secret = str(current_app.config["SECRET_KEY"]).encode()
    digest = hmac.digest(secret, f"import {event_id} {row.identity}".encode(), "sha256")
    return uuid.UUID(bytes=digest[:16])


@says("signup.imported", SignupState.CONFIRMED, SignupState.WAITING)
def imported(signup: Signup) -> Words:
    """You signed up somewhere else; from now on it goes by this link."""
    return Words(
        _("Je aanmelding staat nu hier: %(title)s", title=signup.event.title),
        [
            _("Je meldde je eerder aan. De organisatie heeft je aanmelding hier overgenomen."),
            letters.standing(signup),
            _(
                "Op je eigen pagina verander je je antwoorden of meld je je af. Bewaar deze mail: "
                "de link is alleen voor jou."
            ),
        ],
    )
