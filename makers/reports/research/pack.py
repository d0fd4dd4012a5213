"""The pack for researchers: the same rows as CSV files and as one JSON, in a ZIP.

``docs/research.md`` describes every field. Nobody's name, address or number is in it, nor any text
that was not shared; what a text may say of somebody, ``passages`` asks the desk to read.
"""

from __future__ import annotations

import io
import itertools
import json
import zipfile
from collections import Counter
from collections.abc import Collection
from datetime import datetime
from typing import Any

from makers.core import sheets
from makers.reports.research.passages import reference
from makers.reports.research.pseudonyms import Pseudonyms
from makers.reports.research.reading import FEWEST, Material, Somebody

SCHEMA = "makers-research/1"
OTHER = "other"
Row = dict[str, Any]


def packed(material: Material, names: Pseudonyms, held_back: Collection[str]) -> bytes:
    """The ZIP; texts with a reference in ``held_back`` are empty in it, and counted."""
    told = tables(material, names, held_back)
    plain = {"schema": SCHEMA, **told}
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as pack:
        pack.writestr("research.json", json.dumps(plain, ensure_ascii=False, indent=2))
        for name, rows in told.items():
            pack.writestr(f"{name}.csv", _as_csv(rows))
    return file.getvalue()


def tables(
    material: Material, names: Pseudonyms, held_back: Collection[str]
) -> dict[str, list[Row]]:
    """The rows by the name of their file. Their order tells nothing that stands not in them."""
    writing = _Writing(material, names, held_back)
    found = {
        "people": writing.people(),
        "programme": writing.programme(),
        "tables": writing.tables(),
        "seats": writing.seats(),
        "meetings": writing.meetings(),
        "phases": writing.phases(),
        "notes": writing.notes(),
        "said": writing.said(),
        "agreements": writing.agreements(),
        "agreement_changes": writing.agreement_changes(),
    }
    return {**found, "left_out": writing.left_out(found)}


