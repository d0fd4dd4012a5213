"""Signals over all tables: listed, gathered with their sources, taken apart, never against a no."""

from __future__ import annotations

import csv
import io
import json
import uuid
from datetime import datetime

import pytest
from flask import Flask
from openpyxl import load_workbook

from makers.core.database import db
from makers.core.journal import SYSTEM, Actor
from makers.events.models import PolicyDomain
from makers.events.signals import domain_leaving
from makers.intervision import notes
from makers.intervision.levels import Confidentiality
from makers.intervision.models import Note, Rehearsal
from makers.intervision.notes import Words
from makers.reports.gathered import queries, service
from makers.reports.gathered.signals import Signal
from makers.reports.models import GatheredSignal
from makers.signups import retention
from tests import build
from tests.conftest import Browser
from tests.counting import statements
from tests.reports.afternoon import Round, round_of
from tests.seating.rows import desk, journalled

DESK = Actor("organiser", 1)
FORMULA = '=HYPERLINK("http://voorbeeld.example")'


@pytest.fixture
def told(app: Flask, now: datetime) -> Round:
    """Three tables; two say much the same, one has a signal of its own and keeps another."""
    found = round_of(now)
    found.write(1, "Vier loketten voor één tuin")
    found.write(2, "Wij moesten bij vier afdelingen langs")
    found.write(3, "Niemand gaat over ovens")
    found.write(3, "Onder ons: de wethouder", level=Confidentiality.TABLE)
    found.approve()
    return found


def listed(event_id: int) -> list[Signal]:
    """The list as it is now."""
    db.session.rollback()
    return queries.of_event(event_id).signals


def gathered(told: Round, title: str = "Wie veel terreinen raakt, moet overal langs") -> Signal:
    """The two that say the same, together about the first domain."""
    domains = [told.event.domains[0].id]
    event_id = told.event.id
    seen = [one.seen for one in listed(event_id)[:2]]
    service.bring_together(event_id, seen, title, domains, key=uuid.uuid4(), now=told.now, by=DESK)
    return listed(event_id)[0]


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


def test_the_desk_gathers_by_forms_without_script(app: Flask, told: Round) -> None:
    reader, where = desk(app), f"/organise/events/{told.event.id}/signals"
    page = reader.get(where).text
    assert "Vier loketten" in page
    assert "de wethouder" not in page
    assert "1 signaal blijft aan tafel" in page
    seen = [one.seen for one in listed(told.event.id)[:2]]
    together = reader.get(f"{where}/together", query_string={"seen": seen})
    assert "Wij moesten bij vier" in together.text
    form = {"key": str(uuid.uuid4()), "seen": seen, "title": "", "domains": []}
    refused = reader.post(f"{where}/together", data=form)
    assert refused.status_code == 422
    assert "Wij moesten bij vier" in refused.text
    kept = reader.post(f"{where}/together", data={**form, "title": "Eén loket graag"})
    assert (kept.status_code, kept.location) == (303, where)
    page = reader.get(where).text
    assert "Eén loket graag" in page
    assert "2 tafels" in page
    one = listed(told.event.id)[0]
    change = {"title": "Eén loket", "domains": [told.event.domains[2].id], "version": one.version}
    assert reader.post(f"{where}/{one.code}", data=change).status_code == 303
    late = reader.post(f"{where}/{one.code}", data={**change, "title": "Mijn woorden"})
    assert late.status_code == 409
    assert "Eén loket" in late.text
    assert "Mijn woorden" in late.text
    stale = reader.post(f"{where}/{one.code}/separation", data={"seen": one.seen})
    assert stale.status_code == 409
    now_seen = listed(told.event.id)[0].seen
    apart = reader.post(f"{where}/{one.code}/separation", data={"seen": now_seen})
    assert apart.status_code == 303
    assert "Eén loket" not in reader.get(where).text


def test_a_single_tick_is_answered_on_the_list(app: Flask, told: Round) -> None:
    where = f"/organise/events/{told.event.id}/signals/together"
    seen = listed(told.event.id)[0].seen
    answer = desk(app).get(where, query_string={"seen": [seen]})
    assert answer.status_code == 422
    assert "Vink twee of meer" in answer.text


