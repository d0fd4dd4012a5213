"""The pages of methods: what they say, what they keep when it goes wrong, and what they cost."""

from __future__ import annotations

import re
import uuid
from datetime import datetime, timedelta
from html import unescape
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.datastructures import MultiDict

from makers.core import clock as house_clock
from makers.core.database import db
from makers.core.journal import SYSTEM
from makers.core.links import Grant
from makers.intervision import own_methods, queries
from makers.intervision.method_forms import MethodForm
from makers.intervision.methods import Method, built_in
from makers.intervision.models import BringerYes, EventMethod, Note
from makers.intervision.phases import runs
from tests import build
from tests.conftest import Browser
from tests.counting import statements
from tests.intervision.conftest import Round, browser, seated

pytestmark = pytest.mark.parametrize("either", ["sqlite"], indirect=True)


def desk(app: Flask) -> Browser:
    """The organiser's browser."""
    return browser(app, Grant("organiser", None, 1))


def path(group: Round, *parts: object) -> str:
    """An address of the event's methods."""
    return "/".join((f"/organise/events/{group.table.event_id}/methods", *map(str, parts)))


def copied(app: Flask, group: Round, key: str = "vijfstappen") -> EventMethod:
    """One of the event's own, made on the page."""
    answer = desk(app).post(path(group), data={"from": key})
    own = db.session.scalars(select(EventMethod).order_by(EventMethod.id.desc())).first()
    assert own is not None
    assert (answer.status_code, answer.location) == (303, path(group, own.id))
    return own


def typed(app: Flask, own: EventMethod, **changed: object) -> MultiDict[str, Any]:
    """What its form sends, some of it changed; ``phase_1_name_nl`` is ``phase-1-name_nl``."""
    method = Method.from_json(own.content)
    with app.test_request_context():
        form = MethodForm.of(method, method.lengths, str(own.version))
        fields = [*form, *(field for row in form.rows for field in row)]
        sent = MultiDict(
            (field.name, value)
            for field in fields
            for value in (field.data if isinstance(field.data, list) else [field.data])
            if value is not False and value is not None
        )
    for name, value in changed.items():
        sent[re.sub(r"^phase_(\d+)_", r"phase-\1-", name)] = value
    return sent


def shown(page: str) -> list[str]:
    """The names of the phases in the order of the form."""
    return [
        unescape(one) for one in re.findall(r'name="phase-\d+-name_nl"[^>]*value="([^"]*)"', page)
    ]


def test_every_method_is_there_with_its_source(app: Flask, group: Round) -> None:
    page = unescape(desk(app).get(path(group)).text)
    for method in built_in().values():
        assert f"<p>{method.fits.nl}</p>" in page
        assert f"Bron: {method.source}" in page
        for phase in method.phases:
            assert phase.prompt.nl in page


def test_in_english_nothing_is_left_in_dutch(app: Flask, group: Round) -> None:
    page = unescape(desk(app).get(path(group) + "?lang=en").text)
    for method in built_in().values():
        assert method.fits.en in page
        assert method.fits.nl not in page


def test_a_copy_is_changed_and_kept(app: Flask, group: Round) -> None:
    own = copied(app, group)
    sent = typed(app, own, name_nl="Onze vijf", phase_1_minutes_60="10", asks_bringer="y")
    organiser = desk(app)
    answer = organiser.post(path(group, own.id), data=sent)
    assert (answer.status_code, answer.location) == (303, path(group))
    method = Method.from_json(own.content)
    assert (method.name.nl, method.asks_bringer, method.total(60)) == ("Onze vijf", True, 54)
    assert method.suits == built_in()["vijfstappen"].suits
    assert "“Onze vijf” is bewaard." in organiser.get(path(group)).text


def test_the_form_as_it_was_opened_changes_nothing(app: Flask, group: Round) -> None:
    for key in built_in():
        own = copied(app, group, key)
        was = Method.from_json(own.content)
        assert desk(app).post(path(group, own.id), data=typed(app, own)).status_code == 303
        assert (Method.from_json(own.content), own.version) == (was, 1)


