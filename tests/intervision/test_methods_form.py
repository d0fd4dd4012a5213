"""The form of an event's own method: what it keeps, also when it goes wrong."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from makers.core.database import db
from makers.core.journal import SYSTEM
from makers.intervision import own_methods
from makers.intervision.method_forms import MethodForm
from makers.intervision.methods import Method, built_in
from makers.intervision.models import EventMethod
from tests.intervision.conftest import Round
from tests.intervision.methods_desk import copied, desk, path

pytestmark = pytest.mark.parametrize("either", ["sqlite"], indirect=True)


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
