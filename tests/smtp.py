"""A real mail server on loopback that answers as it is told and keeps what it accepts."""

from __future__ import annotations

import asyncio
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

CERTIFICATE = Path(__file__).with_name("smtp.pem")
PASSWORD = b"a p@ssword"


@dataclass
class Postbox:
    """What the server answers per step (``MAIL``, ``RCPT``, ``DATA``), and what it took.

    ``silence`` at ``DATA`` hangs up after the whole message; ``held`` waits with the answer until
    the test says ``go``. ``came`` is set when a message is in.
    """

    answers: dict[str, str] = field(default_factory=dict)
    received: list[bytes] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    sessions: set[int] = field(default_factory=set)
    secure: list[bool] = field(default_factory=list)
    came: threading.Event = field(default_factory=threading.Event)
    go: threading.Event = field(default_factory=threading.Event)
    port: int = 0

    async def handle_MAIL(
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        envelope.mail_from = address
        self.sessions.add(id(session))
        return self.answers.get("MAIL", "250 OK")

    async def handle_RCPT(
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        answer = self.answers.get(f"RCPT {address}", self.answers.get("RCPT", "250 OK"))
        if answer.startswith("2"):
            envelope.rcpt_tos.append(address)
            self.recipients.append(address)
        return answer

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.received.append(envelope.content)
        self.secure.append(session.ssl is not None)
        self.came.set()
        answer = self.answers.get("DATA", "250 OK")
        if answer == "silence":
            server.transport.abort()
            await asyncio.Event().wait()
        if answer == "held":
            await asyncio.get_running_loop().run_in_executor(None, self.go.wait)
            return "250 OK"
        return answer

    def message_ids(self) -> list[str]:
        """The Message-ID of every message that came in."""
        return [message_from_bytes(one)["Message-ID"] for one in self.received]


def free_port() -> int:
    """A port on loopback that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def serving(postbox: Postbox, **options: Any) -> Iterator[Postbox]:
    """Have it listen on loopback until the block ends; ``options`` are the controller's."""
    postbox.port = free_port()
    controller = Controller(postbox, hostname="127.0.0.1", port=postbox.port, **options)
    controller.start()
    try:
        yield postbox
    finally:
        postbox.go.set()
        controller.stop()


def tls() -> ssl.SSLContext:
    """The server's side of TLS, with a certificate that nobody trusts by itself."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(CERTIFICATE)
    return context


def password_wanted(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> Any:
    """An authenticator: ``makers`` with ``PASSWORD`` may enter."""
    right = isinstance(data, LoginPassword) and (data.login, data.password) == (b"makers", PASSWORD)
    return AuthResult(success=right, handled=False)
