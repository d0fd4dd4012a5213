"""What has to happen for each kind of letter to be in the outbox."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from makers.core import clock, mail
from makers.core.database import db, writing
from makers.core.journal import Actor
from makers.core.organisers import DeskRole, inviting
from makers.events import calling_off
from makers.events.models import Event, ItemKind
from makers.followups import chasing, handing_over, promises
from makers.followups import service as followups
from makers.followups.letters import working_hour
from makers.followups.models import FollowUp
from makers.followups.service import Terms
from makers.seating import letters as seating_letters
from makers.seating.facilitators import asking, briefing
from makers.signups import (
    letters,
    messages,
    own_address,
    parties,
    reminders,
    service,
    substitutes,
)
from makers.signups.audience import Choice
from makers.signups.models import Invitation
from makers.talks import arranging, booking, swapping
from makers.talks.models import Row, Talk
from tests import build
from tests.signups.people import BEFORE, VISITOR, join, of, role

ANNA, BEN = "anna@example.org", "ben@example.org"
DESK = Actor("organiser", 1)
Scene = Callable[[Event], object]


def told(what: str, **values: Any) -> Scene:
    """Anna's sign-up and a letter about it."""

    def scene(event: Event) -> None:
        join(event, ANNA)
        signup = of(ANNA)
        for name, value in values.items():
            setattr(signup, name, value)
        db.session.commit()
        with writing() as session:
            letters.send(session, what, signup, now=BEFORE)

    return scene


def reminded(days: int) -> Scene:
    """Anna is reminded so many days before."""

    def scene(event: Event) -> None:
        join(event, ANNA, now=event.starts_at - timedelta(days=20))
        reminders.remind(event.starts_at - timedelta(days=days, hours=1 if days == 0 else 0))

    return scene


def given_away(event: Event) -> None:
    """Anna gave her place to Ben."""
    join(event, ANNA)
    substitutes.substitute(of(ANNA), name="Ben", email=BEN, now=BEFORE, by=VISITOR)


def brought(event: Event) -> None:
    """Anna brings a guest who waited, and then there is a place."""
    event.capacity = 1
    db.session.commit()
    join(event, ANNA)
    guest = parties.Guest("Gast", role(event).id)
    parties.bring(of(ANNA), [guest], together=None, key=uuid.uuid4(), now=BEFORE, by=VISITOR)
    event.capacity = 2
    db.session.commit()
    with writing(event.id) as session:
        service.fill(session, event, now=BEFORE)


def called_off(event: Event) -> None:
    """It does not take place."""
    join(event, ANNA)
    calling_off.call_off(event, because="Storm.", now=BEFORE, by=DESK)


def written_to(event: Event) -> None:
    """Anna gets a message."""
    join(event, ANNA)
    messages.send(event, Choice(), subject="Dag", text="Dag", key=uuid.uuid4(), now=BEFORE, by=DESK)


def invited(what: str) -> Scene:
    """Ben is invited, and a letter about it."""

    def scene(event: Event) -> None:
        invitation = Invitation(event_id=event.id, email=BEN, name="Ben", made_at=BEFORE)
        db.session.add(invitation)
        db.session.commit()
        event_id, number = event.id, invitation.id
        with writing() as session:
            mail.queue(session, what, to=BEN, event_id=event_id, subject_id=number, now=BEFORE)

    return scene


def speaks(what: str) -> Scene:
    """Anna has a talk that stands in a slot, and a letter about it."""

    def scene(event: Event) -> None:
        two_talks(event)
        db.session.scalars(select(Row)).one().slides_due_at = event.starts_at
        db.session.commit()
        with writing() as session:
            letters.post(session, what, of(ANNA), now=BEFORE)

    return scene


def two_talks(event: Event) -> tuple[Talk, Talk]:
    """Anna's talk in the first slot and Ben's in the second."""
    slots = build.slots(build.item(event, ItemKind.PECHA_KUCHA), 2)
    made = []
    for email, slot in ((ANNA, slots[0]), (BEN, slots[1])):
        join(event, email, role_name="sociaal ondernemer")
        pitch = booking.Pitch(slot.id, f"Van {email}")
        made.append(booking.book(of(email), pitch, key=uuid.uuid4(), now=BEFORE, by=DESK))
    return made[0], made[1]


def released(event: Event) -> None:
    """The organiser gives Anna's slot free."""
    arranging.release(two_talks(event)[0], now=BEFORE, by=DESK)


def swap_asked(event: Event) -> None:
    """Ben asks Anna to change places."""
    talk, other = two_talks(event)
    swapping.offer(other, talk, now=BEFORE, by=DESK)


