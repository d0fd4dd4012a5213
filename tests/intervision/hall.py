"""A day with a walk, a lecture and a reflection, its people, and browsers for each of them."""

from __future__ import annotations

import io
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Flask
from PIL import Image

from makers.core.journal import Actor
from makers.core.links import Grant
from makers.events.models import Event, ItemKind, ProgrammeItem
from makers.intervision.kinds import NoteKind
from makers.intervision.models import ItemNote, Note
from makers.intervision.plenary import observations, queries, questions, sentences
from makers.intervision.plenary.written import Words
from makers.seating.models import Stop, Table
from makers.seating.walks import routes
from makers.signups.models import Signup
from tests import build
from tests.conftest import Browser
from tests.intervision.conftest import browser

BY = Actor("signup", 1)


@dataclass
class Day:
    """The parts that take something, and three who come; ``now`` is during each of the parts."""

    event: Event
    walk: ProgrammeItem
    lecture: ProgrammeItem
    reflection: ProgrammeItem
    group: Table
    stop: Stop
    anna: Signup
    ben: Signup
    cor: Signup
    now: datetime

    def path(self, who: Signup, item: ProgrammeItem) -> str:
        """The address of a part on somebody's own phone."""
        return f"/me/{who.id}/items/{item.id}"

    def hall(self, item: ProgrammeItem) -> str:
        """The address of a part for who moderates."""
        return f"/operate/{self.event.id}/hall/{item.id}"

    def saw(self, who: Signup, text: str, **more: object) -> Note:
        """Somebody notes what they saw at the stop."""
        given = {"stop_id": self.stop.id, "key": uuid.uuid4(), "now": self.now, "by": BY, **more}
        return observations.note(self.walk, who, Words(text), **given)  # type: ignore[arg-type]

    def asked(self, who: Signup, text: str, *, named: bool = False) -> ItemNote:
        """Somebody sends a question."""
        words, key = Words(text, named), uuid.uuid4()
        kind = NoteKind.QUESTION
        made = questions.send(self.lecture, who, kind, words, key=key, now=self.now, by=BY)
        found = queries.kept(self.lecture, made.id)
        assert found is not None
        return found

    def wrote(self, who: Signup, text: str, *, named: bool = False, version: int = 0) -> Note:
        """Somebody writes the one sentence."""
        words = Words(text, named)
        return sentences.write(self.reflection, who, words, version=version, now=self.now, by=BY)


def day() -> Day:
    """All three parts are on at once, so that one moment serves."""
    event = build.event()
    walk = build.item(event, ItemKind.WALK, title="Wandeling")
    lecture = build.item(event, ItemKind.LECTURE, title="Lezing")
    reflection = build.item(event, ItemKind.REFLECTION, title="Reflectie")
    anna, ben, cor = (build.signup(event, name) for name in ("Anna", "Ben", "Cor"))
    group = build.table(walk, 1, least=0, facilitator_id=cor.id)
    stop = routes.add(group, "De binnentuin", "", by=BY)
    build.published_plan(walk, {group: [anna, ben, cor]})
    now = event.starts_at + timedelta(minutes=20)
    return Day(event, walk, lecture, reflection, group, stop, anna, ben, cor, now)


def phone(app: Flask, who: Signup) -> Browser:
    """Somebody's own phone."""
    return browser(app, Grant("personal", who.event_id, who.id, who.id))


def moderator(app: Flask, event: Event) -> Browser:
    """Who holds the moderator's link."""
    return browser(app, Grant("moderator", event.id, event.id))


def projector(app: Flask, event: Event) -> Browser:
    """The laptop at the projector."""
    return browser(app, Grant("projector", event.id, event.id))


def organiser(app: Flask) -> Browser:
    """Who is logged in at the desk."""
    return browser(app, Grant("organiser", None, 1))


def photo(size: tuple[int, int] = (2400, 1800), kind: str = "JPEG") -> bytes:
    """A picture with a place, a date and a camera in it."""
    about = Image.Exif()
    about[0x010F] = "CAMERAMERK"
    about[0x0132] = "2026:11:27 14:05:00"
    about[0x0112] = 6  # on its side
    about.get_ifd(0x8825)[2] = (51.0, 55.0, 12.0)
    file = io.BytesIO()
    Image.new("RGB", size, (90, 120, 60)).save(file, kind, exif=about)
    return file.getvalue()


def read(reader: Browser, path: str, **headers: str) -> str:
    """A page."""
    answer = reader.get(path, headers=headers)
    assert answer.status_code == 200, path
    return answer.text
