"""An event is made, changed, copied and published."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from blinker import Signal
from flask import Flask
from sqlalchemy import select

from makers.core import clock
from makers.core.database import db
from makers.core.journal import JournalEntry
from makers.events import items, service
from makers.events.details import Details, ItemDetails, RoleDetails
from makers.events.models import Event, Side
from makers.events.service import ChangedMeanwhile, NoRoles, StillNeeded, slug_of
from makers.events.signals import capacity_changed, domain_leaving, role_leaving
from tests.events.conftest import BY

Makes = Callable[..., Details]


@contextmanager
def hears(signal: Signal, answer: object = None) -> Iterator[list[Any]]:
    """Listen to a signal and give every sender this answer."""
    heard: list[Any] = []

    def listen(sender: object, **about: object) -> object:
        heard.append((sender, about))
        return answer

    with signal.connected_to(listen):
        yield heard


def journal() -> list[str]:
    return list(db.session.scalars(select(JournalEntry.what).order_by(JournalEntry.id)))


def change(event: Event, details: Details, now: datetime, version: str | None = None) -> None:
    started_from = Details.of(event).version if version is None else version
    service.change(event, details, version=started_from, now=now, by=BY)


# --- making ---------------------------------------------------------------------------------------


def test_what_is_made_is_what_was_said(app: Flask, details: Makes, now: datetime) -> None:
    said = details()
    event = service.make(said, now=now, by=BY)
    assert Details.of(event).says_the_same(said)
    assert (event.slug, event.published_at) == ("de-makers-in-de-leeszaal", None)
    assert journal() == ["event.made"]


def test_the_same_form_sent_twice_makes_one_event(
    app: Flask, details: Makes, now: datetime
) -> None:
    first = service.make(details(), now=now, by=BY)
    again = service.make(details(), now=now, by=BY)
    assert again.id == first.id
    assert journal() == ["event.made"]


def test_events_of_one_title_get_addresses_of_their_own(
    app: Flask, details: Makes, now: datetime
) -> None:
    made = [service.make(details(capacity=n), now=now, by=BY).slug for n in (10, 20, 30)]
    assert made == [
        "de-makers-in-de-leeszaal",
        "de-makers-in-de-leeszaal-2",
        "de-makers-in-de-leeszaal-3",
    ]


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Granny’s Finest & Café Één", "grannys-finest-cafe-een"),
        ("  -- 27 november!  ", "27-november"),
        ("بعد الظهر", "bijeenkomst"),
        ("x" * 100, "x" * 70),
    ],
)
def test_an_address_is_made_of_small_letters_and_hyphens(title: str, slug: str) -> None:
    assert slug_of(title) == slug


# --- changing -------------------------------------------------------------------------------------


def test_every_detail_can_change(app: Flask, details: Makes, now: datetime) -> None:
    event = service.make(details(), now=now, by=BY)
    stored = Details.of(event)
    other = details(
        title="Een andere middag",
        capacity=30,
        place="Leeszaal",
        questions_government="Wat nu?",
        roles=(*stored.roles, RoleDetails("gast", Side.GUEST, 5)),
        domains=("armoede", "cultuur"),
    )
    change(event, other, now)
    assert Details.of(event).says_the_same(other)
    assert event.slug == "een-andere-middag"
    assert journal() == ["event.made", "event.changed"]


def test_the_same_again_changes_nothing(app: Flask, details: Makes, now: datetime) -> None:
    event = service.make(details(), now=now, by=BY)
    change(event, details(), now, version="an old one")
    assert journal() == ["event.made"]


def test_an_edit_from_an_old_version_overwrites_nothing(
    app: Flask, details: Makes, now: datetime
) -> None:
    event = service.make(details(), now=now, by=BY)
    old = Details.of(event)
    change(event, replace(old, place="Leeszaal"), now)
    with pytest.raises(ChangedMeanwhile) as refused:
        change(event, replace(old, place="Gemaal op Zuid"), now, version=old.version)
    assert refused.value.stored.place == "Leeszaal"
    assert event.place == "Leeszaal"


def test_the_address_of_a_public_event_stays(app: Flask, details: Makes, now: datetime) -> None:
    event = service.make(details(), now=now, by=BY)
    service.publish(event, now=now, by=BY)
    change(event, replace(Details.of(event), title="Een andere naam"), now)
    assert event.slug == "de-makers-in-de-leeszaal"


def test_roles_may_swap_names_and_places(app: Flask, details: Makes, now: datetime) -> None:
    event = service.make(details(), now=now, by=BY)
    first, second = Details.of(event).roles
    swapped = (replace(second, name=first.name), replace(first, name=second.name))
    change(event, details(roles=swapped), now)
    assert Details.of(event).roles == swapped


def test_a_role_may_make_room_for_another_of_its_name(
    app: Flask, details: Makes, now: datetime
) -> None:
    event = service.make(details(), now=now, by=BY)
    anew = (RoleDetails("ambtenaar", Side.GOVERNMENT),)
    change(event, details(roles=anew), now)
    assert [role.name for role in event.roles] == ["ambtenaar"]


def test_a_role_that_others_need_stays_with_everything_else(
    app: Flask, details: Makes, now: datetime
) -> None:
    event = service.make(details(), now=now, by=BY)
    fewer = details(title="Anders", roles=Details.of(event).roles[1:])
    sentence = "Vier mensen kwamen als ambtenaar."
    with hears(role_leaving, sentence) as asked, pytest.raises(StillNeeded) as refused:
        change(event, fewer, now)
    assert str(refused.value.sentence) == sentence
    assert len(asked) == 1
    assert (event.title, len(event.roles)) == ("De makers in de Leeszaal", 2)


def test_a_domain_that_others_chose_stays(app: Flask, details: Makes, now: datetime) -> None:
    event = service.make(details(), now=now, by=BY)
    with hears(domain_leaving, "Dit terrein is gekozen."), pytest.raises(StillNeeded):
        change(event, replace(Details.of(event), domains=("armoede",)), now)
    assert [domain.name for domain in event.domains] == ["onderwijs", "armoede"]


@pytest.mark.parametrize("where", ["event", "role"])
def test_other_room_is_told_in_the_transaction(
    app: Flask, details: Makes, now: datetime, where: str
) -> None:
    event = service.make(details(), now=now, by=BY)
    stored = Details.of(event)
    government, *others = stored.roles
    more = {
        "event": replace(stored, capacity=50),
        "role": replace(stored, roles=(replace(government, capacity=25), *others)),
    }[where]
    with hears(capacity_changed) as told:
        change(event, more, now)
    ((sender, about),) = told
    assert sender is event
    assert (about["now"], about["by"]) == (now, BY)


def test_other_words_say_nothing_about_room(app: Flask, details: Makes, now: datetime) -> None:
    event = service.make(details(), now=now, by=BY)
    with hears(capacity_changed) as told:
        change(event, replace(Details.of(event), occasion="Anders"), now)
    assert told == []


def test_another_day_takes_the_programme_along_by_the_wall_clock(
    app: Flask, details: Makes, item_details: Callable[..., ItemDetails], now: datetime
) -> None:
    event = service.make(details(), now=now, by=BY)
    item = items.add(event, item_details(), by=BY)
    summer = timedelta(days=180)
    moved = replace(
        Details.of(event),
        starts_at=event.starts_at + summer - timedelta(hours=1),
        ends_at=event.ends_at + summer - timedelta(hours=1),
    )
    change(event, moved, now)
    local = clock.amsterdam(item.starts_at)
    assert (local.date(), f"{local:%H.%M}") == (date(2027, 5, 26), "14.00")
    assert "programme.moved" in journal()


def test_another_hour_leaves_the_programme(
    app: Flask, details: Makes, item_details: Callable[..., ItemDetails], now: datetime
) -> None:
    event = service.make(details(), now=now, by=BY)
    item = items.add(event, item_details(), by=BY)
    before = item.starts_at
    earlier = replace(Details.of(event), starts_at=event.starts_at - timedelta(hours=1))
    change(event, earlier, now)
    assert item.starts_at == before


# --- publishing -----------------------------------------------------------------------------------


def test_publishing_twice_is_once(app: Flask, details: Makes, now: datetime) -> None:
    event = service.make(details(), now=now, by=BY)
    service.publish(event, now=now, by=BY)
    service.publish(event, now=now + timedelta(hours=1), by=BY)
    assert event.published_at == now
    assert journal() == ["event.made", "event.published"]


def test_an_event_without_roles_is_not_published(app: Flask, details: Makes, now: datetime) -> None:
    event = service.make(details(roles=()), now=now, by=BY)
    with pytest.raises(NoRoles):
        service.publish(event, now=now, by=BY)
    assert event.published_at is None
