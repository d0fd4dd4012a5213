"""Signals over all tables: listed, gathered with their sources, taken apart, never against a no."""

from __future__ import annotations

import uuid
from datetime import datetime

import pytest
from flask import Flask

from makers.core.database import db
from makers.core.journal import SYSTEM
from makers.events.models import PolicyDomain
from makers.events.signals import domain_leaving
from makers.intervision import notes
from makers.intervision.models import Note
from makers.intervision.notes import Words
from makers.reports.gathered import queries, service
from makers.reports.models import GatheredSignal
from makers.signups import retention
from tests.intervision.beside import say_about
from tests.reports.afternoon import Round
from tests.reports.gathering import DESK, gathered, listed
from tests.seating.rows import desk, journalled


def test_what_was_shared_is_listed_and_the_rest_counted(told: Round) -> None:
    found = queries.of_event(told.event.id)
    assert [one.words for one in found.signals] == [
        "Vier loketten voor één tuin",
        "Wij moesten bij vier afdelingen langs",
        "Niemand gaat over ovens",
    ]
    assert found.kept_at_tables == 1


def test_alike_ones_lie_together_under_the_desks_words_and_tables_are_counted(told: Round) -> None:
    one = gathered(told)
    assert (one.tables, list(one.domains.values())) == (2, ["onderwijs"])
    assert [source.text for source in one.sources] == [
        "Vier loketten voor één tuin",
        "Wij moesten bij vier afdelingen langs",
    ]
    assert journalled("signals.gathered") == 1


def test_two_notes_of_one_table_count_as_one_table(told: Round) -> None:
    told.write(1, "En nog een loket")
    told.approve(1)
    event_id = told.event.id
    seen = [one.seen for one in listed(event_id) if one.sources[0].table_number == 1]
    service.bring_together(event_id, seen, "Loketten", [], key=uuid.uuid4(), now=told.now, by=DESK)
    assert [one.tables for one in listed(event_id) if one.is_gathered] == [1]


def test_the_same_form_twice_gathers_once(told: Round) -> None:
    event_id, key = told.event.id, uuid.uuid4()
    seen = [one.seen for one in listed(event_id)[:2]]
    for _ in range(2):
        service.bring_together(event_id, seen, "Samen", [], key=key, now=told.now, by=DESK)
    assert sum(one.is_gathered for one in listed(event_id)) == 1
    assert journalled("signals.gathered") == 1


def test_taking_apart_gives_back_the_list_as_it_was(told: Round) -> None:
    event_id = told.event.id
    first = listed(event_id)[0]
    about = [told.event.domains[1].id]
    service.edit(event_id, first.code, title="", domains=about, version=0, now=told.now, by=DESK)
    before = listed(event_id)
    one = gathered(told)
    service.take_apart(event_id, one.seen, by=DESK)
    assert [(one.code, one.words, one.domains) for one in listed(event_id)] == [
        (one.code, one.words, one.domains) for one in before
    ]
    assert journalled("signals.taken_apart") == 1


def test_what_was_gathered_can_be_gathered_again_and_comes_apart_in_steps(told: Round) -> None:
    event_id, inner = told.event.id, gathered(told)
    seen = [one.seen for one in listed(event_id)]
    service.bring_together(
        event_id, seen, "Alles is een loket", [], key=uuid.uuid4(), now=told.now, by=DESK
    )
    (outer,) = listed(event_id)
    assert (outer.tables, len(outer.sources)) == (3, 3)
    service.take_apart(event_id, outer.seen, by=DESK)
    assert [one.words for one in listed(event_id)] == [inner.title, "Niemand gaat over ovens"]


def test_what_changed_since_it_was_seen_is_not_gathered(told: Round) -> None:
    event_id = told.event.id
    seen = [one.seen for one in listed(event_id)[:2]]
    told.withdraw(2)
    with pytest.raises(service.Changed):
        service.bring_together(event_id, seen, "Samen", [], key=uuid.uuid4(), now=told.now, by=DESK)
    assert db.session.query(GatheredSignal).count() == 0


def test_one_signal_is_no_company(told: Round) -> None:
    seen = [listed(told.event.id)[0].seen]
    with pytest.raises(service.TooFew):
        service.bring_together(
            told.event.id, seen, "Alleen", [], key=uuid.uuid4(), now=told.now, by=DESK
        )


