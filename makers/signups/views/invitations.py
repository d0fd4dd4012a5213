"""Who is invited: the desk's list, and the page of who holds an invitation."""

from __future__ import annotations

from flask import abort, flash, render_template
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from makers.core import access, clock, web
from makers.core.access import enter
from makers.core.database import db
from makers.core.errors import Refusal
from makers.events.models import Event
from makers.signups import invitation_letters as letters
from makers.signups import invitation_queries, invitations, queries
from makers.signups.invitation_forms import InvitationsForm
from makers.signups.invitation_queries import Invited
from makers.signups.views import Page, bp


@bp.get("/organise/events/<int:event_id>/invitations")
@enter(access.organiser)
def invited_people(event_id: int) -> Page:
    """Who is invited and what came of it, and the form to invite more."""
    return _list_page(_event(event_id), InvitationsForm())


@bp.post("/organise/events/<int:event_id>/invitations")
@enter(access.organiser)
def invite(event_id: int) -> Page:
    """Put them on the list; nobody is mailed yet."""
    event, form = _event(event_id), InvitationsForm()
    if not form.validate():
        return _list_page(event, form), 422
    guests, now, by = form.guests, clock.now(), access.actor()
    try:
        added = invitations.invite(event, guests, role_id=form.role_id, now=now, by=by)
    except Refusal as refusal:
        return _list_page(_event(event_id), form, refusal), refusal.status
    flash(ngettext("%(num)d adres toegevoegd.", "%(num)d adressen toegevoegd.", added), "success")
    known = len(guests) - added
    if known:
        flash(ngettext("%(num)d stond al op de lijst.", "%(num)d stonden al op de lijst.", known))
    if form.doubles:
        flash(_("Dubbel in wat je plakte: %(them)s", them=", ".join(form.doubles[:10])))
    return web.see("signups.invited_people", event_id=event_id)


@bp.get("/organise/events/<int:event_id>/invitations/mail")
@enter(access.organiser)
def invitation_mail(event_id: int) -> Page:
    """How the invitation reads, and how many get it. Nothing is sent."""
    return _preview(_event(event_id), "mail")


@bp.post("/organise/events/<int:event_id>/invitations/mail")
@enter(access.organiser)
def mail_invitations(event_id: int) -> Page:
    """Mail who was not mailed."""
    event = _event(event_id)
    try:
        sent = invitations.send(event, now=clock.now(), by=access.actor())
    except Refusal as refusal:
        return _preview(_event(event_id), "mail", refusal), refusal.status
    return _sent(event_id, sent)


@bp.get("/organise/events/<int:event_id>/invitations/reminder")
@enter(access.organiser)
def invitation_reminder(event_id: int) -> Page:
    """How the reminder reads, and how many get it. Nothing is sent."""
    return _preview(_event(event_id), "reminder")


@bp.post("/organise/events/<int:event_id>/invitations/reminder")
@enter(access.organiser)
def remind_invited(event_id: int) -> Page:
    """Remind who did not answer."""
    event = _event(event_id)
    try:
        sent = invitations.remind(event, now=clock.now(), by=access.actor())
    except Refusal as refusal:
        return _preview(_event(event_id), "reminder", refusal), refusal.status
    return _sent(event_id, sent)


@bp.post("/organise/events/<int:event_id>/invitations/<int:invitation_id>/withdrawal")
@enter(access.organiser)
def withdraw_invitation(event_id: int, invitation_id: int) -> Page:
    """Take somebody off the list."""
    found = invitation_queries.invitation(event_id, invitation_id)
    if found is not None:
        invitations.withdraw(found.invitation, now=clock.now(), by=access.actor())
        flash(_("De uitnodiging is ingetrokken. De link erin werkt niet meer."))
    return web.see("signups.invited_people", event_id=event_id)


@bp.post("/organise/events/<int:event_id>/invitations/link")
@enter(access.organiser)
def open_to_all(event_id: int) -> Page:
    """A link with which anybody may sign up; shown this once."""
    event = _event(event_id)
    token = invitations.open_to_all(event, now=clock.now(), by=access.actor())
    page = {"event": _event(event_id), "here": "invitations", "link": access.link_to(token)}
    return render_template("signups/invitation_link.html", **page)


