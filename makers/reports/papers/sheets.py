"""A method on paper: what a sheet says, read from the method and its table, and made into a PDF."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from flask_babel import force_locale, format_datetime, ngettext
from flask_babel import gettext as _

from makers.core.web import LANGUAGES, wall_clock
from makers.intervision.kinds import NoteKind
from makers.intervision.methods import AGREEMENT, Method, Phase, Visibility
from makers.reports.content import as_plain, printable
from makers.reports.documents.errand import run
from makers.reports.documents.pdf import typeset
from makers.seating.models import Table

MINUTES_A_LINE = 3  # so a phase of nine minutes has three lines to write on
FEWEST, MOST = 2, 7
AGREEMENTS = 4


@dataclass(frozen=True)
class StepContent:
    """A phase on paper; ``when`` is written out: ``13.05–13.17``, or ``5–17 min`` without a table.

    ``lines`` to write on, below the words for what is written; ``agreements``: rows of a table.
    """

    name: str
    when: str
    minutes: str
    speaks: str
    prompt: str
    to_write: str
    kinds: str
    hidden: str
    lines: int
    agreements: int


@dataclass(frozen=True)
class SheetContent:
    """One method, for one table where it has a number."""

    method: str
    fits: str
    takes: str
    source: str
    steps: tuple[StepContent, ...]
    table: str = ""
    case_title: str = ""
    place: str = ""


@dataclass(frozen=True)
class SheetsContent:
    """The sheets of one document; ``generated_at`` is an aware moment."""

    title: str
    slug: str
    generated_at: datetime
    language: Literal["nl", "en"]
    sheets: tuple[SheetContent, ...]


def sheet_of(
    method: Method, length: int, language: str, table: Table | None = None
) -> SheetContent:
    """A method of so many minutes on paper; with a ``table`` the times are those of its round."""
    begins = table.item.starts_at if table is not None else None
    total = method.total(length)
    return SheetContent(
        method=method.name(language),
        fits=method.fits(language),
        takes=ngettext("%(num)d minuut", "%(num)d minuten", total),
        source=method.source,
        steps=tuple(_steps(method.for_length(length), language, begins)),
        table=_("Tafel %(nummer)s", nummer=table.number) if table is not None else "",
        case_title=table.case.title if table is not None and table.case is not None else "",
        place=table.place if table is not None else "",
    )


def make(content: SheetsContent) -> bytes:
    """The sheets as one tagged PDF. Raises ``DocumentFailed`` when it could not be made in time."""
    made_at = int(content.generated_at.timestamp())
    with force_locale(LANGUAGES[content.language]):
        given = {"papers": as_plain(printable(content)), "words": _words(content)}
        errand = typeset("method-sheet", {**given, "made_at": made_at})
    return run(errand)


def _steps(
    phases: Iterable[tuple[Phase, int]], language: str, begins: datetime | None
) -> Iterable[StepContent]:
    at = 0
    for phase, seconds in phases:
        minutes = seconds // 60
        if not minutes:
            continue
        notes = [NoteKind(kind) for kind in phase.writes if kind != AGREEMENT]
        agrees = AGREEMENT in phase.writes
        room = round(minutes / MINUTES_A_LINE) - (AGREEMENTS if agrees else 0)
        yield StepContent(
            name=phase.name(language),
            when=_when(at, minutes, begins),
            minutes=ngettext("%(num)d minuut", "%(num)d minuten", minutes),
            speaks=phase.speaks(language),
            prompt=phase.prompt(language),
            to_write=phase.to_write(language),
            kinds=", ".join(str(kind.label) for kind in notes),
            hidden=_hidden(phase.visibility),
            lines=max(FEWEST, min(MOST, room)) if notes else 0,
            agreements=AGREEMENTS if agrees else 0,
        )
        at += minutes


def _when(at: int, minutes: int, begins: datetime | None) -> str:
    if begins is None:
        return str(_("minuut %(start)d–%(end)d", start=at, end=at + minutes))
    first, last = begins + timedelta(minutes=at), begins + timedelta(minutes=at + minutes)
    return f"{wall_clock(first)}–{wall_clock(last)}"


def _hidden(visibility: Visibility) -> str:
    if visibility is Visibility.PRIVATE_UNTIL_REVEAL:
        return str(
            _("Schrijf op een eigen blaadje. Leg het pas op tafel als de begeleider het zegt.")
        )
    if visibility is Visibility.HIDDEN_FROM_BRINGER:
        return str(
            _("Schrijf op een ander blaadje. De inbrenger leest het pas als jullie het laten zien.")
        )
    return ""


def _words(content: SheetsContent) -> dict[str, str]:
    moment = format_datetime(content.generated_at, "d MMMM y, HH.mm")
    return {
        "sheet": _("Werkblad"),
        "speaks": _("Aan het woord:"),
        "written_at": _("Geschreven om"),
        "who": _("Wie"),
        "what": _("Doet wat"),
        "for_whom": _("Voor wie"),
        "by_when": _("Wanneer klaar"),
        "source": _("Bron:"),
        "afterwards": _(
            "Typ na afloop over wat hier staat: op de tafelpagina, bij “Typ over wat op papier "
            "staat”. Zet daarom bij elke fase hoe laat het was."
        ),
        "made": _("Gemaakt op %(moment)s.", moment=moment),
    }