def test_a_signal_of_another_event_or_under_another_is_not_there(app: Flask, told: Round) -> None:
    one = gathered(told)
    other = build.event()
    reader = desk(app)
    assert reader.get(f"/organise/events/{other.id}/signals/{one.code}").status_code == 404
    under = one.parts[0].code
    assert reader.get(f"/organise/events/{told.event.id}/signals/{under}").status_code == 404


def test_the_list_asks_the_same_however_many_signals(app: Flask, told: Round) -> None:
    reader, where = desk(app), f"/organise/events/{told.event.id}/signals"
    with statements(db.engine) as few:
        reader.get(where)
    for number in range(1, 4):
        told.write(number, f"Nog een van {number}")
    told.approve()
    gathered(told)
    with statements(db.engine) as many:
        reader.get(where)
    assert len(many) == len(few) <= 6


def test_over_all_events_signals_stand_by_domain_and_rehearsals_do_not(
    app: Flask, told: Round, now: datetime
) -> None:
    gathered(told)
    later = round_of(now, tables=1, title="De tweede middag")
    later.write(1, "Hier ook vier loketten")
    later.approve()
    later.event.domains[0].name = " Onderwijs"
    db.session.commit()
    (alone,) = listed(later.event.id)
    service.edit(
        later.event.id,
        alone.code,
        title="",
        domains=[later.event.domains[0].id],
        version=0,
        now=now,
        by=DESK,
    )
    practice = round_of(now, tables=1, title="Oefenen")
    practice.write(1, "Een verzonnen signaal")
    practice.approve()
    db.session.add(Rehearsal(event_id=told.event.id, practice_id=practice.event.id, made_at=now))
    db.session.commit()
    with statements(db.engine) as seen:
        found = queries.by_domain(queries.of_all())
    assert len(seen) == 4
    assert [(one.name.casefold(), one.tables, one.events) for one in found] == [
        ("onderwijs", 3, 2),
        ("", 1, 1),
    ]
    page = desk(app).get("/organise/signals").text
    assert "De tweede middag" in page
    assert "verzonnen signaal" not in page


def test_every_file_holds_what_may_be_told_and_stands_in_the_journal(
    app: Flask, told: Round
) -> None:
    gathered(told, FORMULA)
    reader: Browser = desk(app)
    for where, left_out in ((f"/organise/events/{told.event.id}", 1), ("/organise", None)):
        files = {kind: reader.get(f"{where}/signals.{kind}") for kind in ("csv", "xlsx", "json")}
        assert {file.status_code for file in files.values()} == {200}
        text = files["csv"].data.decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))
        assert rows[1][2:] == [f"'{FORMULA}", "onderwijs", "2"]
        book = load_workbook(io.BytesIO(files["xlsx"].data))
        assert [sheet.max_row for sheet in book] == [1 + 2, 1 + 3]
        assert book.worksheets[0].cell(2, 3).data_type == "s"
        plain = json.loads(files["json"].data)
        assert plain["schema"] == "makers-signals/1"
        assert plain.get("left_out") == left_out
        assert [len(one["sources"]) for one in plain["signals"]] == [2, 1]
        for file in (text, json.dumps(plain, ensure_ascii=False)):
            assert "de wethouder" not in file
    assert journalled("signals.exported.csv") == 2
    assert reader.get("/organise/signals.pdf").status_code == 404


def test_the_report_tells_the_gathered_words_and_the_number_of_tables(
    app: Flask, told: Round
) -> None:
    gathered(told)
    page = desk(app).get(f"/organise/events/{told.event.id}/report.json").get_json()
    assert page["signals"] == [
        {
            "text": "Wie veel terreinen raakt, moet overal langs",
            "tables": 2,
            "domains": ["onderwijs"],
        },
        {"text": "Niemand gaat over ovens", "tables": 1, "domains": []},
    ]
    assert page["tables"][0]["signals"][0]["text"] == "Vier loketten voor één tuin"


def about(told: Round, number: int, *names: str) -> None:
    """A table says which domains its signal is about, by the form on the note's page."""
    table = told.tables[number - 1]
    note = db.session.query(Note).filter_by(table_id=table.id).order_by(Note.id).first()
    assert note is not None
    ids = [domain.id for domain in told.event.domains if domain.name in names]
    notes.say_about(note, ids, by=told.by(table))


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
