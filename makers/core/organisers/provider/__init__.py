"""Logging in with the account of one's own organisation, at a provider of OpenID Connect.

Off by default: ``config.Provider``. The provider only says who somebody is; who may come in is
decided here, by the list of organisers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import current_app

from makers import config
from makers.core import web
from makers.core.organisers.provider.login import Begun, Proof
from makers.core.organisers.provider.refusals import AnotherAccount, NobodyHere, NotYetAgain

if TYPE_CHECKING:
    from makers.core.organisers.provider.client import Client

__all__ = ["AnotherAccount", "Begun", "NobodyHere", "NotYetAgain", "Proof", "chosen", "name"]


def name() -> str | None:
    """What people call the provider; ``None`` where there is none."""
    told = _told()
    return told.name if told is not None else None


def chosen() -> Client | None:
    """What asks the provider, one per process; ``None`` where there is none.

    Authlib takes 0.4 seconds to load and 27 MB, so only who uses it waits and pays for it.
    """
    told, kept = _told(), current_app.extensions
    if told is None:
        return None
    from makers.core.organisers.provider.client import Client

    if "provider" not in kept or kept["provider"].settings != told:
        kept["provider"] = Client(told, web.address("access.from_provider"))
    found: Client = kept["provider"]
    return found


def _told() -> config.Provider | None:
    found: config.Provider | None = current_app.config["MAKERS"].provider
    return found
