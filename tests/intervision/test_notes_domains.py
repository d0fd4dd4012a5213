"""A table says which policy domains its signal is about, as it writes it and on its own page."""

from __future__ import annotations

import re
import uuid
from datetime import datetime

import pytest
from flask import Flask

from makers.core.database import db
from makers.core.links import Grant
from makers.events.signals import domain_leaving
from makers.intervision import queries
from makers.intervision.kinds import NoteKind
from makers.intervision.models import Note
from makers.intervision.notes import domains
from tests import build
from tests.conftest import Browser
from tests.intervision.beside import say_about
from tests.reports.afternoon import Round, round_of
from tests.seating.rows import browser, journalled

KEYS = {kind: str(uuid.uuid4()) for kind in ("signal", "advice")}


@pytest.fixture
def told(app: Flask, now: datetime) -> Round:
    """One table with a signal and an advice."""
    found = round_of(now, tables=1)
    found.write(1, "Vier loketten")
    found.write(1, "Begin klein", NoteKind.ADVICE)
    return found


def seated(app: Flask, told: Round) -> Browser:
    """The browser of the guest who sits at the table."""
    table = told.tables[0]
    return browser(app, Grant("table", table.event_id, table.id, told.people[table.id][2].id))


def pages(told: Round) -> tuple[str, str]:
    """The addresses of the signal and of the advice."""
    found = db.session.query(Note).order_by(Note.id).all()
    signal, advice = (f"/table/{one.table_id}/notes/{one.id}" for one in found)
    return signal, advice


def test_the_writer_chooses_one_or_more_and_changes_them(app: Flask, told: Round) -> None:
    reader, (signal, _advice) = seated(app, told), pages(told)
    first, second, _third = (domain.id for domain in told.event.domains)
    assert "Over welke beleidsterreinen gaat dit?" in reader.get(signal).text

    def chosen() -> list[int]:
        db.session.rollback()
        note = db.session.query(Note).order_by(Note.id).first()
        assert note is not None
        return [domain.id for domain in note.domains]

    was: list[int] = []
    for wanted in ([second, first], [second, first], [second], []):
        typed = {"text": "Vier loketten", "version": "1", "domains": wanted, "was_domains": was}
        answer = reader.post(signal, data=typed)
        assert (answer.status_code, answer.location) == (303, f"/table/{told.tables[0].id}")
        assert chosen() == sorted(wanted)
        was = wanted
    assert journalled("note.about") == 3


def test_they_are_said_as_it_is_written_and_in_one_go(app: Flask, told: Round) -> None:
    reader, table = seated(app, told), told.tables[0]
    first, second, _third = (domain.id for domain in told.event.domains)
    elsewhere = build.event().domains[0].id
    offered = reader.get(f"/table/{table.id}").text
    assert offered.count('name="domains"') == 3
    for kind, expected in (("signal", [first, second]), ("advice", [])):
        typed = {"kind": kind, "text": f"Een {kind}", "domains": [second, elsewhere, first]}
        for _twice in range(2):
            answer = reader.post(f"/table/{table.id}/notes", data={"key": KEYS[kind], **typed})
            assert answer.status_code == 303
        note = db.session.query(Note).filter_by(text=f"Een {kind}").one()
        assert [domain.id for domain in note.domains] == expected
    assert journalled("note.about") == 0
    wrong = {"kind": "signal", "text": "", "domains": [second], "key": str(uuid.uuid4())}
    kept = reader.post(f"/table/{table.id}/notes", data=wrong)
    assert kept.status_code == 422
    assert re.findall(r'name="domains" value="(\d+)" checked', kept.text) == [str(second)]


def test_only_a_signal_is_about_a_domain(app: Flask, told: Round) -> None:
    reader, (_signal, advice) = seated(app, told), pages(told)
    assert "Over welke beleidsterreinen" not in reader.get(advice).text
    typed = {"text": "Begin klein", "version": "1", "domains": [told.event.domains[0].id]}
    assert reader.post(advice, data=typed).status_code == 404
    note = db.session.query(Note).filter_by(kind=NoteKind.ADVICE).one()
    with pytest.raises(ValueError, match="no policy domain"):
        say_about(note, [], by=told.by(told.tables[0]))


def test_domains_of_another_event_are_none(app: Flask, told: Round) -> None:
    other = build.event().domains[0].id
    note = db.session.query(Note).filter_by(kind=NoteKind.SIGNAL).one()
    say_about(note, [other], by=told.by(told.tables[0]))
    assert note.domains == []


def test_a_domain_that_a_tables_signal_is_about_stays(told: Round) -> None:
    with_one, without = told.event.domains[:2]
    note = db.session.query(Note).filter_by(kind=NoteKind.SIGNAL).one()
    say_about(note, [with_one.id], by=told.by(told.tables[0]))
    for domain, held in ((with_one, True), (without, False)):
        answers = dict(domain_leaving.send(domain, session=db.session()))
        assert (answers[domains.hold] is not None) is held


def test_they_stand_on_the_card_and_at_the_closing(app: Flask, told: Round) -> None:
    reader, table = seated(app, told), told.tables[0]
    signal = db.session.query(Note).filter_by(kind=NoteKind.SIGNAL).one()
    leads = browser(app, Grant("table", table.event_id, table.id, told.people[table.id][0].id))
    places = [
        (reader, f"/table/{table.id}"),
        (reader, f"/table/{table.id}/notes"),
        (reader, f"/table/{table.id}/closing"),
        (leads, f"/table/{table.id}/closing"),
    ]
    by, names = told.by(table), [domain.name for domain in told.event.domains[:2]]
    for chosen in (names, names[1:], []):
        ids = [domain.id for domain in told.event.domains if domain.name in chosen]
        say_about(signal, ids, by=by)
        for who, page in places:
            times = 2 if who is leads else 1  # who leads also chooses there what may go on
            assert shown(who.get(page).text) == chosen * times, page
    assert [one.text for one in queries.notes_for(table.id, by, None)].count("Vier loketten") == 1


def shown(page: str) -> list[str]:
    """The policy domains on a page, in the order in which they stand there."""
    return re.findall(r'<bdi class="badge soft">([^<]*)</bdi>', page)
