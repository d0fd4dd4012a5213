"""What is known of signals, as plain data: no database, no request."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Source:
    """A note that may be told: its words, and the table where it lies.

    ``domains`` is what its table says that it is about, names by id.
    """

    note_id: int
    version: int
    table_id: int
    table_number: int
    text: str
    personal: bool = False
    event_id: int = 0
    domains: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Kept:
    """What the desk did with a signal, as its row says; ``domains`` are names by id."""

    id: int
    note_id: int | None
    under_id: int | None
    title: str
    version: int
    domains: Mapping[int, str]


@dataclass(frozen=True)
class Signal:
    """A signal on the list: a note by itself, or several that the desk gathered under a title.

    ``version`` is 0 where the desk did nothing with it yet; it is about what its table says until
    then. ``parts`` is what lies under it.
    """

    code: str
    version: int
    title: str
    domains: Mapping[int, str]
    sources: tuple[Source, ...]
    parts: tuple[Signal, ...] = ()

    @property
    def words(self) -> str:
        """How it is told: by the desk where it gathered it, else as it was written."""
        return self.title or self.sources[0].text

    @property
    def is_gathered(self) -> bool:
        """Whether the desk put it together."""
        return bool(self.title)

    @property
    def tables(self) -> int:
        """At how many tables it came up."""
        return len({source.table_id for source in self.sources})

    @property
    def seen(self) -> str:
        """What stands on the page, for the form that changes it: other words, another stamp."""
        notes = ".".join(f"{one.note_id}v{one.version}" for one in self.sources)
        return f"{self.code}:{self.version}:{notes}"

    def everything(self) -> Iterator[Signal]:
        """This one and all that lies under it."""
        yield self
        for part in self.parts:
            yield from part.everything()


def signals(sources: Sequence[Source], kept: Iterable[Kept]) -> list[Signal]:
    """The signals of the notes that may be told, those of most tables first.

    What was gathered and has no such note left is not there: its title told of notes that nobody
    may read any more.
    """
    rows = list(kept)
    of_note = {row.note_id: row for row in rows if row.note_id is not None}
    under: dict[int | None, list[Kept]] = {}
    for row in rows:
        under.setdefault(row.under_id, []).append(row)
    told = {source.note_id: source for source in sources}

    def made(row: Kept) -> Signal | None:
        if row.note_id is not None:
            return _of_note(told[row.note_id], row) if row.note_id in told else None
        parts = tuple(part for one in under.get(row.id, []) if (part := made(one)) is not None)
        found = sorted((s for part in parts for s in part.sources), key=lambda s: s.note_id)
        if not found:
            return None
        return Signal(
            f"gathered-{row.id}", row.version, row.title, row.domains, tuple(found), parts
        )

    apart = [_of_note(source, None) for source in sources if source.note_id not in of_note]
    roots = [one for row in under.get(None, []) if (one := made(row)) is not None]
    return sorted((*apart, *roots), key=lambda one: (-one.tables, one.sources[0].note_id))


def _of_note(source: Source, row: Kept | None) -> Signal:
    code = f"note-{source.note_id}"
    if row is None:
        return Signal(code, 0, "", source.domains, (source,))
    return Signal(code, row.version, "", row.domains, (source,))