def test_phases_change_places_and_nothing_is_kept_yet(app: Flask, group: Round) -> None:
    own = copied(app, group)
    names = [phase.name.nl for phase in built_in()["vijfstappen"].phases]
    first, second, third = names[:3]
    for wish, expected in {
        "up-1": [second, first, third],
        "down-1": [first, third, second],
        "remove-1": [first, third, names[3]],
        "add-0": [first, "", second],
        "up-0": names[:3],
        "down-99": names[:3],
        "nonsense": names[:3],
    }.items():
        sent = typed(app, own, do=wish, phase_2_minutes_60="tien")
        answer = desk(app).post(path(group, own.id), data=sent)
        assert answer.status_code == 200
        assert shown(answer.text)[:3] == expected, wish
        assert "Nog niet bewaard" in answer.text
        assert wish == "remove-2" or 'value="tien"' in answer.text
    assert own.version == 1


def test_what_is_wrong_is_said_with_everything_typed(app: Flask, group: Round) -> None:
    own = copied(app, group)
    sent = typed(
        app,
        own,
        fits_nl="Altijd.",
        phase_1_minutes_60="30",
        phase_5_visibility="hidden_from_bringer",
    )
    answer = desk(app).post(path(group, own.id), data=sent)
    assert answer.status_code == 422
    for sentence in (
        "De fasen duren samen 74 minuten, en de ronde 60. Haal er 14 af.",
        "Fase 6: Een afspraak ziet iedereen meteen.",
        "Altijd.",
    ):
        assert sentence in answer.text
    assert own.version == 1


def test_minutes_that_are_no_number_are_said_at_their_phase(app: Flask, group: Round) -> None:
    own = copied(app, group)
    answer = desk(app).post(path(group, own.id), data=typed(app, own, phase_1_minutes_60="tien"))
    assert answer.status_code == 422
    assert "Fase 2: Vul hier een heel getal in" in answer.text
    assert 'value="tien"' in answer.text


def test_a_second_organiser_sees_both_and_keeps_what_they_choose(app: Flask, group: Round) -> None:
    own = copied(app, group)
    one = typed(app, own, fits_nl="Van de een.")
    other = typed(app, own, fits_nl="Van de ander.")
    assert desk(app).post(path(group, own.id), data=one).status_code == 303
    answer = desk(app).post(path(group, own.id), data=other)
    assert answer.status_code == 409
    assert "Van de een." in answer.text
    assert "Van de ander." in answer.text
    other["version"] = "2"
    assert desk(app).post(path(group, own.id), data=other).status_code == 303
    assert Method.from_json(own.content).fits.nl == "Van de ander."


def test_what_was_taken_away_meanwhile_is_kept_as_new(app: Flask, group: Round) -> None:
    own = copied(app, group)
    where, sent = path(group, own.id), typed(app, own, fits_nl="Toch wel.")
    own_methods.remove(own, by=SYSTEM)
    answer = desk(app).post(where, data=sent)
    assert answer.status_code == 409
    assert "Toch wel." in answer.text
    assert 'value="new"' in answer.text
    assert (
        desk(app).post(where, data={**sent.to_dict(flat=False), "version": "new"}).status_code
        == 303
    )
    kept = db.session.scalars(select(EventMethod)).one()
    assert Method.from_json(kept.content).fits.nl == "Toch wel."


def test_a_round_of_ninety_minutes_has_its_own_column(app: Flask, group: Round) -> None:
    own = copied(app, group)
    assert "minutes_90" not in desk(app).get(path(group, own.id)).text
    group.table.item.minutes = 90
    db.session.commit()
    assert 'name="phase-0-minutes_90"' in desk(app).get(path(group, own.id)).text


def test_a_method_in_use_stays_and_another_goes(app: Flask, group: Round) -> None:
    own = copied(app, group)
    where = f"/organise/events/{group.table.event_id}/rounds/{group.table.item_id}/methods"
    name = f"table-{group.table.id}"
    chosen = {name: f"own-{own.id}", f"was-{name}": "vijfstappen"}
    assert desk(app).post(where, data=chosen).status_code == 303
    answer = desk(app).post(path(group, own.id, "removal"))
    assert answer.status_code == 409
    assert "gekozen voor tafel 1" in answer.text
    desk(app).post(where, data={name: "u", f"was-{name}": f"own-{own.id}"})
    assert desk(app).post(path(group, own.id, "removal")).status_code == 303
    assert db.session.scalar(select(func.count(EventMethod.id))) == 0