class _Writing:
    """One export: the material, the names in it, and what stays here."""

    def __init__(self, material: Material, names: Pseudonyms, held_back: Collection[str]) -> None:
        self.of, self.held_back, self._names = material, held_back, names
        self._comes = {one.id for one in material.people if one.comes}
        self._items = {one.id: n for n, one in enumerate(material.programme, start=1)}

    def people(self) -> list[Row]:
        """Who had a place; role and department only where enough people share them."""
        coming = [one for one in self.of.people if one.comes]
        roles = Counter(one.role for one in coming)

        def role(one: Somebody) -> str:
            return one.role if roles[one.role] >= FEWEST else OTHER

        places = Counter((role(one), one.department) for one in coming)
        return _sorted(
            {
                "person": self._person(one.id),
                "role": role(one),
                "department": one.department
                if places[role(one), one.department] >= FEWEST
                else OTHER,
            }
            for one in coming
        )

    def programme(self) -> list[Row]:
        """The parts of the day: what and when, without what the organiser called them."""
        return [
            {
                "item": self._items[one.id],
                "kind": one.kind.value,
                "starts_at": _moment(one.starts_at),
                "minutes": one.minutes,
            }
            for one in self.of.programme
        ]

    def tables(self) -> list[Row]:
        """The tables; the case only as far as its bringer lets it be told."""
        runs = {run.table_id: run for run in self.of.runs}
        return [
            {
                "table": self._table(one.table.id),
                "item": self._items[one.table.item_id],
                "number": one.table.number,
                "method": run.method["key"] if (run := runs.get(one.table.id)) else "",
                "minutes": run.length if run else None,
                "started_at": _moment(run.started_at) if run else "",
                "ended_at": _moment(run.ended_at) if run else "",
                **self._case(one.table.case if one.case_is_told else None),
            }
            for one in self.of.tables
        ]

    def seats(self) -> list[Row]:
        """Who sat where, as the plan in force and those who came late say."""
        return _sorted(
            {
                "table": self._table(one.table_id),
                "person": self._person(one.signup_id),
                "part": one.part.value,
                "late": one.late,
            }
            for one in self.of.sittings
            if one.signup_id in self._comes
        )

    def meetings(self) -> list[Row]:
        """Every two people who sat at one table, and at how many."""
        at: dict[int, set[str]] = {}
        for one in self.of.sittings:
            if one.signup_id in self._comes:
                at.setdefault(one.table_id, set()).add(self._person(one.signup_id))
        met = Counter(
            two for people in at.values() for two in itertools.combinations(sorted(people), 2)
        )
        return _sorted(
            {"person": first, "met": second, "tables": number}
            for (first, second), number in met.items()
        )

    def phases(self) -> list[Row]:
        """Each time a phase of a method was begun, and how long it was to take."""
        return [
            {
                "table": self._table(run.table_id),
                "phase": turn.phase + 1,
                "started_at": _moment(turn.started_at),
                "seconds": turn.seconds,
                "paused_seconds": turn.paused_seconds,
            }
            for run in self.of.runs
            for turn in run.turns
        ]

    def notes(self) -> list[Row]:
        """What was written at the tables and shared, with its author where that was shared too."""
        return [
            {
                "note": self._names.of("note", one.id),
                "table": self._table(one.table_id),
                "kind": one.kind.value,
                "phase": one.phase + 1 if one.phase is not None else None,
                "level": one.level.value,
                "written_at": _moment(one.written_at),
                "follows": self._names.of("note", one.follows_id),
                "author": self._person(one.author_id),
                "personal": one.personal,
                "answer": one.answer,
                **self._words(
                    text=one.text,
                    from_demand=one.from_demand,
                    from_institution=one.from_institution,
                ),
            }
            for one in self.of.notes
        ]

    def said(self) -> list[Row]:
        """What people saw, asked and took home at parts of the programme; nobody is named."""
        return [
            {
                "item": self._items.get(one.item_id or 0),
                "kind": one.kind.value,
                **self._words(text=one.text, place=one.place),
            }
            for one in self.of.said
        ]

    def agreements(self) -> list[Row]:
        """The agreements whose owners let them go on."""
        return [
            {
                "agreement": self._names.of("agreement", one.id),
                "table": self._table(one.table_id),
                "owner": self._person(one.owner_id),
                "counterpart": self._person(one.counterpart_id),
                "state": one.state.value,
                "agreed_at": _moment(one.agreed_at),
                "due_on": one.due_on.isoformat() if one.due_on else "",
                **self._words(action=one.action),
            }
            for one in self.of.agreements
        ]

    def agreement_changes(self) -> list[Row]:
        """What became of each, and when; not the sentences that people gave with it."""
        return [
            {
                "agreement": self._names.of("agreement", one.id),
                "at": _moment(change.at),
                "state": change.state.value,
                "due_on": change.due_on.isoformat() if change.due_on else "",
            }
            for one in self.of.agreements
            for change in one.changes
        ]

    def left_out(self, found: dict[str, list[Row]]) -> list[Row]:
        """How much of everything stays here, and why."""
        held = sum(bool(row.get("text_left_out")) for rows in found.values() for row in rows)
        kept = [
            {"what": kind, "why": "not shared", "number": number}
            for kind, number in sorted(self.of.kept.items())
        ]
        others = [
            {"what": "agreement", "why": "not shared", "number": self.of.agreements_kept},
            {"what": "text", "why": "seems to name somebody", "number": held},
        ]
        return [*kept, *(row for row in others if row["number"])]

    def _words(self, **texts: str) -> Row:
        """These texts, or nothing of them while they wait to be read."""
        left_out = reference(*texts.values()) in self.held_back
        return {
            **(dict.fromkeys(texts, "") if left_out else texts),
            "text_left_out": left_out,
        }

    def _case(self, case: Any) -> Row:
        if case is None:
            return {"domains": "", **self._words(case_title="", situation="", question="")}
        return {
            "domains": ", ".join(domain.name for domain in case.domains),
            **self._words(case_title=case.title, situation=case.situation, question=case.question),
        }

    def _person(self, signup_id: int | None) -> str:
        """The pseudonym of somebody with a place; nothing for anybody else."""
        return self._names.of("person", signup_id) if signup_id in self._comes else ""

    def _table(self, table_id: int) -> str:
        return self._names.of("table", table_id)


def _moment(moment: datetime | None) -> str:
    return moment.isoformat(timespec="seconds") if moment is not None else ""


def _sorted(rows: Any) -> list[Row]:
    return sorted(rows, key=lambda row: tuple(str(value) for value in row.values()))


def _as_csv(rows: list[Row]) -> bytes:
    header = list(rows[0]) if rows else []
    return sheets.as_csv([header, *(list(row.values()) for row in rows)])
