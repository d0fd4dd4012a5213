"""Refusals that people meet: a sentence that says what happened and what to do next."""

from __future__ import annotations

from flask_babel import LazyString


class Refusal(Exception):
    """Something that may not happen now, told in the reader's language.

    A subclass carries ``sentence``; a call may give another. A view with a form shows the form
    again with the sentence and everything typed; elsewhere it becomes a page with ``status``, or
    stands at the button that htmx sent it from.
    """

    sentence: LazyString | str = ""
    status = 409

    def __init__(self, sentence: LazyString | str | None = None) -> None:
        self.sentence = sentence if sentence is not None else self.sentence
        super().__init__(str(type(self).__name__))