def test_what_this_page_did_not_change_is_left_to_others(
    app: Flask, group: Round, now: datetime
) -> None:
    second = build.table(group.table.item, 2)
    where = f"/organise/events/{group.table.event_id}/rounds/{group.table.item_id}/methods"
    mine, theirs = f"table-{group.table.id}", f"table-{second.id}"
    old = {f"was-{mine}": "vijfstappen", f"was-{theirs}": "vijfstappen"}
    desk(app).post(where, data={**old, mine: "vijfstappen", theirs: "winfy"})
    desk(app).post(where, data={**old, mine: "u", theirs: "vijfstappen"})
    page = desk(app).get(path(group)).text
    for name, choice in ((mine, "u"), (theirs, "winfy")):
        assert f'name="was-{name}" value="{choice}"' in page


def test_the_table_is_helped_to_choose(app: Flask, group: Round) -> None:
    case = group.table.case
    assert case is not None
    case.domains = list(group.table.item.event.domains)[:2]
    db.session.commit()
    leader = seated(app, group.table, group.facilitator)
    page = leader.get(f"/table/{group.table.id}/method").text
    assert "valt tussen beleidsterreinen (onderwijs, cultuur)" in page
    names = re.findall(r'id="name-(\w+)"', page)
    assert names[:2] == ["u", "winfy"]
    group.table.facilitator_id = None
    db.session.commit()
    page = seated(app, group.table, group.first).get(f"/table/{group.table.id}/method").text
    assert "Deze tafel heeft geen begeleider. Dan past: Vijfstappenmethode." in page
    assert "Kies liever een andere werkvorm." in page  # at Balint


def test_who_took_the_role_is_its_facilitator(app: Flask, group: Round) -> None:
    group.table.facilitator_id = None
    db.session.commit()
    reader = seated(app, group.table, group.first)
    reader.post(f"/table/{group.table.id}/leaders", data={"seen": 0, "signup_id": 0})
    assert "geen begeleider" not in reader.get(f"/table/{group.table.id}/method").text
    assert "Deze tafel heeft geen begeleider" not in desk(app).get(path(group)).text


def test_what_is_too_long_for_the_round_is_not_offered(app: Flask, group: Round) -> None:
    group.table.item.minutes = 45
    db.session.commit()
    page = seated(app, group.table, group.facilitator).get(f"/table/{group.table.id}/method").text
    assert 'id="name-u"' not in page
    assert "U-procedure (Glasl/Lemson) (minstens 60 min)" in page


def test_roddel_asks_the_bringer_on_their_own_screen(app: Flask, group: Round) -> None:
    path = f"/table/{group.table.id}"
    leader = seated(app, group.table, group.facilitator)
    bringer, first = seated(app, group.table, group.bringer), seated(app, group.table, group.first)
    assert leader.post(f"{path}/method", data={"method": "roddel"}).status_code == 303
    answer = leader.post(f"{path}/run", data={"method": "roddel", "length": 60})
    assert answer.status_code == 409
    assert "Daarom zegt de inbrenger eerst ja." in answer.text
    asks = "De anderen praten straks over jou"
    assert asks in bringer.get(path).text
    assert asks not in first.get(path).text
    assert first.post(f"{path}/consent").status_code == 409
    assert bringer.post(f"{path}/consent").status_code == 303
    assert db.session.scalars(select(BringerYes.signup_id)).one() == group.bringer.id
    assert "zei om" in leader.get(path).text
    started = leader.post(f"{path}/run", data={"method": "roddel", "length": 60})
    assert started.status_code == 303


def test_only_who_leads_chooses_and_not_after_the_start(
    app: Flask, group: Round, now: datetime
) -> None:
    path, data = f"/table/{group.table.id}", {"method": "winfy"}
    first = seated(app, group.table, group.first)
    assert first.get(f"{path}/method").status_code == 404
    assert first.post(f"{path}/method", data=data).status_code == 404
    assert first.get(f"{path}/paper").status_code == 404
    leader = seated(app, group.table, group.facilitator)
    runs.start(group.table, "vijfstappen", 60, now=now, by=SYSTEM)
    answer = leader.post(f"{path}/method", data=data)
    assert (answer.status_code, answer.location) == (303, path)
    assert "Deze tafel is al begonnen." in leader.get(path).text


@pytest.fixture
def afterwards(group: Round, monkeypatch: pytest.MonkeyPatch) -> Round:
    """The table, when its round is over."""
    moment = group.table.item.starts_at + timedelta(hours=2)
    monkeypatch.setattr(house_clock, "now", lambda: moment)
    return group


def sheet(**fields: str) -> dict[str, str]:
    """A paper as its form sends it: ``p0_question`` is the questions of the first phase."""
    named = {re.sub(r"^p(\d)_", r"phase-\1-", name): value for name, value in fields.items()}
    return {"key": str(uuid.uuid4()), "shown": "vijfstappen", **named}


