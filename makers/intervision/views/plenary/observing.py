"""On the walk: what somebody sees, with a picture that is opened elsewhere and kept small."""

from __future__ import annotations

from flask import Response as FlaskResponse
from flask import abort, flash, jsonify, request
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from makers.core import access, clock, web
from makers.core.access import enter
from makers.core.database import db
from makers.core.errors import Refusal
from makers.events.models import ProgrammeItem
from makers.intervision.plenary import items as rules
from makers.intervision.plenary import observations, photos, queries
from makers.intervision.plenary.forms import ObservationForm
from makers.intervision.plenary.items import Takes
from makers.intervision.views import bp
from makers.intervision.views.plenary.pages import HERE, Page, here, page_of, route_of
from makers.signups.models import Signup

PICTURE = {
    "Cache-Control": "private, no-cache",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Content-Disposition": "inline",
}


@bp.post(f"{HERE}/observations")
@enter(access.taking_part)
@web.takes(photos.MEGABYTES + 1)  # the form around the picture
def observe(signup_id: int, item_id: int) -> Page:
    """Keep what somebody saw; a script that sends it again is told when it is kept."""
    signup, item = here(signup_id, item_id)
    form = ObservationForm.at(route_of(signup, item))
    scripted = request.accept_mimetypes.best == "application/json"
    if not form.validate():
        said = "; ".join(str(error) for field in form for error in field.errors)
        return _told(said, 422) if scripted else (page_of(signup, item, form=form), 422)
    try:
        _observe(signup, item, form)
    except Refusal as refusal:
        db.session.rollback()
        if scripted:
            return _told(str(refusal.sentence), refusal.status)
        page = page_of(*here(signup_id, item_id), form=form, refusal=refusal)
        return page, refusal.status
    if scripted:
        return jsonify(kept=form.key.data)
    flash(_("Je waarneming is bewaard."), "success")
    return web.see("intervision.my_part", signup_id=signup_id, item_id=item_id)


@bp.get(f"{HERE}/notes/<int:note_id>/photo.webp")
@enter(access.taking_part)
def my_photo(signup_id: int, item_id: int, note_id: int) -> FlaskResponse:
    """One's own picture."""
    signup, item = here(signup_id, item_id)
    return picture(queries.photo(item, note_id, of=signup.id))


def _told(sentence: str, status: int) -> FlaskResponse:
    """Why it was not kept, for a script."""
    answer = jsonify(sentence=sentence)
    answer.status_code = status
    return answer


def picture(found: tuple[str, bytes] | None) -> FlaskResponse:
    """A picture for who may see it; asked for again each time, for it may be taken back."""
    if found is None:
        abort(404)
    digest, data = found
    answer = FlaskResponse(data, mimetype="image/webp", headers=PICTURE)
    answer.set_etag(digest)
    answer.make_conditional(request)
    return answer


def _observe(signup: Signup, item: ProgrammeItem, form: ObservationForm) -> None:
    if queries.is_known(form.uuid):
        return  # its picture need not be opened again
    rules.check(item, signup, Takes.OBSERVATIONS, clock.now())
    file = form.photo.data
    page = None
    if isinstance(file, FileStorage) and file.filename:
        db.session.rollback()  # nothing is held while the picture is made small
        page = photos.small(file)
    observations.note(
        item,
        signup,
        form.words,
        stop_id=form.stop_id,
        picture=page,
        key=form.uuid,
        now=clock.now(),
        by=access.actor(),
    )