def test_who_edits_what_somebody_else_just_edited_hears_it(told: Round) -> None:
    one = gathered(told)
    first, second = (domain.id for domain in told.event.domains[:2])

    def edit(title: str, domain: int) -> None:
        service.edit(
            told.event.id,
            one.code,
            title=title,
            domains=[domain],
            version=one.version,
            now=told.now,
            by=DESK,
        )

    edit("Beter gezegd", second)
    edit("Beter gezegd", second)
    with pytest.raises(service.Overtaken):
        edit("Anders gezegd", first)
    assert listed(told.event.id)[0].title == "Beter gezegd"
    assert journalled("signal.edited") == 1


def test_what_is_withdrawn_is_gone_from_the_list_and_a_title_without_sources_too(
    told: Round,
) -> None:
    gathered(told, "De titel van de desk")
    told.withdraw(1)
    (one, _other) = listed(told.event.id)
    assert [source.table_number for source in one.sources] == [2]
    told.withdraw(2)
    assert [one.words for one in listed(told.event.id)] == ["Niemand gaat over ovens"]
    told.approve(1)
    assert listed(told.event.id)[0].words == "De titel van de desk"


def test_a_note_with_other_words_waits_for_another_yes(told: Round) -> None:
    note = db.session.query(Note).filter_by(text="Niemand gaat over ovens").one()
    table = told.tables[2]
    words = Words("Met een naam erin")
    notes.edit(note, words, version=note.version, by=told.by(table), now=told.now)
    found = queries.of_event(told.event.id)
    assert [one.sources[0].table_number for one in found.signals] == [1, 2]
    assert found.kept_at_tables == 2


def test_when_the_notes_are_erased_the_night_takes_the_title_along(
    told: Round, now: datetime
) -> None:
    one = gathered(told, "De titel van de desk")
    ids = [source.note_id for source in one.sources]
    db.session.query(Note).filter(Note.id.in_(ids)).delete()
    db.session.commit()
    assert [one.words for one in listed(told.event.id)] == ["Niemand gaat over ovens"]
    retention.tidy(now)
    assert db.session.query(GatheredSignal).count() == 0


def test_a_domain_that_a_signal_is_about_stays(told: Round) -> None:
    gathered(told)
    with_one, without = told.event.domains[0], told.event.domains[1]

    def held(domain: PolicyDomain) -> bool:
        answers = domain_leaving.send(domain, session=db.session())
        return dict(answers)[service.hold_domain] is not None

    assert (held(with_one), held(without)) == (True, False)


def about(told: Round, number: int, *names: str) -> None:
    """A table says which domains its signal is about, by the form on the note's page."""
    table = told.tables[number - 1]
    note = db.session.query(Note).filter_by(table_id=table.id).order_by(Note.id).first()
    assert note is not None
    ids = [domain.id for domain in told.event.domains if domain.name in names]
    say_about(note, ids, by=told.by(table))


def test_a_signal_is_about_what_its_table_says_until_the_desk_says_otherwise(told: Round) -> None:
    event_id, (_, culture, poverty) = told.event.id, told.event.domains
    about(told, 1, "cultuur")
    first = listed(event_id)[0]
    assert list(first.domains.values()) == ["cultuur"]
    one = gathered(told)
    service.take_apart(event_id, one.seen, by=DESK)
    assert list(listed(event_id)[0].domains.values()) == ["cultuur"]
    version = listed(event_id)[0].version
    for _ in range(2):
        service.edit(
            event_id,
            first.code,
            title="",
            domains=[poverty.id],
            version=version,
            now=told.now,
            by=DESK,
        )
    about(told, 1, "onderwijs")
    assert list(listed(event_id)[0].domains) == [poverty.id]
    assert culture.id not in listed(event_id)[0].domains


def test_the_report_says_what_a_table_says_its_signal_is_about(app: Flask, told: Round) -> None:
    about(told, 3, "armoede", "cultuur")
    plain = desk(app).get(f"/organise/events/{told.event.id}/report.json").get_json()
    assert plain["signals"][-1]["domains"] == ["cultuur", "armoede"]


def test_what_lies_in_the_bin_is_neither_listed_nor_counted(told: Round) -> None:
    note = db.session.query(Note).filter_by(text="Niemand gaat over ovens").one()
    notes.delete(note, by=SYSTEM, now=told.now)
    found = queries.of_event(told.event.id)
    assert (len(found.signals), found.kept_at_tables) == (2, 1)