def test_a_paper_session_is_typed_over(app: Flask, afterwards: Round) -> None:
    table = afterwards.table
    leader = seated(app, table, afterwards.facilitator)
    page = leader.get(f"/table/{table.id}/paper").text
    assert re.search(r'name="phase-1-at"[^>]*value="13:06"', page)
    sent = sheet(
        p0_at="13:02",
        p0_problem_statement="Te laag.\nOf toch niet?",
        p1_at="15:10",
        p1_question="- Wie betaalt?\n\n- Sinds wanneer?",
        p1_answer="",
    )
    sent["phase-1-at"] = "14:10"
    for _ in range(2):
        answer = leader.post(f"/table/{table.id}/paper", data=sent)
        assert (answer.status_code, answer.location) == (303, f"/table/{table.id}")
    texts = db.session.scalars(select(Note.text).order_by(Note.id)).all()
    assert texts == ["Te laag.\nOf toch niet?", "Wie betaalt?", "Sinds wanneer?"]
    page = leader.get(f"/table/{table.id}").text
    assert "op papier, 14.10" in page
    assert "3 notities van papier zijn bewaard." in page


def test_nothing_typed_over_is_lost_on_an_error(app: Flask, afterwards: Round) -> None:
    table = afterwards.table
    leader = seated(app, table, afterwards.facilitator)
    for wrong, says in (
        ({"p1_at": ""}, "Fase 2: Vul in hoe laat dit geschreven is"),
        ({"p1_at": "23:59"}, "tijden in van de dag zelf"),
        ({"p0_from_demand": "Het klopt"}, "Schrijf hier ook de probleemstelling zelf."),
    ):
        sent = sheet(**{"p1_at": "13:10", "p1_question": "Wie?", "p3_advice": "", **wrong})
        answer = leader.post(f"/table/{table.id}/paper", data=sent)
        assert answer.status_code == 422
        assert says in answer.text
        assert "Wie?</textarea>" in answer.text
        assert sent["key"] in answer.text
    assert db.session.scalar(select(func.count(Note.id))) == 0


def test_what_was_typed_finds_its_phase_after_the_table_chose_another(
    app: Flask, afterwards: Round, now: datetime
) -> None:
    table = afterwards.table
    leader = seated(app, table, afterwards.facilitator)
    sent = sheet(p3_at="13:30", p3_offer="Ik bel de wethouder")
    runs.start(table, "tienstappen", 45, now=now, by=SYSTEM)
    assert leader.post(f"/table/{table.id}/paper", data=sent).status_code == 303
    note = db.session.scalars(select(Note)).one()
    assert (note.kind.value, note.phase) == ("offer", None)


def test_after_a_run_the_form_has_the_times_at_which_phases_began(
    app: Flask, afterwards: Round, now: datetime
) -> None:
    table = afterwards.table
    run = runs.start(table, "vijfstappen", 60, now=now + timedelta(minutes=67), by=SYSTEM)
    clock = queries.clock_of(table.id)
    assert clock is not None
    runs.next_phase(table, clock.turn.id, now=now + timedelta(minutes=75), by=SYSTEM)
    leader = seated(app, table, afterwards.facilitator)
    page = leader.get(f"/table/{table.id}/paper").text
    assert re.search(r'name="phase-1-at"[^>]*value="13:15"', page)
    sent = {**sheet(p1_at="13:16", p1_question="Wie?"), "shown": "run"}
    assert leader.post(f"/table/{table.id}/paper", data=sent).status_code == 303
    assert db.session.scalars(select(Note.phase)).one() == 1
    assert run.ended_at is None


def test_every_page_asks_six_things_at_most(app: Flask, group: Round) -> None:
    own = copied(app, group)
    for number in range(2, 7):
        build.table(group.table.item, number, case_id=None)
    organiser, leader = desk(app), seated(app, group.table, group.facilitator)
    table = f"/table/{group.table.id}"
    for reader, where in (
        (organiser, path(group)),
        (organiser, path(group, own.id)),
        (organiser, f"/organise/events/{group.table.event_id}/tables"),
        (leader, table),
        (leader, f"{table}/method"),
        (leader, f"{table}/paper"),
        (leader, f"{table}/clock"),
    ):
        with statements(db.engine) as seen:
            assert reader.get(where).status_code == 200
        most = 7 if where == table else 6  # who leads sees who spoke too
        assert len(seen) <= most, "\n".join([where, *seen])
