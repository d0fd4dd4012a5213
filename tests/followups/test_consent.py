"""An agreement goes on from its table when who does it says yes to it as it stands."""

from __future__ import annotations

from datetime import datetime

import pytest
from flask import Flask

from makers.core.database import db
from makers.core.journal import SYSTEM
from makers.core.links import Grant
from makers.followups import promises, service
from makers.followups.models import FollowUp
from makers.followups.service import Terms
from tests.followups.conftest import Group, browser, phone, seated


def test_other_terms_ask_for_another_yes(group: Group, now: datetime) -> None:
    agreed = group.agreed(owner_id=group.first.id)
    assert not may_leave(agreed)
    for _ in range(2):
        service.consent(agreed, 1, now=now, by=SYSTEM)
    assert may_leave(agreed)
    assert len(agreed.changes) == 2
    service.edit(agreed, Terms("Mailen", group.first.id), version=1, now=now, by=SYSTEM)
    assert not may_leave(agreed)
    with pytest.raises(service.NotAsRead):
        service.consent(agreed, 1, now=now, by=SYSTEM)
    service.consent(agreed, 2, now=now, by=SYSTEM)
    promises.mark_done(agreed, now=now, by=SYSTEM)
    assert may_leave(agreed), "that it was done changes no terms"
    service.keep_here(agreed, now=now, by=SYSTEM)
    assert not may_leave(agreed)


def test_what_nobody_took_on_or_was_thrown_away_stays(group: Group, now: datetime) -> None:
    nobodys, gone = group.agreed("Zoeken"), group.agreed(owner_id=group.first.id)
    service.consent(nobodys, 1, now=now, by=SYSTEM)
    assert not may_leave(nobodys)
    service.delete(gone, now=now, by=SYSTEM)
    with pytest.raises(service.Thrown):
        service.consent(gone, 1, now=now, by=SYSTEM)


def test_only_its_owner_says_yes(app: Flask, group: Group) -> None:
    agreed = group.agreed(owner_id=group.first.id)
    path = f"/table/{group.table.id}/followups/{agreed.id}/consent"
    others = (
        seated(app, group.table, group.bringer),
        browser(app, Grant("organiser", None, 1)),
        browser(app, Grant("facilitator", group.table.event_id, group.table.id)),
    )
    for other in others:
        assert other.post(path, data={"version": 1}).status_code == 404
        assert path not in other.get(f"/table/{group.table.id}/closing").text
    mine = seated(app, group.table, group.first)
    assert path in mine.get(f"/table/{group.table.id}/closing").text
    assert mine.post(path, data={"version": "een"}).status_code == 409
    assert mine.post(path, data={"version": 1}).status_code == 303
    assert goes_on(agreed.id)
    assert mine.post(f"{path}/withdrawal").status_code == 303
    assert not goes_on(agreed.id)


def test_also_from_the_own_page(app: Flask, group: Group) -> None:
    agreed = group.agreed(owner_id=group.first.id)
    mine, path = phone(app, group.first), f"/me/{group.first.id}/followups/{agreed.id}/consent"
    assert "Mag deze afspraak in het verslag?" in mine.get(f"/me/{group.first.id}").text
    assert mine.post(path, data={"version": 1}).status_code == 303
    assert "Deze afspraak mag in het verslag." in mine.get(f"/me/{group.first.id}").text
    assert mine.post(f"{path}/withdrawal").status_code == 303
    assert not goes_on(agreed.id)
    stranger = f"/me/{group.bringer.id}/followups/{agreed.id}/consent"
    assert phone(app, group.bringer).post(stranger, data={"version": 1}).status_code == 404


def goes_on(follow_up_id: int) -> bool:
    """Whether it may leave the table by now."""
    db.session.rollback()
    return db.session.get_one(FollowUp, follow_up_id).goes_on


def may_leave(follow_up: FollowUp) -> bool:
    """Whether an agreement at hand may leave its table."""
    return follow_up.goes_on
