"""What people sent to parts of the programme: given when they ask, gone when they are erased."""

from __future__ import annotations

import base64
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from makers.intervision.models import ItemNote, Note, Photo, Seconded
from makers.signups.models import Signup


def erase(signup: Signup, *, session: Session, texts: bool) -> None:
    """Receiver of ``signup_erased``: their pictures and whose question they had too, always.

    ``texts``: what they wrote as well. Else the words stay, without a name.
    """
    mine = select(Note.id).where(Note.author_id == signup.id, Note.item_id.is_not(None))
    session.execute(delete(Seconded).where(Seconded.signup_id == signup.id))
    session.execute(delete(Photo).where(Photo.note_id.in_(mine)))
    session.execute(update(ItemNote).where(ItemNote.note_id.in_(mine)).values(named=False))
    if texts:
        session.execute(delete(Note).where(Note.author_id == signup.id, Note.item_id.is_not(None)))


def held(signup: Signup, *, session: Session) -> tuple[str, Any] | None:
    """Receiver of ``data_wanted``: what they saw, asked and took home, and what they seconded."""
    rows = session.execute(
        select(Note, ItemNote, Photo.data)
        .join(ItemNote, ItemNote.note_id == Note.id)
        .outerjoin(Photo, Photo.note_id == Note.id)
        .where(Note.author_id == signup.id, Note.item_id.is_not(None))
        .order_by(Note.id)
    )
    told: list[dict[str, Any]] = [
        {
            "soort": note.kind.value,
            "tekst": note.text,
            "met mijn naam": kept.named,
            "waar": kept.stop.place if kept.stop is not None else "",
            "geschreven op": note.written_at.isoformat(),
            "foto": _as_address(picture) if picture is not None else None,
        }
        for note, kept, picture in rows
    ]
    seconded = session.scalars(
        select(Note.text)
        .join(Seconded, Seconded.note_id == Note.id)
        .where(Seconded.signup_id == signup.id)
        .order_by(Note.id)
    ).all()
    if not told and not seconded:
        return None
    return "tijdens het programma", {"gestuurd": told, "ook mijn vraag": list(seconded)}


def _as_address(picture: bytes) -> str:
    return f"data:image/webp;base64,{base64.b64encode(picture).decode()}"
