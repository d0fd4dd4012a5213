"""Why nobody in the queue moves up, in one plain sentence a role."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _
from flask_babel import ngettext

from makers.core import web
from makers.events.models import Event, Role
from makers.signups.places import Group, Tally


def why_waiting(event: Event, role: Role, tally: Tally, line: list[Group], now: datetime) -> str:
    """Why who waits for this role does not get a place now; empty when nobody waits."""
    groups = [group for group in line if any(one.wants == role.id for one in group)]
    if not groups:
        return ""
    if event.cancelled_at is not None:
        return str(_("De bijeenkomst gaat niet door."))
    if now >= event.ends_at:
        return str(_("De bijeenkomst is voorbij."))
    if tally.over:
        over = ngettext(
            "Er is %(num)d mens meer dan er plekken zijn.",
            "Er zijn %(num)d mensen meer dan er plekken zijn.",
            tally.over,
        )
        return f"{over} {_('Eerst moeten er genoeg mensen afmelden.')}"
    if tally.role_is_full(role.id):
        return str(_("Deze rol is vol: er mogen hooguit %(most)d komen.", most=role.capacity))
    if tally.free <= 0:
        return str(_("Alle plekken zijn bezet."))
    first = groups[0]
    if len(first) > 1:
        return str(
            _(
                "Een groep van %(people)d wacht samen, en zoveel plekken zijn er nu niet.",
                people=len(first),
            )
        )
    return _held(event, role, tally)


def _held(event: Event, role: Role, tally: Tally) -> str:
    others = [one for one in event.roles if one.id != role.id and tally.held_for(one.id)]
    if not others:
        return str(_("Wie eerder kwam, wacht op een andere rol of op een groep."))
    return " ".join(
        str(
            _(
                "%(places)d plekken zijn vastgehouden voor %(role)s, tot %(until)s.",
                places=tally.held_for(one.id),
                role=one.name,
                until=web.moment(one.held_until or event.starts_at),
            )
        )
        for one in others
    )
