"""Trying out the mail: one letter to oneself, straight away, by the way every mail goes."""

from __future__ import annotations

import enum
import smtplib
import ssl
from dataclasses import dataclass
from datetime import datetime
from email.utils import make_msgid, parseaddr

from flask import current_app
from flask_babel import gettext as _

from makers.core.mail.envelope import message
from makers.core.mail.outbox import Fate, Letter, OutboxMail
from makers.core.mail.sending import write_file
from makers.core.mail.server import MailServer, NoEntry, Outcome


class Came(enum.StrEnum):
    """What came of it."""

    SENT = "sent"
    FILED = "filed"
    UNREACHABLE = "unreachable"
    UNSAFE = "unsafe"
    WRONG_PASSWORD = "wrong_password"  # noqa: S105 - a name, not a password
    NOT_LET_IN = "not_let_in"
    REFUSED = "refused"
    BUSY = "busy"
    SILENT = "silent"


@dataclass(frozen=True)
class Trial:
    """What came of it, and what the server itself said."""

    came: Came
    said: str = ""


def try_out(to: str, *, now: datetime) -> Trial:
    """Send one letter to this address now, and tell what happened; nothing is kept of it.

    It waits for the server, at most some twenty seconds a step. Without ``SMTP_URL`` the letter
    is a file in ``instance/mail/``, as all are.
    """
    settings = current_app.config["MAKERS"]
    letter = Letter(
        _("Proefmail van Makers"),
        _("Deze mail bewijst dat versturen lukt. Je hoeft niets te doen."),
    )
    mail = OutboxMail(to=to, made_at=now, message_id=make_msgid(domain="makers"))
    whole = message(mail, letter, settings.mail_from)
    if not settings.smtp_url:
        filed = write_file(whole, "proef")
        return Trial(Came.FILED if filed.fate is Fate.SENT else Came.BUSY, filed.failure)
    with MailServer(settings.smtp_url) as server:
        try:
            server.listen()
        except NoEntry as no:
            return Trial(_why(no.__cause__), str(no))
        return _told(server.take(parseaddr(settings.mail_from)[1], to, whole))


def _why(cause: BaseException | None) -> Came:
    """Why there is no entry; without a cause it is ours: no password without encryption."""
    if cause is None or isinstance(cause, ssl.SSLError):
        return Came.UNSAFE
    if isinstance(cause, smtplib.SMTPAuthenticationError):
        return Came.WRONG_PASSWORD
    if isinstance(cause, smtplib.SMTPResponseException | smtplib.SMTPNotSupportedError):
        return Came.NOT_LET_IN
    return Came.UNREACHABLE


def _told(outcome: Outcome) -> Trial:
    if outcome.fate is None:  # in the outbox it would be tried again
        ours = outcome.failure.startswith("5")
        return Trial(Came.REFUSED if ours else Came.BUSY, outcome.failure)
    came = {Fate.SENT: Came.SENT, Fate.UNCERTAIN: Came.SILENT}.get(outcome.fate, Came.REFUSED)
    return Trial(came, outcome.failure)
