"""The columns of four systems are known by their names, in Dutch and in English."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from makers.signups import import_columns, import_dates, import_sheets
from makers.signups.import_columns import Field, cell
from makers.signups.import_meanings import says_absent
from tests.signups import lists

ANNA = {
    Field.EMAIL: "anna@example.org",
    Field.ORGANISATION: "Gemeente Voorbeeld",
}
WHOLE = {Field.NAME: "Anna van den Berg"}


def told(data: bytes) -> dict[Field, str]:
    """What the list says of its first person, by what its columns are taken for."""
    rows = import_sheets.read(data)
    columns = import_columns.guess(rows)
    return {field: cell(rows[1], place) for field, place in columns.items()}


@pytest.mark.parametrize(
    ("file", "says"),
    [
        (
            "eventbrite.csv",
            {
                Field.FIRST: "Anna",
                Field.LAST: "van den Berg",
                Field.EMAIL: "Anna@Example.org",
                Field.ROLE: "Ambtenaren",
                Field.JOB: "Adviseur",
                Field.DATE: "11/04/26 22:28",
                Field.STATUS: "Attending",
            },
        ),
        (
            "pretix-en.csv",
            {
                **WHOLE,
                Field.ROLE: "Civil servant",
                Field.DATE: "2026-11-02",
                Field.STATUS: "paid",
            },
        ),
        (
            "pretix-nl.csv",
            {
                **WHOLE,
                Field.ROLE: "Ambtenaar",
                Field.DATE: "2026-11-02",
                Field.STATUS: "betaald",
            },
        ),
        (
            "google-forms-nl.csv",
            {
                **WHOLE,
                Field.ROLE: "ambtenaar",
                Field.DEPARTMENT: "Maatschappelijke ondersteuning",
                Field.QUESTION: "Hoe dan?\nEn met wie?",
                Field.DATE: "2026/11/03 2:05:09 p.m. CET",
            },
        ),
        (
            "google-forms-en.csv",
            {**WHOLE, Field.ROLE: "ambtenaar", Field.DATE: "11/3/2026 14:05:09"},
        ),
    ],
)
def test_each_column_is_known(file: str, says: dict[Field, str]) -> None:
    assert told((lists.EXPORTS / file).read_bytes()) == {**ANNA, **says}


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        (lists.MICROSOFT_NL, {Field.JOB: "Adviseur"}),
        (lists.MICROSOFT_EN, {}),
    ],
    ids=["nl", "en"],
)
def test_microsofts_own_columns_give_way_where_nobody_is_known(
    rows: list[list[object]], says: dict[Field, str]
) -> None:
    moment = {Field.DATE: "2026-11-03 14:05:00", Field.ROLE: "ambtenaar"}
    assert told(lists.workbook(rows)) == {**ANNA, **WHOLE, **moment, **says}


def test_a_name_in_parts_is_better_than_the_name_of_an_account() -> None:
    rows = [["Naam", "Voornaam", "Tussenvoegsel", "Achternaam"], ["avdb", "Anna", "van", "Berg"]]
    assert import_columns.guess(rows) == {Field.FIRST: 1, Field.INFIX: 2, Field.LAST: 3}


def test_the_name_of_something_else_is_nobodys() -> None:
    rows = [["Event name", "Naam organisatie", "Ticket name"], ["Makers", "Gemeente", "Gast"]]
    assert Field.NAME not in import_columns.guess(rows)


UTC_NOON = datetime(2026, 11, 3, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-03 13:00:00",
        "2026-11-03T12:00:00Z",
        "2026/11/03 1:00:00 p.m. CET",
        "3-11-2026 13:00",
        "03/11/2026 13:00:00",
        "3.11.2026, 13.00",
        "11/03/26 13:00",
    ],
)
def test_a_moment_is_read_as_it_is_written(text: str) -> None:
    assert import_dates.moments([text]) == [UTC_NOON]


def test_the_other_rows_tell_which_is_the_month() -> None:
    first, second = import_dates.moments(["11/3/2026 13:00", "11/13/2026 13:00"])
    assert (first, second) == (UTC_NOON, UTC_NOON.replace(day=13))


def test_midnight_and_noon_have_twelve_hours_on_an_english_clock() -> None:
    night, day = import_dates.moments(["2026/11/03 12:30 am", "2026/11/03 12:30 pm"])
    assert (night, day) == (
        datetime(2026, 11, 2, 23, 30, tzinfo=UTC),
        datetime(2026, 11, 3, 11, 30, tzinfo=UTC),
    )


def test_what_is_no_moment_is_none() -> None:
    assert import_dates.moments(["", "gisteren", "99/99/2026", "0001-01-01"])[:3] == [None] * 3


@pytest.mark.parametrize(
    "text",
    ["Not Attending", "canceled", "Cancelled", "geannuleerd", "verlopen", "Deleted", "Afgemeld"],
)
def test_who_does_not_come_is_known_by_the_status(text: str) -> None:
    assert says_absent(text)


@pytest.mark.parametrize("text", ["Attending", "paid", "betaald", "openstaand", "Checked In", "ja"])
def test_who_comes_is_too(text: str) -> None:
    assert not says_absent(text)
