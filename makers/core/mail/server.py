"""The mail server: one connection for a batch, and what came of each message offered to it."""

from __future__ import annotations

import re
import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from urllib.parse import unquote, urlsplit

from makers.core.mail.outbox import LONGEST_FAILURE, Fate

PATIENCE_SECONDS = 20
ANSWER_SECONDS = 120  # a server may look into the whole message before it says yes
HERE = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True)
class Outcome:
    """What came of a hand-over: a fate, or ``None`` to try again later; and why in a word."""

    fate: Fate | None
    failure: str = ""


SENT = Outcome(Fate.SENT)


class NoEntry(Exception):
    """The server cannot be reached or does not let us in; nothing was handed over."""


class MailServer:
    """A connection to the server of an ``smtp://`` or ``smtps://`` address, made when needed.

    ``smtps`` is TLS from the start; with ``smtp`` it begins when the server offers STARTTLS. A
    password goes only over TLS to a server whose certificate is checked, or to this machine.
    """

    def __init__(self, url: str) -> None:
        self._url = urlsplit(url)
        self._smtp: smtplib.SMTP | None = None

    def __enter__(self) -> MailServer:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._leave()

    def listen(self) -> None:
        """Be connected, logged in and ready for a message; raises ``NoEntry``."""
        if self._smtp is not None:
            with suppress(OSError, smtplib.SMTPException):
                if self._smtp.rset()[0] == 250:
                    return
            self._leave()
        try:
            self._smtp = self._connected()
        except smtplib.SMTPResponseException as no:
            raise NoEntry(in_words(no.smtp_code, no.smtp_error)) from no
        except (OSError, smtplib.SMTPException) as trouble:
            raise NoEntry(_named(trouble)) from trouble

    def take(self, sender: str, to: str, message: bytes) -> Outcome:
        """Hand one message over, after ``listen``.

        A server that is busy (4xx) or does not want us as a sender is tried again; an address or a
        message it refuses for good (5xx) is not. Silence after the whole message was sent may be a
        yes: that is ``UNCERTAIN``.
        """
        assert self._smtp is not None  # noqa: S101 - listen() came before
        try:
            return _offer(self._smtp, sender, to, message)
        except (OSError, smtplib.SMTPException, UnicodeError) as trouble:
            self._drop()
            return Outcome(None, _named(trouble))

    def _connected(self) -> smtplib.SMTP:
        host, secure = self._url.hostname or "localhost", self._url.scheme == "smtps"
        if secure:
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(
                host,
                self._url.port or 465,
                timeout=PATIENCE_SECONDS,
                context=ssl.create_default_context(),
            )
        else:
            smtp = smtplib.SMTP(host, self._url.port or 25, timeout=PATIENCE_SECONDS)
        try:
            if not secure:
                self._secure(smtp, host)
            if self._url.username:
                smtp.login(unquote(self._url.username), unquote(self._url.password or ""))
            smtp.ehlo_or_helo_if_needed()
        except BaseException:
            smtp.close()
            raise
        return smtp

    def _secure(self, smtp: smtplib.SMTP, host: str) -> None:
        """Begin TLS where it is offered; without it no password leaves this machine."""
        smtp.ehlo_or_helo_if_needed()
        trusted = ssl.create_default_context()
        if not self._url.username or host in HERE:
            # mail servers among themselves: no certificate is better than no encryption
            trusted.check_hostname, trusted.verify_mode = False, ssl.CERT_NONE
        if smtp.has_extn("starttls"):
            smtp.starttls(context=trusted)
            smtp.ehlo()
        elif self._url.username and host not in HERE:
            raise NoEntry("no STARTTLS: the password is not sent without encryption")

    def _leave(self) -> None:
        if self._smtp is not None:
            with suppress(OSError, smtplib.SMTPException):
                self._smtp.quit()
        self._drop()

    def _drop(self) -> None:
        if self._smtp is not None:
            self._smtp.close()
        self._smtp = None


def in_words(code: int, answer: bytes | str) -> str:
    """What a server said, as it is kept."""
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return f"{code} {' '.join(text.split())}"[:LONGEST_FAILURE]


def _named(trouble: Exception) -> str:
    return f"{type(trouble).__name__}: {trouble}"[:LONGEST_FAILURE]


def _offer(smtp: smtplib.SMTP, sender: str, to: str, message: bytes) -> Outcome:
    address, options = _spelled(to), list[str]()
    if not address.isascii():
        if not smtp.has_extn("smtputf8"):
            return Outcome(Fate.REFUSED, "the mail server takes no address with such letters")
        options = ["SMTPUTF8"]
        smtp.command_encoding = "utf-8"
    code, answer = smtp.mail(sender, options)
    if code != 250:
        return Outcome(None, in_words(code, answer))
    code, answer = smtp.rcpt(address)
    if code not in (250, 251):
        return _refused_address(code, in_words(code, answer))
    return _hand_over(smtp, message)


def _spelled(to: str) -> str:
    """An address with its domain as the DNS spells it."""
    local, _, domain = to.rpartition("@")
    return f"{local}@{domain if domain.isascii() else domain.encode('idna').decode()}"


def _refused_address(code: int, failure: str) -> Outcome:
    """No to an address; where the server's reason is its policy (x.7.x), it is no to us."""
    ours = code in (503, 530) or re.match(r"5\d\d 5\.7\.", failure)
    return Outcome(None if code < 500 or ours else Fate.REFUSED, failure)


def _hand_over(smtp: smtplib.SMTP, message: bytes) -> Outcome:
    """Send the words. Until the closing dot is on its way nothing counts as received."""
    code, answer = smtp.docmd("DATA")
    if code != 354:
        return _refused_message(code, answer)
    smtp.send(re.sub(rb"(?m)^\.", b"..", message))
    try:
        assert smtp.sock is not None  # noqa: S101 - something was sent over it
        smtp.sock.settimeout(ANSWER_SECONDS)
        smtp.send(b".\r\n")
        code, answer = smtp.getreply()
        smtp.sock.settimeout(PATIENCE_SECONDS)
    except (OSError, smtplib.SMTPException) as silence:
        return Outcome(Fate.UNCERTAIN, _named(silence))
    return SENT if code == 250 else _refused_message(code, answer)


def _refused_message(code: int, answer: bytes | str) -> Outcome:
    """The message itself is refused: for good with 5xx."""
    return Outcome(Fate.FAILED if code >= 500 else None, in_words(code, answer))