def swap_declined(event: Event) -> None:
    """Anna asked Ben, who said no."""
    offer = swapping.offer(*two_talks(event), now=BEFORE, by=DESK)
    swapping.decline(offer, now=BEFORE, by=DESK)


def seated(event: Event) -> None:
    """Anna has a table, and the plan is made known by mail."""
    join(event, ANNA)
    item = build.item(event)
    plan = build.published_plan(item, {build.table(item): [of(ANNA)]})
    with writing(event.id) as session:
        seating_letters.tell(session, plan, now=BEFORE)


def asked_to_lead(event: Event) -> None:
    """Somebody who is not signed up is asked to lead a table."""
    asking.ask_address(event, "jo@example.org", "Jo", role(event).id, now=BEFORE, by=DESK)


def briefed(event: Event) -> None:
    """Anna leads a table, and the plan is in force."""
    join(event, ANNA)
    item, leads = build.item(event), of(ANNA)
    table = build.table(item, facilitator_id=leads.id)
    build.published_plan(item, {table: [leads]})
    briefing.send(event, now=BEFORE, by=DESK)


def promised(event: Event) -> FollowUp:
    """Anna promised Ben something at their table."""
    for address in (ANNA, BEN):
        join(event, address)
    item = build.item(event)
    table = build.table(item)
    build.published_plan(item, {table: [of(ANNA), of(BEN)]})
    terms = Terms("Bellen", of(ANNA).id, of(BEN).id)
    return followups.agree(table, terms, key=uuid.uuid4(), now=BEFORE, by=DESK)


def chased(event: Event) -> None:
    """Anna is asked how it stands."""
    promised(event)
    chasing.chase(working_hour(BEFORE + timedelta(days=2)))


def kept(event: Event) -> None:
    """Anna kept it."""
    promises.mark_done(promised(event), now=BEFORE, by=DESK)


def offered(event: Event) -> FollowUp:
    """Anna asks Ben to take it over."""
    made = promised(event)
    handing_over.offer(made, of(BEN).id, now=BEFORE, by=DESK)
    return made


def taken_over(event: Event) -> None:
    """Ben says yes."""
    made = offered(event)
    handing_over.accept(made, of(BEN).id, made.version, now=BEFORE, by=DESK)


def not_taken_over(event: Event) -> None:
    """Ben says no."""
    handing_over.decline(offered(event), of(BEN).id, now=BEFORE, by=DESK)


def gave_address(event: Event) -> None:
    """Somebody who came without an address gives one."""
    guest = build.signup(event, "Gast")
    guest.person.email = None
    db.session.commit()
    own_address.ask(guest, ANNA, now=clock.now(), by=VISITOR)


def asked_to_organise(_event: Event) -> None:
    """Somebody is asked to organise along."""
    inviting.invite(BEN, DeskRole.HELPER, language="nl", now=clock.now(), by=VISITOR)


SCENES: dict[str, Scene] = {
    "event.called_off": called_off,
    "event.moved": told("event.moved"),
    "event.reinstated": told("event.reinstated"),
    "facilitator.asked": asked_to_lead,
    "facilitator.briefing": briefed,
    "followup.chase": chased,
    "followup.declined": not_taken_over,
    "followup.kept": kept,
    "followup.offered": offered,
    "followup.taken_over": taken_over,
    "guest.promoted": brought,
    "invitation.asked": invited("invitation.asked"),
    "invitation.reminder": invited("invitation.reminder"),
    "invitation.sent": invited("invitation.sent"),
    "message.sent": written_to,
    "organiser.welcome": asked_to_organise,
    "reminder.day": reminded(1),
    "reminder.morning": reminded(0),
    "reminder.week": reminded(7),
    "seating.published": seated,
    "signup.again": told("signup.again"),
    "signup.cancelled": told("signup.cancelled", cancelled_at=BEFORE),
    "signup.changed": told("signup.changed"),
    "signup.confirmed": told("signup.confirmed"),
    "signup.given_away": given_away,
    "signup.imported": told("signup.imported"),
    "signup.link": told("signup.link"),
    "signup.own_address": gave_address,
    "signup.promoted": told("signup.promoted"),
    "signup.substituted": given_away,
    "signup.waiting": told("signup.waiting", confirmed_at=None),
    "slides.reminder": speaks("slides.reminder"),
    "talk.duo": speaks("talk.duo"),
    "talk.moved": speaks("talk.moved"),
    "talk.promoted": speaks("talk.promoted"),
    "talk.released": released,
    "talk.swap_declined": swap_declined,
    "talk.swap_offered": swap_asked,
}