@bp.post("/organise/events/<int:event_id>/invitations/link/end")
@enter(access.organiser)
def close_to_all(event_id: int) -> Page:
    """The link for everybody opens nothing any more."""
    invitations.close_to_all(_event(event_id), now=clock.now(), by=access.actor())
    flash(_("De link voor iedereen werkt niet meer."))
    return web.see("signups.invited_people", event_id=event_id)


@bp.get("/invited/<int:event_id>")
@bp.get("/invited/<int:event_id>/<int:invitation_id>")
@enter(access.invited)
def invited(event_id: int, invitation_id: int | None = None) -> Response:
    """Where a link in a mail leads: on to one's own invitation, or with everybody's to the form."""
    event = db.get_or_404(Event, event_id)
    if invitation_id is None:
        return web.see("signups.new", slug=event.slug)
    return web.see("signups.invitation", slug=event.slug, invitation_id=invitation_id)


@bp.get("/e/<slug>/invitation/<int:invitation_id>")
@enter(access.invited)
def invitation(slug: str, invitation_id: int) -> Page:
    """What one is asked to come to, and the two answers."""
    return _own_page(slug, _invited(slug, invitation_id))


@bp.post("/e/<slug>/invitation/<int:invitation_id>/refusal")
@enter(access.invited)
def decline(slug: str, invitation_id: int) -> Page:
    """I cannot come."""
    found = _invited(slug, invitation_id)
    try:
        invitations.decline(found.invitation, now=clock.now())
    except Refusal as refusal:
        return _own_page(slug, _invited(slug, invitation_id), refusal), refusal.status
    return web.see("signups.invitation", slug=slug, invitation_id=invitation_id)


@bp.post("/e/<slug>/invitation/<int:invitation_id>/refusal/withdrawal")
@enter(access.invited)
def think_again(slug: str, invitation_id: int) -> Page:
    """I may come after all."""
    invitations.think_again(_invited(slug, invitation_id).invitation)
    return web.see("signups.invitation", slug=slug, invitation_id=invitation_id)


def _event(event_id: int) -> Event:
    return web.found(queries.event(event_id))


def _invited(slug: str, invitation_id: int) -> Invited:
    """The invitation of this address to a public event; of one that is not there is no page."""
    event = queries.event_at(slug)
    found = event and invitation_queries.invitation(event.id, invitation_id)
    if event is None or not found or event.published_at is None:
        abort(404)
    return found


def _list_page(event: Event, form: InvitationsForm, refusal: Refusal | None = None) -> str:
    form.offer(event)
    return render_template(
        "signups/invitations.html",
        event=event,
        here="invitations",
        form=form,
        refusal=refusal.sentence if refusal else None,
        guests=invitation_queries.guest_list(event.id, clock.now()),
        replies=invitation_queries.Reply,
        open_since=invitations.open_since(event),
    )


def _preview(event: Event, which: str, refusal: Refusal | None = None) -> str:
    wanted = {
        "mail": (invitation_queries.unmailed(event.id), letters.asks_to_come),
        "reminder": (invitation_queries.silent(event.id, clock.now()), letters.reminds),
    }
    rows, wording = wanted[which]
    count, example = invitation_queries.count_and_first(rows)
    return render_template(
        "signups/invitation_preview.html",
        event=event,
        here="invitations",
        which=which,
        count=count,
        example=example,
        letters=letters.previews(wording, example) if example else {},
        refusal=refusal.sentence if refusal else None,
    )


def _sent(event_id: int, number: int) -> Response:
    flash(ngettext("%(num)d mens krijgt deze mail.", "%(num)d mensen krijgen deze mail.", number))
    return web.see("signups.invited_people", event_id=event_id)


def _own_page(slug: str, found: Invited, refusal: Refusal | None = None) -> str:
    event = found.invitation.event
    return render_template(
        "signups/invitation.html",
        event=event,
        found=found,
        reply=found.reply,
        replies=invitation_queries.Reply,
        over=clock.now() >= event.ends_at,
        refusal=refusal.sentence if refusal else None,
    )
