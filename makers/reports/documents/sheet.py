"""The agreements as comma-separated values, and all that was written as a workbook."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import gettext as _

from makers.core import sheets
from makers.core.sheets import Cell
from makers.reports.content import NoteContent, ReportContent, TableContent
from makers.reports.sections.kinds import SectionKind

Row = list[Cell]


def csv_agreements(content: ReportContent) -> bytes:
    """One row for each agreement, dates as 2026-12-18; nothing is taken for a formula."""
    return sheets.as_csv(_agreements(content))


def workbook(content: ReportContent) -> bytes:
    """A workbook of agreements, notes, signals, counts and the organiser's words, a sheet each.

    Every text is a text, every day a date.
    """
    return sheets.as_workbook(
        {
            str(_("Afspraken")): _agreements(content),
            str(_("Notities")): [_notes_header(), *_notes(content)],
            str(_("Signalen")): _signals(content),
            str(_("Aantallen")): _counts(content),
            str(_("Teksten")): [[_("Deel"), _("Waar"), _("Tekst")], *_words(content)],
        }
    )


def _agreements(content: ReportContent) -> list[Row]:
    header: Row = [
        _("Tafel"),
        _("Casus"),
        _("Afspraak"),
        _("Wie"),
        _("Voor wie"),
        _("Uiterlijk"),
        _("Stand"),
    ]
    rows: list[Row] = [
        [
            agreement.table_number,
            agreement.case_title,
            agreement.action,
            agreement.owner,
            agreement.counterpart,
            agreement.due_on,
            agreement.state,
        ]
        for agreement in content.agreements
    ]
    return [header, *rows]


def _notes_header() -> Row:
    return [
        _("Tafel"),
        _("Casus of onderdeel"),
        _("Soort"),
        _("Tekst"),
        _("Gezien vanuit de vraag"),
        _("Gezien vanuit de instelling"),
        _("Antwoord van de inbrenger"),
        _("Toelichting"),
    ]


def _notes(content: ReportContent) -> Iterator[Row]:
    for table in content.tables:
        yield from _notes_of(table)
    for part in content.said:
        for note in part.notes:
            yield _row("", part.heading, _("Uit de zaal"), note)


def _notes_of(table: TableContent) -> Iterator[Row]:
    for text, kind in ((table.situation, _("Situatie")), (table.question, _("De vraag"))):
        if text:
            yield _row(table.number, table.case_title, kind, NoteContent(text))
    for one in table.statements:
        version = f" ({_('versie %(nummer)s', nummer=one.version)})" if one.version else ""
        kind = f"{_('Probleemstelling')}{version}"
        logics = (one.from_demand, one.from_institution)
        yield _row(table.number, table.case_title, kind, one, *logics)
    for advice in table.advice:
        yield _row(table.number, table.case_title, _("Advies"), advice, answer=advice.answer)
    for some, kind in (
        (table.insights, _("Inzicht")),
        (table.questions, _("Vraag")),
        (table.signals, _("Signaal")),
    ):
        for note in some:
            yield _row(table.number, table.case_title, kind, note)


def _row(
    table: int | str,
    heading: str,
    kind: str,
    note: NoteContent,
    from_demand: str = "",
    from_institution: str = "",
    answer: str = "",
) -> Row:
    words: Row = [note.text, from_demand, from_institution, answer, note.aside]
    return [table, heading, str(kind), *words]


def _signals(content: ReportContent) -> list[Row]:
    header: Row = [_("Signaal"), _("Beleidsterreinen"), _("Aantal tafels")]
    rows: list[Row] = [[one.text, ", ".join(one.domains), one.tables] for one in content.signals]
    return [header, *rows]


def _words(content: ReportContent) -> Iterator[Row]:
    """What the organiser says, section by section, in their order."""
    for section in content.chapters:
        for where, text in (
            (_("Ervoor"), section.introduction),
            *_own_words(content, section.kind),
            (_("Erna"), section.closing),
        ):
            if text:
                yield [content.heading(section.kind), where, text]


def _own_words(content: ReportContent, kind: SectionKind) -> list[tuple[str, str]]:
    if kind is SectionKind.TO_BE_CONTINUED:
        return [(_("Hoe het verdergaat"), content.to_be_continued)]
    if kind is SectionKind.OCCASION:
        asked = [(one.side, one.text) for one in content.questions]
        return [(_("Aanleiding"), content.occasion), *asked]
    return []


def _counts(content: ReportContent) -> list[Row]:
    header: Row = [_("Wat"), _("Naam"), _("Aantal")]
    some = (
        (_("Rol"), content.roles),
        (_("Afdeling"), content.departments),
        (_("Blijft aan tafel"), content.left_out),
    )
    rows: list[Row] = [[str(what), one.name, one.number] for what, counts in some for one in counts]
    omitted: list[Row] = [[_("Weggelaten deel"), name, ""] for name in content.omitted]
    return [header, *rows, *omitted]
