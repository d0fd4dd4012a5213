"""Writing to a group of people, and what became of every mail."""

from __future__ import annotations

from flask import abort, flash, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext

from makers.core import access, clock, web
from makers.core.access import enter
from makers.core.database import db
from makers.core.errors import Refusal
from makers.core.mail import Fate
from makers.events.models import Event
from makers.signups import audience, deliveries, messages
from makers.signups.message_forms import MessageForm
from makers.signups.models import Message
from makers.signups.views import Page, bp

LEFT_OUT = ("csrf_token",)


@bp.get("/organise/events/<int:event_id>/messages", endpoint="messages")
@enter(access.organiser)
def every_message(event_id: int) -> Page:
    """What was written, and which mails of any kind did not arrive."""
    return render_template(
        "signups/messages.html",
        event=db.get_or_404(Event, event_id),
        here="messages",
        written=deliveries.written(event_id),
        delays=deliveries.delays(event_id, clock.now()),
        lost=deliveries.undelivered(event_id),
        fates=Fate,
    )


@bp.get("/organise/events/<int:event_id>/messages/new")
@enter(access.organiser)
def new_message(event_id: int) -> Page:
    """The form of a message."""
    return _form_page(db.get_or_404(Event, event_id), MessageForm(formdata=None))


@bp.post("/organise/events/<int:event_id>/messages/preview")
@enter(access.organiser)
def preview_message(event_id: int) -> Page:
    """Who would get it, and how the first of them reads it. Nothing is sent."""
    event, form = db.get_or_404(Event, event_id), MessageForm()
    if not form.validate():
        return _form_page(event, form), 422
    known = audience.groups(event)
    reached = audience.reach(event, form.choice, known)
    if not reached.people:
        return _form_page(event, form, messages.NobodyMeant()), messages.NobodyMeant.status
    form.offer(event, known)
    first = reached.people[0]
    return render_template(
        "signups/messages_preview.html",
        event=event,
        here="messages",
        form=form,
        reached=reached,
        first=first,
        letter=messages.preview(first, form.subject.data, form.text.data),
        audience=audience.in_words(event, form.choice, known, 0),
        typed=[one for one in request.form.items(multi=True) if one[0] not in LEFT_OUT],
    )


@bp.post("/organise/events/<int:event_id>/messages")
@enter(access.organiser)
def send_message(event_id: int) -> Page:
    """Send it."""
    event, form = db.get_or_404(Event, event_id), MessageForm()
    if not form.validate():
        return _form_page(event, form), 422
    try:
        message = messages.send(
            event,
            form.choice,
            subject=form.subject.data,
            text=form.text.data,
            key=form.uuid,
            now=clock.now(),
            by=access.actor(),
        )
    except Refusal as refusal:
        return _form_page(db.get_or_404(Event, event_id), form, refusal), refusal.status
    flash(_("Je bericht gaat nu de deur uit. Hieronder zie je wie het kreeg."), "success")
    return web.see("signups.message", event_id=event_id, message_id=message.id)


@bp.get("/organise/events/<int:event_id>/messages/<int:message_id>")
@enter(access.organiser)
def message(event_id: int, message_id: int) -> Page:
    """One message, and what became of it for each reader."""
    found = db.session.get(Message, message_id)
    if found is None or found.event_id != event_id:
        abort(404)
    return render_template(
        "signups/message.html",
        event=db.get_or_404(Event, event_id),
        here="messages",
        message=found,
        deliveries=deliveries.of_message(found),
        again=deliveries.AGAIN,
    )


@bp.post("/organise/events/<int:event_id>/mails/again")
@enter(access.organiser)
def send_again(event_id: int) -> Page:
    """Try the named mails once more; without names, all that wait for a later try."""
    event, chosen = db.get_or_404(Event, event_id), request.form.getlist("mail", type=int)
    now, by = clock.now(), access.actor()
    count = (
        deliveries.send_again(event, chosen, now=now, by=by)
        if chosen
        else deliveries.hurry(event, now=now, by=by)
    )
    flash(
        ngettext("%(num)d mail gaat opnieuw weg.", "%(num)d mails gaan opnieuw weg.", count),
        "success" if count else "message",
    )
    return _back(event_id)


@bp.post("/organise/events/<int:event_id>/mails/<int:mail_id>/return")
@enter(access.organiser)
def came_back(event_id: int, mail_id: int) -> Page:
    """This mail came back: the address is not right."""
    event = db.get_or_404(Event, event_id)
    deliveries.came_back(event, mail_id, now=clock.now(), by=access.actor())
    return _back(event_id)


def _back(event_id: int) -> Page:
    """To the message the button stood on, or to all of them."""
    message_id = request.form.get("message", type=int)
    if message_id is None:
        return web.see("signups.messages", event_id=event_id)
    return web.see("signups.message", event_id=event_id, message_id=message_id)


def _form_page(event: Event, form: MessageForm, refusal: Refusal | None = None) -> str:
    form.offer(event, audience.groups(event))
    return render_template(
        "signups/messages_new.html",
        event=event,
        here="messages",
        form=form,
        refusal=refusal.sentence if refusal else None,
    )
