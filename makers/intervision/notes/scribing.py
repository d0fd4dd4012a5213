"""One laptop writes for others at the table: whose words a note holds, and who typed them."""

from __future__ import annotations

from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from makers.core.errors import Refusal
from makers.intervision.coming import joining
from makers.intervision.coming.entry import Present
from makers.intervision.methods import Visibility
from makers.intervision.models import Note
from makers.intervision.phases.course import Course, course_of


class NotAtThisTable(Refusal):
    """Words are somebody's who is at this table."""

    sentence = _l(
        "Wie je koos bij “namens” zit niet meer aan deze tafel. "
        "Kies iemand anders en bewaar opnieuw."
    )
    status = 422


class EachTheirOwn(Refusal):
    """In silent writing nobody writes for another: the writer would know what is private."""

    sentence = _l(
        "In deze fase schrijft ieder voor zich. Geef het apparaat even door, of laat het op papier "
        "schrijven en neem het over als het getoond is."
    )
    status = 409


def attribute(
    session: Session, note: Note, on_behalf_of: int, *, by: Present, now: datetime
) -> None:
    """Make a new note the words of another, typed by ``by``, inside the transaction that writes it.

    Raises ``NotAtThisTable`` for a sign-up that is not at the table, and
    ``EachTheirOwn`` while the note's phase hides what others write from the one who types.
    """
    if on_behalf_of == by.signup_id:
        return
    if note.table_id is None or on_behalf_of not in joining.ids_at(session, note.table_id):
        raise NotAtThisTable
    home_id = note.origin_table_id or note.table_id  # whose phase it is
    course = course_of(home_id, session)
    if note.private_phase is not None and _hidden_from(by, course, note.private_phase):
        raise EachTheirOwn
    note.author_id, note.scribe_id, note.scribed_at = on_behalf_of, by.signup_id, now


def _hidden_from(writer: Present, course: Course | None, phase: int) -> bool:
    """Whether the writer may not read what others write in this phase, until its reveal."""
    if course is None:
        return False
    visibility = course.method.phases[phase].visibility
    return visibility is Visibility.PRIVATE_UNTIL_REVEAL or (
        visibility is Visibility.HIDDEN_FROM_BRINGER and writer.is_spoken_of
    )
