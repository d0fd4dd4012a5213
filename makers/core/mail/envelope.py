"""A letter as a message (RFC 5322): plain text, HTML with its pictures, an appointment."""

from __future__ import annotations

from email import policy
from email.message import EmailMessage
from email.utils import format_datetime

from makers.core.mail.outbox import Letter, OutboxMail


def message(mail: OutboxMail, letter: Letter, sender: str) -> bytes:
    """The whole message as it goes to the mail server, with the line ends of SMTP.

    The appointment stands twice: as an alternative, which mail programs answer to, and as a file
    for who wants to open it.
    """
    made = EmailMessage()
    made["Subject"] = " ".join(letter.subject.split())
    made["From"] = sender
    made["To"] = mail.to
    made["Date"] = format_datetime(mail.made_at)
    made["Message-ID"] = mail.message_id
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(letter.text)
    if letter.html:
        made.add_alternative(letter.html, subtype="html")
        _show_pictures(made, letter.pictures)
    if letter.calendar:
        kind = {"method": letter.method}
        calendar = letter.calendar.encode()  # as bytes: as text it would lose its own line ends
        made.add_alternative(calendar, "text", "calendar", params={**kind, "charset": "utf-8"})
        made.add_attachment(calendar, "application", "ics", filename="makers.ics", params=kind)
    return made.as_bytes(policy=policy.SMTP if mail.to.isascii() else policy.SMTPUTF8)


def _show_pictures(made: EmailMessage, pictures: dict[str, bytes]) -> None:
    shown = made.get_payload()[-1]  # type: ignore[index]
    for name, png in pictures.items():
        shown.add_related(png, "image", "png", cid=f"<{name}>", filename=f"{name}.png")  # type: ignore[union-attr]
