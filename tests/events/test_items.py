"""Programme items are added, changed and removed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import delete, select

from makers.core.database import db
from makers.core.journal import JournalEntry
from makers.events import items
from makers.events.details import ItemDetails
from makers.events.items import ItemChanged, ItemGone
from makers.events.models import Event, ItemKind, ProgrammeItem
from makers.events.service import StillNeeded
from makers.events.signals import item_leaving
from tests import build
from tests.events.conftest import BY

Makes = Callable[..., ItemDetails]


@pytest.fixture
def event(app: Flask) -> Event:
    return build.event()


def journal() -> list[tuple[str, str]]:
    entries = select(JournalEntry.what, JournalEntry.topic).order_by(JournalEntry.id)
    return [(what, topic) for what, topic in db.session.execute(entries)]


def stays(item: ProgrammeItem, **about: object) -> str:
    return "Aan dit onderdeel hangen twee tafels."


def test_an_item_is_added(event: Event, item_details: Makes) -> None:
    item = items.add(event, item_details(), by=BY)
    assert ItemDetails.of(item) == item_details()
    assert journal() == [("item.added", "programme")]


def test_the_same_form_sent_twice_adds_one_item(event: Event, item_details: Makes) -> None:
    first = items.add(event, item_details(), by=BY)
    assert items.add(event, item_details(), by=BY).id == first.id
    assert len(journal()) == 1


def test_two_items_may_start_together(event: Event, item_details: Makes) -> None:
    items.add(event, item_details(), by=BY)
    items.add(event, item_details(title="Wandeling", kind=ItemKind.WALK), by=BY)
    assert len(event.programme) == 2


def test_an_item_changes(event: Event, item_details: Makes) -> None:
    item = items.add(event, item_details(), by=BY)
    longer = item_details(minutes=60, place="Zaal 1")
    items.change(item, longer, version=item_details().version, by=BY)
    assert ItemDetails.of(item) == longer
    assert journal()[-1] == ("item.changed", "programme")


def test_the_same_again_changes_nothing(event: Event, item_details: Makes) -> None:
    item = items.add(event, item_details(), by=BY)
    items.change(item, item_details(), version="an old one", by=BY)
    assert len(journal()) == 1


def test_an_edit_from_an_old_version_overwrites_nothing(event: Event, item_details: Makes) -> None:
    item = items.add(event, item_details(), by=BY)
    old = item_details()
    items.change(item, replace(old, minutes=60), version=old.version, by=BY)
    with pytest.raises(ItemChanged) as refused:
        items.change(item, replace(old, minutes=30), version=old.version, by=BY)
    assert refused.value.stored.minutes == 60
    assert item.minutes == 60


def test_who_changes_what_was_removed_is_told(event: Event, item_details: Makes) -> None:
    item = items.add(event, item_details(), by=BY)
    db.session.refresh(item)  # as the view has read it
    with db.engine.begin() as other:
        other.execute(delete(ProgrammeItem))
    with pytest.raises(ItemGone):
        items.change(item, item_details(minutes=5), version=item_details().version, by=BY)


def test_an_item_is_removed_and_twice_is_once(event: Event, item_details: Makes) -> None:
    item = items.add(event, item_details(), by=BY)
    same = ProgrammeItem(id=item.id, event_id=event.id)
    items.remove(item, by=BY)
    items.remove(same, by=BY)
    assert event.programme == []
    assert journal()[-1] == ("item.removed", "programme")
    assert len(journal()) == 2


def test_an_item_that_others_need_stays(event: Event, item_details: Makes) -> None:
    item = items.add(event, item_details(), by=BY)
    with item_leaving.connected_to(stays), pytest.raises(StillNeeded, match="StillNeeded"):
        items.remove(item, by=BY)
    assert len(event.programme) == 1


def test_an_item_that_others_need_keeps_its_kind_and_may_change_else(
    event: Event, item_details: Makes
) -> None:
    item, version = items.add(event, item_details(), by=BY), item_details().version
    with item_leaving.connected_to(stays):
        with pytest.raises(StillNeeded):
            items.change(item, item_details(kind=ItemKind.BREAK), version=version, by=BY)
        items.change(item, item_details(title="Een lezing"), version=version, by=BY)
    assert (item.kind, item.title) == (ItemKind.LECTURE, "Een lezing")
