"""What people of the demo saw on the walk, asked at the lecture, and take home; all made up."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from PIL import Image, ImageDraw

from makers.core.journal import Actor
from makers.demo.guests import key
from makers.demo.pictures import CLOTHS
from makers.demo.walking import GROUPS
from makers.events.models import Event, ItemKind, ProgrammeItem
from makers.intervision.kinds import NoteKind
from makers.intervision.plenary import hall, observations, questions, sentences
from makers.intervision.plenary.written import Words
from makers.seating import queries as seating
from makers.seating.walks import queries as walks
from makers.signups.models import Signup
from makers.talks.rendering import Page

BY = Actor("moderator")
SIZE = (640, 480)


@dataclass(frozen=True)
class Seen:
    """What one person of a group saw at a stop; ``books`` are drawn in the picture beside it."""

    group: int
    stop: int
    text: str
    books: int = 0
    named: bool = False


SEEN = (
    Seen(0, 0, "Twee stoelen en een tafeltje. Meer is er niet nodig om te blijven zitten.", 5),
    Seen(0, 1, "Veertig sleutels en één gieter: wie regelt het rooster?", named=True),
    Seen(1, 0, "Op het karton staat: neem wat je leest, breng wat je las.", 9),
    Seen(1, 1, "Zonder leuning komt hier niemand boven die slecht ter been is."),
)
ASKED = (
    (NoteKind.QUESTION, "Wat doet een ambtenaar als niemand de vraag stelt?", True),
    (NoteKind.QUESTION, "Hoe lang moet een initiatief zelf kunnen blijven bestaan?", False),
    (NoteKind.QUESTION, "Wanneer wordt zelf organiseren bezuinigen?", False),
    (NoteKind.QUESTION, "Is dit niet gewoon een bezuiniging?", False),
    (NoteKind.INSIGHT, "Een netwerk is geen loket: je kunt er geen nummertje trekken.", False),
)
TAKEN_HOME = (
    "Ik ga eerst langs en mail daarna pas.",
    "Dat ‘ja, maar’ ook een vorm van luisteren kan zijn.",
    "Volgende keer neem ik mijn collega van de overkant mee.",
)


def set_out(event: Event, people: Mapping[str, Signup]) -> None:
    """Have the walkers note what they saw, the hall ask, and who leaves early leave a sentence."""
    everybody = list(people.values())
    parts = {item.kind: item for item in event.programme}
    _see(event, *seating.walks(event))
    _ask(event, parts[ItemKind.LECTURE], everybody)
    for minute, text in enumerate(TAKEN_HOME):
        who = everybody[minute]
        sentences.write(
            parts[ItemKind.REFLECTION],
            who,
            Words(text, named=minute == 0),
            version=0,
            now=seating.walks(event)[0].ends_at + timedelta(minutes=minute),
            by=Actor("signup", who.id),
        )


def _see(event: Event, item: ProgrammeItem) -> None:
    groups = walks.groups(item)
    for number, seen in enumerate(SEEN):
        group = groups[seen.group]
        who = next(one for one in group.people if one.name != GROUPS[seen.group].guide)
        observations.note(
            item,
            who,
            Words(seen.text, seen.named),
            stop_id=group.stops[seen.stop].id,
            picture=drawn(seen.books) if seen.books else None,
            key=key(event, f"seen {number}"),
            now=item.starts_at + timedelta(minutes=8 + 5 * number),
            by=Actor("signup", who.id),
        )


def _ask(event: Event, item: ProgrammeItem, people: list[Signup]) -> None:
    """The third and fourth ask the same; the second is what most people want to know."""
    sent = []
    for number, (kind, text, named) in enumerate(ASKED):
        who, now = people[number], item.starts_at + timedelta(minutes=6 + 3 * number)
        by = Actor("signup", who.id)
        words = Words(text, named)
        questions.send(item, who, kind, words, key=key(event, text), now=now, by=by)
        sent.append(text)
    found = {one.note.text: one.kept for one in hall.of(item).everything}
    first, second, third, same, _insight = (found[text] for text in sent)
    for who in people[5:9]:
        by = Actor("signup", who.id)
        questions.second(item, second, who, now=item.ends_at - timedelta(minutes=6), by=by)
    questions.merge(same, third, by=BY)
    questions.mark(first, True, now=item.ends_at - timedelta(minutes=4), by=BY)


def drawn(books: int) -> Page:
    """A small drawing in place of a photo: so many books on a shelf."""
    sheet = Image.new("RGB", SIZE, "#f6f3f5")
    draw = ImageDraw.Draw(sheet)
    for number in range(books):
        left, height = 40 + number * 60, 180 + number * 37 % 90
        draw.rectangle((left, 400 - height, left + 48, 400), CLOTHS[number % len(CLOTHS)])
    draw.rectangle((20, 400, SIZE[0] - 20, 412), "#1f1b2b")
    file = io.BytesIO()
    sheet.save(file, "WEBP", quality=70, method=0)
    return Page(file.getvalue(), *SIZE)
