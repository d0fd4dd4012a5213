"""The demo's postbox: the mails that were put down as files because no server sends them."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path

from flask import Blueprint, Response, abort, current_app

from makers.core import access, web
from makers.core.access import enter

bp = Blueprint("postbox", __name__)

SHOWN = 50
FILE = "application/ics"
# A letter brings its own style; it may run nothing, load nothing and be framed by nobody.
LETTER_POLICY = (
    "sandbox allow-popups allow-top-navigation-by-user-activation; default-src 'none'; "
    "style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)


@dataclass(frozen=True)
class Received:
    """One mail as the postbox shows it; ``number`` is that of its file."""

    number: int
    to: str
    subject: str
    text: str
    at: datetime
    has_html: bool
    has_appointment: bool


@bp.get("/mailbox/<int:number>/letter")
@enter(access.public)
def letter(number: int) -> Response:
    """A mail as mail programs show it, with its pictures."""
    message = _mail(number)
    body = web.found(message.get_body(("html",)))
    html = str(body.get_content())
    for part in message.walk():
        if part["Content-ID"]:
            html = html.replace(f"cid:{part['Content-ID'].strip('<>')}", _as_data(part))
    response = Response(html, content_type="text/html; charset=utf-8")
    response.headers["Content-Security-Policy"] = LETTER_POLICY
    return response


@bp.get("/mailbox/<int:number>/appointment.ics")
@enter(access.public)
def appointment(number: int) -> Response:
    """The appointment in a mail, for one's own calendar."""
    parts = (part for part in _mail(number).walk() if part.get_content_type() == FILE)
    found = web.found(next(parts, None))
    return Response(found.get_payload(decode=True), mimetype="text/calendar")


def newest(folder: Path) -> list[Received]:
    """The mails in this folder, the newest first, at most ``SHOWN``."""
    files = sorted(folder.glob("*.eml"), reverse=True)[:SHOWN]
    return [_received(int(path.stem), _read(path)) for path in files if path.stem.isdecimal()]


def _received(number: int, message: EmailMessage) -> Received:
    body = message.get_body(("plain",))
    kinds = {part.get_content_type() for part in message.walk()}
    return Received(
        number=number,
        to=message["To"],
        subject=message["Subject"],
        text=body.get_content() if body is not None else "",
        at=parsedate_to_datetime(message["Date"]),
        has_html="text/html" in kinds,
        has_appointment=FILE in kinds,
    )


def _mail(number: int) -> EmailMessage:
    """One mail of the demo; not there in an installation that sends real mail."""
    settings = current_app.config["MAKERS"]
    path: Path = settings.instance / "mail" / f"{number:06}.eml"
    if not settings.demo or not path.is_file():
        abort(404)
    return _read(path)


def _read(path: Path) -> EmailMessage:
    return message_from_bytes(path.read_bytes(), policy=policy.default)


def _as_data(part: EmailMessage) -> str:
    picture = base64.b64encode(part.get_payload(decode=True)).decode()  # type: ignore[arg-type]
    return f"data:{part.get_content_type()};base64,{picture}"
