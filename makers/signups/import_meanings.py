"""What the words of another system mean here: which role it is, and who does not come."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable

from makers.events.models import Role
from makers.signups.import_columns import plain

ALIKE = 0.8
# Eventbrite: Not Attending, Deleted; pretix: geannuleerd, verlopen; and as people write it
ABSENT = re.compile(
    r"cancel|annule|annull|afgemeld|afgezegd|afmeld|refund|terugbetaald|not attending|declined"
    r"|afgewezen|expired|verlopen|deleted|verwijderd|komt niet|niet aanwezig|^(no|nee)$"
)


def role_of(text: str, roles: Iterable[Role]) -> int | None:
    """The role that is called this, or nearly: ``Ambtenaren`` is ``ambtenaar``."""
    known = {plain(role.name): role.id for role in roles}
    found = difflib.get_close_matches(plain(text), known, n=1, cutoff=ALIKE)
    return known[found[0]] if found else None


def says_absent(text: str) -> bool:
    """Whether somebody with this status does not come."""
    return ABSENT.search(plain(text)) is not None
