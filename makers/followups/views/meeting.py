"""Meeting again: set at the table, taken along as a calendar file."""

from __future__ import annotations

from flask import Response, render_template

from makers.core import access, clock, web
from makers.core.access import enter
from makers.core.errors import Refusal
from makers.followups import meeting, queries
from makers.followups.forms import MeetingForm
from makers.followups.models import FollowUpMeeting
from makers.followups.service import WrongDay
from makers.followups.views import Page, bp
from makers.intervision.coming import entry
from makers.seating.models import Table
from makers.signups import queries as signups


@bp.get("/table/<int:table_id>/meeting")
@enter(access.table)
def meet_again(table_id: int) -> Page:
    """The form: when and where those of the table meet again."""
    table = entry.arrive(table_id).table
    return _page(table, MeetingForm.about(queries.meeting_of(table_id)))


@bp.post("/table/<int:table_id>/meeting")
@enter(access.table)
def plan(table_id: int) -> Page:
    """Set it; the form again with what was chosen, beside what stands where somebody was first."""
    table, form = entry.arrive(table_id).table, MeetingForm()
    if not form.validate():
        return _page(table, form), 422
    try:
        now, by = clock.now(), access.actor()
        meeting.plan(table, form.moment, version=form.opened_with, now=now, by=by)
    except WrongDay as refusal:
        form.day.errors = [str(refusal.sentence)]
        return _page(table, form), refusal.status
    except Refusal as refusal:
        theirs = queries.meeting_of(table_id)
        form.version.data = str(theirs.version if theirs is not None else 0)
        return _page(table, form, refusal, theirs), refusal.status
    return web.see("facilitate.closing", table_id=table_id)


@bp.post("/table/<int:table_id>/meeting/end")
@enter(access.table)
def call_off(table_id: int) -> Page:
    """It is not to be."""
    entry.arrive(table_id)
    found = web.found(queries.meeting_of(table_id))
    meeting.call_off(found, now=clock.now(), by=access.actor())
    return web.see("facilitate.closing", table_id=table_id)


@bp.get("/table/<int:table_id>/meeting.ics")
@enter(access.table)
def meeting_file(table_id: int) -> Response:
    """The calendar file, for who sits at the table."""
    entry.arrive(table_id)
    found = queries.meeting_of(table_id)
    return _file(None if found is None or found.called_off_at is not None else found)


@bp.get("/me/<int:signup_id>/meetings/<int:meeting_id>.ics")
@enter(access.personal)
def my_meeting_file(signup_id: int, meeting_id: int) -> Response:
    """The same from one's own page."""
    signup = web.found(signups.signup(signup_id))
    mine = queries.meetings_of(signup, clock.now())
    return _file(next((one for one in mine if one.id == meeting_id), None))


def _file(found: FollowUpMeeting | None) -> Response:
    headers = {"Content-Disposition": 'attachment; filename="vervolggesprek.ics"'}
    text = meeting.as_file(web.found(found))
    return Response(text, mimetype="text/calendar", headers=headers)


def _page(
    table: Table,
    form: MeetingForm,
    refusal: Refusal | None = None,
    theirs: FollowUpMeeting | None = None,
) -> str:
    return render_template(
        "followups/meeting.html",
        table=table,
        form=form,
        refusal=refusal.sentence if refusal else None,
        theirs=theirs if theirs is not None and theirs.called_off_at is None else None,
    )
