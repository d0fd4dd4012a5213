"""Erasing somebody: what they told of themselves goes, what the tables wrote together stays.

A sign-up stays as a row for the counts, under the name of its role; so a note or agreement of
theirs is from then on "a civil servant's". What is left of the person is a random key.
"""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from email import message_from_bytes
from email.utils import parseaddr
from pathlib import Path
from uuid import UUID, uuid4

from flask import current_app
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from makers.core import database, journal
from makers.core.database import db, writing
from makers.core.journal import Actor
from makers.core.limits import Attempts
from makers.core.links import GrantRow, Link
from makers.core.mail import OutboxMail
from makers.core.organisers import normal
from makers.signups.models import (
    AddressProof,
    Answer,
    Consent,
    ImportSheet,
    Invitation,
    Need,
    Override,
    Person,
    Receipt,
    Signup,
    Tombstone,
    new_ticket,
)
from makers.signups.service import fill
from makers.signups.signals import address_erased, signup_cancelled, signup_erased

ERASED = "erased"  # the file in instance/ with the keys of who was erased


def erase(person: Person, *, now: datetime, by: Actor, texts: bool = True) -> None:
    """Erase a person from every event, and give up the places they still had.

    ``texts``: also the talks and cases they brought. Twice is once. On SQLite no byte is left in
    the file or its log; where a reader was in the way the worker tries again.
    """
    if db.session.get(Tombstone, person.key) is not None:
        return
    addresses = {person.email} - {None}
    for signup in db.session.scalars(select(Signup).where(Signup.person_id == person.id)).all():
        _erase_signup(signup, now=now, by=by, texts=texts)
    with writing() as session:
        _erase_address(session, person)
        person.email, person.refused_at = None, None
        session.add(Tombstone(key=person.key, at=now))
        key = person.key
    _keep_key(key)
    _remove_files(addresses)
    truncate_log()


def erase_address(address: str, *, now: datetime, by: Actor) -> bool:
    """Erase whoever has this address; whether anybody had."""
    found = db.session.scalar(select(Person).where(Person.email == normal(address)))
    if found is None:
        return False
    erase(found, now=now, by=by)
    return True


def erase_again(keys: set[UUID], *, now: datetime, by: Actor) -> int:
    """After a restore: erase everybody with these keys anew; how many came back."""
    came_back = db.session.scalars(
        select(Person).where(Person.key.in_(keys), Person.key.not_in(select(Tombstone.key)))
    ).all()
    for person in came_back:
        erase(person, now=now, by=by)
    return len(came_back)


def kept_keys() -> set[UUID]:
    """The keys of who was erased: of this database and of the file beside it."""
    keys = set(db.session.scalars(select(Tombstone.key)))
    file = _file()
    if file.exists():
        keys |= {UUID(line) for line in file.read_text().split()}
    return keys


def truncate_log() -> None:
    """Empty SQLite's write-ahead log, so that nothing erased stands in it any more."""
    if not database.is_sqlite(db.session()):
        return
    db.session.rollback()
    with db.engine.connect() as connection:
        connection.exec_driver_sql("ROLLBACK")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.exec_driver_sql("BEGIN")


def truncate_after_erasing(now: datetime) -> None:
    """A job of the worker: as long as somebody was erased today, keep the log empty."""
    lately = select(Tombstone.key).where(Tombstone.at > now - timedelta(days=1)).limit(1)
    if db.session.scalar(lately) is not None:
        truncate_log()


def _erase_signup(signup: Signup, *, now: datetime, by: Actor, texts: bool) -> None:
    with writing(signup.event_id) as session:
        if signup.cancelled_at is None and now < signup.event.ends_at:
            signup.cancelled_at, signup.wanted_role_id = now, None
            signup_cancelled.send(signup, session=session, now=now, by=by)
        signup_erased.send(signup, session=session, texts=texts)
        for told in (Answer, Need, Consent, AddressProof):
            session.execute(delete(told).where(told.signup_id == signup.id))
        session.execute(update(Override).where(Override.signup_id == signup.id).values(reason=""))
        signup.name = signup.role.name
        signup.organisation = signup.department = signup.job = signup.question = ""
        signup.domains, signup.ticket, signup.version = [], new_ticket(), signup.version + 1
        signup.key = uuid4()  # one that came by a list was made of the address
        session.execute(delete(GrantRow).where(GrantRow.signup_id == signup.id))
        session.execute(delete(Link).where(Link.signup_id == signup.id))
        session.execute(delete(OutboxMail).where(OutboxMail.signup_id == signup.id))
        journal.record(
            "signup.erased", event_id=signup.event_id, topic="places", subject_id=signup.id, by=by
        )
        session.flush()
        fill(session, signup.event, now=now, by=by)


def _erase_address(session: Session, person: Person) -> None:
    session.execute(update(Receipt).where(Receipt.typed != "").values(typed=""))
    if person.email is None:
        return
    session.execute(delete(OutboxMail).where(OutboxMail.to == person.email))
    session.execute(delete(Invitation).where(Invitation.email == person.email))
    session.execute(delete(AddressProof).where(AddressProof.email == person.email))
    address_erased.send(person.email, session=session)
    session.execute(delete(Attempts).where(Attempts.key.contains(person.email, autoescape=True)))
    holds = ImportSheet.rows.icontains(person.email, autoescape=True)
    session.execute(delete(ImportSheet).where(holds))


def _file() -> Path:
    return Path(current_app.config["MAKERS"].instance) / ERASED


def _keep_key(key: UUID) -> None:
    with _file().open("a") as file:
        file.write(f"{key}\n")
        file.flush()
        os.fsync(file.fileno())


def _remove_files(addresses: set[str | None]) -> None:
    folder = Path(current_app.config["MAKERS"].instance) / "mail"
    for file in folder.glob("*.eml") if addresses else ():
        if parseaddr(str(message_from_bytes(file.read_bytes())["To"]))[1] in addresses:
            file.unlink()
