"""A list of another system: sent, its columns told, looked at, taken over."""

from __future__ import annotations

from collections import Counter

from flask import Response, flash, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.exceptions import RequestEntityTooLarge

from makers.core import access, clock, sheets, web
from makers.core.access import enter
from makers.core.fresh import fresh
from makers.events.models import Event
from makers.signups import import_rows, import_sheets, importing, queries
from makers.signups.import_forms import ColumnsForm, TakeOverForm, UploadForm, meanings_form
from makers.signups.import_rows import LEFT_OUT, Reading
from makers.signups.import_sheets import NoSheet, TooLarge
from makers.signups.importing import SheetGone, TakenOver
from makers.signups.views import Page, bp

SHOWN = 50
IMPORT = "/organise/events/<int:event_id>/people/import"
SHEET = f"{IMPORT}/<int:sheet_id>"


@bp.get(IMPORT)
@enter(access.organiser)
def import_people(event_id: int) -> Page:
    """The form to send a list with."""
    return _upload_page(_event(event_id), UploadForm())


@bp.post(IMPORT)
@enter(access.organiser)
def keep_list(event_id: int) -> Page:
    """Keep the list for a day and go on to its columns."""
    event, form = _event(event_id), UploadForm()
    if not form.validate():
        return _upload_page(event, form), 422
    try:
        rows = import_sheets.read(form.file.data.read())
    except NoSheet as refusal:
        return _upload_page(event, form, refusal), refusal.status
    sheet_id = importing.keep(event, rows, now=clock.now(), by=access.actor())
    return web.see("signups.import_columns", event_id=event_id, sheet_id=sheet_id)


@bp.get(f"{SHEET}/columns")
@enter(access.organiser)
def import_columns(event_id: int, sheet_id: int) -> Page:
    """Which column says what, as guessed or as chosen before."""
    event, rows = _event(event_id), importing.rows_of(event_id, sheet_id)
    return _columns_page(event, sheet_id, ColumnsForm.of(request.args, rows))


@bp.get(f"{SHEET}/preview")
@enter(access.organiser)
def import_preview(event_id: int, sheet_id: int) -> Page:
    """What would become of every row, with the columns and words of the address."""
    return _preview_page(_event(event_id), sheet_id, TakeOverForm())


@bp.get(f"{SHEET}/problems.csv")
@enter(access.in_charge)
@fresh(download=True)
def import_problems(event_id: int, sheet_id: int) -> Response:
    """The rows with which something is wrong as they came in, with what that is."""
    event, rows = _event(event_id), importing.rows_of(event_id, sheet_id)
    found = importing.looked_at(event_id, rows, _reading(event, rows))
    width = max(map(len, rows))
    listed: list[list[sheets.Cell]] = [
        [*row, *[""] * (width - len(row)), number, said]
        for row, number, said in (
            (rows[0], _("Regel"), _("Wat er mis is")),
            *(
                (rows[one.number - 1], one.number, str(one.finding.label))
                for one in found
                if one.finding.is_wrong
            ),
        )
    ]
    return Response(
        sheets.as_csv(listed),
        mimetype=sheets.CSV,
        headers={"Content-Disposition": f'attachment; filename="{event.slug}-import.csv"'},
    )


@bp.post(f"{SHEET}/preview")
@enter(access.organiser)
def take_over(event_id: int, sheet_id: int) -> Page:
    """Sign up whom the preview says would come in."""
    event, form = _event(event_id), TakeOverForm()
    if not form.validate():
        return _preview_page(event, sheet_id, form)
    made = importing.take_over(
        event,
        sheet_id,
        _reading(event, importing.rows_of(event_id, sheet_id)),
        all_in=form.places.data == "all",
        by_mail=form.mail.data == "yes",
        now=clock.now(),
        by=access.actor(),
    )
    flash(_in_words(made), "success")
    return web.see("signups.people", event_id=event_id)


@bp.post(f"{SHEET}/removal")
@enter(access.organiser)
def remove_list(event_id: int, sheet_id: int) -> Page:
    """Forget the list; nobody comes in."""
    importing.remove(_event(event_id), sheet_id, by=access.actor())
    flash(_("De lijst is weg. Er is niemand overgenomen."))
    return web.see("signups.people", event_id=event_id)


@bp.errorhandler(SheetGone)
def sheet_gone(gone: SheetGone) -> Page:
    """The list was used or is too old: say so where one goes on."""
    flash(str(gone.sentence))
    page = "signups.people" if request.method == "POST" else "signups.import_people"
    return web.see(page, **(request.view_args or {}) | {"sheet_id": None})


@bp.errorhandler(RequestEntityTooLarge)
def too_large(error: RequestEntityTooLarge) -> Page:
    """A list that is too large does not even come in; other forms say what every page says."""
    sentence = _("Dit is te groot om te versturen. Maak het kleiner en probeer het opnieuw.")
    if request.endpoint == "signups.keep_list":
        sentence = str(TooLarge.sentence)
    return render_template("errors/error.html", status=413, sentence=sentence), 413


def _event(event_id: int) -> Event:
    return web.found(queries.event(event_id))


def _reading(event: Event, rows: list[list[str]]) -> Reading:
    """How the address says that the list is to be read."""
    columns = ColumnsForm.of(request.args, rows).columns
    return meanings_form(request.args, event, columns, rows).reading(columns, event, rows)


def _upload_page(event: Event, form: UploadForm, refusal: NoSheet | None = None) -> str:
    return render_template(
        "signups/import.html",
        event=event,
        here="people",
        form=form,
        refusal=refusal.sentence if refusal else None,
    )


def _columns_page(event: Event, sheet_id: int, form: ColumnsForm) -> str:
    return render_template(
        "signups/import_columns.html", event=event, here="people", sheet_id=sheet_id, form=form
    )


def _preview_page(event: Event, sheet_id: int, form: TakeOverForm) -> Page:
    """The preview, or the columns where one that is needed was not chosen."""
    rows = importing.rows_of(event.id, sheet_id)
    columns = ColumnsForm.of(request.args, rows)
    if not columns.validate():
        return _columns_page(event, sheet_id, columns), 422
    meanings = meanings_form(request.args, event, columns.columns, rows)
    found = importing.looked_at(event.id, rows, meanings.reading(columns.columns, event, rows))
    chosen = {str(field): place for field, place in columns.columns.items()}
    page = render_template(
        "signups/import_preview.html",
        event=event,
        here="people",
        sheet_id=sheet_id,
        chosen=chosen,
        args=chosen | {field.name: field.data or "" for field in meanings},
        meanings=meanings,
        form=form,
        wrong=[one for one in found if one.finding.is_wrong],
        new=import_rows.in_order(found),
        left_out=[one for one in found if one.finding in LEFT_OUT],
        counts=Counter(one.finding for one in found),
        roles={role.id: role.name for role in event.roles},
        tally=queries.tally(event, clock.now()),
        over=clock.now() >= event.ends_at,
        most=SHOWN,
    )
    return page, 422 if form.errors else 200


def _in_words(made: TakenOver) -> str:
    people = ngettext(
        "%(num)d persoon is overgenomen.",
        "%(num)d mensen zijn overgenomen.",
        made.confirmed + made.waiting,
    )
    if not made.waiting:
        return str(people)
    waiting = ngettext(
        "%(num)d van hen staat op de wachtlijst.",
        "%(num)d van hen staan op de wachtlijst.",
        made.waiting,
    )
    return f"{people} {waiting}"
