"""An account with passkeys, and what their owner does: tests say it in these words."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from html import unescape
from typing import Any

from flask.testing import FlaskClient

from makers.core.organisers import Organiser, passkeys
from makers.core.organisers.passkeys import Question
from tests.authenticator import Device

EMAIL, PASSWORD = "balie@example.org", "een lang wachtwoord"
MINUTE = timedelta(minutes=1)
OPTIONS = re.compile(r'data-options="([^"]*)"')


def logs_in(client: FlaskClient) -> Any:
    """They say address and password."""
    return client.post("/login", data={"email": EMAIL, "password": PASSWORD})


def options(page: Any) -> str:
    """What a page has the browser ask of a device."""
    (found,) = OPTIONS.findall(page.text)
    return unescape(found)


def added(me: Organiser, device: Device, now: datetime, name: str = "mijn telefoon") -> list[str]:
    """This device has a passkey for the account; the recovery codes that come with it."""
    question = Question.draw(now)
    answer = device.make(passkeys.to_add(me, question))
    return passkeys.add(me, answer, question, name, now=now)


def says(me: Organiser, device: Device, now: datetime) -> None:
    """The device answers a question of now."""
    question = Question.draw(now)
    passkeys.prove(me, device.sign(passkeys.to_log_in(me, question)), question, now=now)
