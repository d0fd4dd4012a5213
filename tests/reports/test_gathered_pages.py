"""Signals at the desk: the list, its forms, all events, the files, and the report."""

from __future__ import annotations

import csv
import io
import json
import uuid
from datetime import datetime

from flask import Flask
from openpyxl import load_workbook

from makers.core.database import db
from makers.intervision.models import Rehearsal
from makers.reports.gathered import queries, service
from tests import build
from tests.conftest import Browser
from tests.counting import statements
from tests.reports.afternoon import Round, round_of
from tests.reports.gathering import DESK, gathered, listed
from tests.seating.rows import desk, journalled

FORMULA = '=HYPERLINK("http://voorbeeld.example")'


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
    assert "Bewaard." in reader.get(where).text
    late = reader.post(f"{where}/{one.code}", data={**change, "title": "Mijn woorden"})
    assert late.status_code == 409
    assert "Eén loket" in late.text
    assert "Mijn woorden" in late.text
    stale = reader.post(f"{where}/{one.code}/separation", data={"seen": one.seen})
    assert stale.status_code == 409
    now_seen = listed(told.event.id)[0].seen
    apart = reader.post(f"{where}/{one.code}/separation", data={"seen": now_seen})
    assert apart.status_code == 303
    page = reader.get(where).text
    assert "Uit elkaar gehaald." in page
    assert "Eén loket" not in page


def test_a_single_tick_is_answered_on_the_list(app: Flask, told: Round) -> None:
    where = f"/organise/events/{told.event.id}/signals/together"
    seen = listed(told.event.id)[1].seen
    answer = desk(app).get(where, query_string={"seen": [seen]})
    assert answer.status_code == 422
    assert "Vink twee of meer" in answer.text
    assert f'name="seen" value="{seen}" checked' in answer.text
    assert answer.text.count(" checked") == 1


def test_what_is_typed_for_a_signal_stays_on_the_device_until_it_is_kept(
    app: Flask, told: Round
) -> None:
    one = gathered(told)
    page = desk(app).get(f"/organise/events/{told.event.id}/signals/{one.code}").text
    assert f'data-draft="signal-{told.event.id}-{one.code}-{one.version}"' in page


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
        assert f"{book.worksheets[0].cell(2, 2).value:%Y-%m-%d}" == rows[1][1]
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
