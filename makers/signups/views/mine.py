"""One's own sign-up: changing the answers, cancelling."""

from __future__ import annotations

from typing import Any

from flask import flash, render_template
from flask_babel import gettext as _

from makers.core import access, clock, web
from makers.core.access import enter
from makers.core.errors import Refusal
from makers.signups import queries, questions, service
from makers.signups.answers import Answers, Needs
from makers.signups.forms import ChangeForm
from makers.signups.models import Signup
from makers.signups.service import ChangedMeanwhile
from makers.signups.views import Page, bp, signup_or_404


@bp.get("/me/<int:signup_id>/answers")
@enter(access.personal)
def answers(signup_id: int) -> Page:
    """The form to change one's answers and role with."""
    signup = web.found(queries.with_answers(signup_id))
    if signup.cancelled_at is not None:
        return web.see("attend.personal", signup_id=signup_id)
    form = ChangeForm.of(Answers.of(signup), signup.version, questions.of_event(signup.event_id))
    return _change_page(signup, form)


@bp.post("/me/<int:signup_id>/answers")
@enter(access.personal)
def change(signup_id: int) -> Page:
    """Change one's answers; a conflict shows both and lets the writer choose."""
    signup = signup_or_404(signup_id)
    form = ChangeForm(
        questions=questions.of_event(signup.event_id),
        stood=Answers.of(signup),
        held_role=signup.role_id if signup.confirmed_at else None,
    )
    if web.only_in_language():
        return _change_page(signup, form)
    if not form.validate():
        return _change_page(signup, form), 422
    try:
        service.change(
            signup,
            form.answers,
            version=form.opened_with,
            now=clock.now(),
            by=access.actor(),
        )
    except ChangedMeanwhile as conflict:
        form.version.data = str(conflict.version)
        return _change_page(
            signup_or_404(signup_id), form, conflict, conflict.stored
        ), conflict.status
    except Refusal as refusal:
        return _change_page(signup_or_404(signup_id), form, refusal), refusal.status
    flash(_("Je antwoorden zijn bewaard."), "success")
    return web.see("attend.personal", signup_id=signup_id)


@bp.get("/me/<int:signup_id>/cancellation")
@enter(access.personal)
def cancellation(signup_id: int) -> Page:
    """Ask whether one is sure."""
    signup = signup_or_404(signup_id)
    if signup.cancelled_at is not None:
        return web.see("attend.personal", signup_id=signup_id)
    return render_template("signups/cancellation.html", signup=signup, event=signup.event)


@bp.post("/me/<int:signup_id>/cancellation")
@enter(access.personal)
def cancel(signup_id: int) -> Page:
    """Cancel: the place goes to who is next."""
    service.cancel(signup_or_404(signup_id), now=clock.now(), by=access.actor())
    return web.see("attend.personal", signup_id=signup_id)


def _change_page(
    signup: Signup,
    form: ChangeForm,
    refusal: Refusal | None = None,
    stored: Answers | None = None,
) -> str:
    form.offer(signup.event, queries.tally(signup.event, clock.now()))
    return render_template(
        "signups/answers.html",
        signup=signup,
        form=form,
        refusal=refusal.sentence if refusal else None,
        elsewhere=_differences(form, stored) if stored else [],
        suggestions=queries.suggestions(),
    )


def _differences(form: ChangeForm, stored: Answers) -> list[tuple[Any, str]]:
    """What stands now where it is not what is typed: (label, value) in words."""
    typed, shown = form.answers, []
    for name in ("name", "organisation", "department", "job", "question"):
        value = getattr(stored, name)
        if value != getattr(typed, name):
            shown.append((form[name].label.text, value or _("(niets)")))
    roles = {one.value: one.label for one in form.role.choices}
    if stored.role_id != typed.role_id:
        shown.append((form.role.label.text, roles.get(stored.role_id, "")))
    domains = {one.value: one.label for one in form.domains.choices}
    if stored.domain_ids != typed.domain_ids:
        names = [domains[one] for one in stored.domain_ids if one in domains]
        shown.append((form.domains.label.text, ", ".join(names) or _("(niets)")))
    if stored.needs != typed.needs:
        shown.append((_("Wat je nodig hebt"), _needs_in_words(stored.needs) or _("(niets)")))
    if stored.consents != typed.consents:
        said = ", ".join(str(kind.label) for kind in stored.consents)
        shown.append((form.consents.label.text, said or _("(niets)")))
    told = dict(typed.own)
    for number, text in stored.own:
        asked = next((one.text for one in form.own.questions if one.id == number), None)
        if asked is not None and told.get(number) != text:
            shown.append((asked, text))
    return shown


def _needs_in_words(needs: Needs) -> str:
    parts = [needs.diet, needs.other]
    parts += [_("plek zonder trap of drempel")] if needs.step_free else []
    parts += [_("gebarentolk")] if needs.sign_language else []
    return ", ".join(part for part in parts if part)
