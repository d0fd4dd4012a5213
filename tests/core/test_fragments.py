"""What is the same for all is rendered once, and filled in for each reader."""

from __future__ import annotations

import contextvars
import uuid

import pytest
from flask import Flask

from makers.core import fragments, live, tokens


def test_a_shared_fragment_is_rendered_once_and_filled_for_each(app: Flask) -> None:
    rendered: list[str] = []
    name = str(uuid.uuid4())

    def render() -> str:
        rendered.append("once")
        return f"<p nonce={tokens.csp_nonce()} token={tokens.csrf_token()}>zelfde</p>"

    def asked() -> str:
        with app.test_request_context("/"):
            text = live.shared(name, live.cursor() + 1, render).get_data(as_text=True)
            assert f"nonce={tokens.csp_nonce()} token={tokens.csrf_token()}" in text
            return text

    texts = [contextvars.Context().run(asked) for _ in range(2)]
    assert rendered == ["once"]
    assert texts[0] != texts[1]
    assert fragments.NONCE_MARK not in texts[0] + texts[1]
    assert fragments.CSRF_MARK not in texts[0] + texts[1]


def test_a_fragment_within_a_fragment_keeps_its_marks(app: Flask) -> None:
    name = str(uuid.uuid4())

    def inner() -> str:
        return f"<b nonce={tokens.csp_nonce()}>binnen</b>"

    def outer() -> str:
        part = live.shared_part(f"{name}-inner", 1, inner)
        return f"<p nonce={tokens.csp_nonce()}>{part}{tokens.csp_nonce()}</p>"

    def asked() -> str:
        with app.test_request_context("/"):
            text = live.shared(name, 1, outer).get_data(as_text=True)
            assert text.count(tokens.csp_nonce()) == 3
            return text

    texts = [contextvars.Context().run(asked) for _ in range(2)]
    assert texts[0] != texts[1]


def test_what_is_for_some_readers_comes_to_them_alone(app: Flask) -> None:
    rendered: list[str] = []
    name = str(uuid.uuid4())

    def line() -> str:
        rendered.append("line")
        return "allen, " + fragments.only_for("leads", lambda: "wie begeleidt | ") + "einde"

    def outer() -> str:
        return f"<p>{live.shared_part(f'{name}-line', 1, line, ['leads'])}</p>"

    def asked(readers: list[str]) -> str:
        with app.test_request_context("/"):
            return live.shared(name, 1, outer, readers).get_data(as_text=True)

    assert asked([]) == "<p>allen, einde</p>"
    assert asked(["follows", "leads"]) == "<p>allen, wie begeleidt | einde</p>"
    assert asked(["follows"]) == "<p>allen, einde</p>"
    assert rendered == ["line"]


def test_the_oldest_fragments_make_room(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fragments, "KEPT_CHARACTERS", 10)
    kept = fragments.Fragments()
    with app.test_request_context("/"):
        for name in "abcd":
            assert kept.get((name, 1, "nl"), lambda: "1234") == "1234"
        assert kept.get(("huge", 0, "nl"), lambda: "x" * 11) == "x" * 11
    assert kept.find(("huge", 0, "nl")) is None
    with app.test_request_context("/"):
        for name in "abc":
            kept.get((name, 1, "nl"), lambda: "1234")
    assert [kept.find((name, 1, "nl")) for name in "abc"] == [None, "1234", "1234"]


def test_of_each_fragment_one_version_is_kept_per_language(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fragments, "KEPT_CHARACTERS", 12)
    kept = fragments.Fragments()
    with app.test_request_context("/"):
        for version in (1, 2, 3, 4):
            assert kept.get(("one", version, "nl"), lambda: "1234") == "1234"
        kept.get(("one", 4, "en_GB"), lambda: "5678")
        kept.get(("two", 1, "nl"), lambda: "1234")
    keys = [("one", 3, "nl"), ("one", 4, "nl"), ("one", 4, "en_GB"), ("two", 1, "nl")]
    assert [kept.find(key) for key in keys] == [None, "1234", "5678", "1234"]


def test_what_was_not_rendered_is_not_kept(app: Flask) -> None:
    name = str(uuid.uuid4())
    with app.test_request_context("/"):
        assert live.kept(name, 1) is None
        live.shared(name, 1, lambda: "<p>eens</p>")
        answer = live.kept(name, 1)
        assert answer is not None
        assert answer.get_data(as_text=True) == "<p>eens</p>"
        assert live.kept(name, 2) is None


def test_a_fragment_that_could_not_be_rendered_is_rendered_for_the_next(app: Flask) -> None:
    name = str(uuid.uuid4())

    def broken() -> str:
        raise RuntimeError("halfway")

    with app.test_request_context("/"):
        with pytest.raises(RuntimeError):
            live.shared(name, 1, broken)
        assert tokens.csp_nonce() != fragments.NONCE_MARK, "this reader's own nonce again"
        text = live.shared(name, 1, lambda: f"<p nonce={tokens.csp_nonce()}>").get_data(
            as_text=True
        )
        assert text == f"<p nonce={tokens.csp_nonce()}>"
