"""Reads documents back: a PDF along its tags as a screen reader does, others through pandoc."""

from __future__ import annotations

import io
import json
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pikepdf
import pypandoc

Marked = dict[tuple[int, int], str]  # (page's object number, marked content's number) -> text


def pdf_text(written: bytes) -> str:
    """The text of a tagged PDF in the order of its tags; page footers have none and stay out."""
    with pikepdf.open(io.BytesIO(written)) as document:
        marked: Marked = {}
        for page in document.pages:
            marked.update(_marked_text(page))
        return "".join(_along(document.Root.StructTreeRoot.K, marked, None))


def tags(element: Any) -> Iterator[tuple[str, Any]]:
    """The structure elements of a PDF in reading order: their name and themselves."""
    if isinstance(element, pikepdf.Array):
        for child in element:
            yield from tags(child)
    elif isinstance(element, pikepdf.Dictionary):
        if "/S" in element:
            yield str(element.S), element
        yield from tags(element.get("/K"))


@dataclass(frozen=True)
class Inks:
    """The colours that a document is printed in, as ``#rrggbb``."""

    letters: set[str]
    lines: set[str]


def inks(written: bytes) -> Inks:
    """The colours of a PDF: of letters, and of lines that are drawn (also as thin surfaces)."""
    found = Inks(set(), set())
    with pikepdf.open(io.BytesIO(written)) as document:
        for page in document.pages:
            fill = stroke = "#000000"
            for instruction in pikepdf.parse_content_stream(page):
                operator = str(instruction.operator)
                if operator == "scn":
                    fill = _hex(instruction.operands)
                elif operator == "SCN":
                    stroke = _hex(instruction.operands)
                elif operator in ("Tj", "TJ"):
                    found.letters.add(fill)
                elif operator == "S":
                    found.lines.add(stroke)
    return found


def _hex(operands: Any) -> str:
    """A colour of one or three parts from 0 to 1."""
    parts = [round(float(part) * 255) for part in operands]
    return "#" + "".join(f"{part:02x}" for part in (parts * 3)[:3])


def understood(document: bytes, kind: str) -> Any:
    """What pandoc understands of a document: its blocks."""
    command = (pypandoc.get_pandoc_path(), f"--from={kind}", "--to=json")
    done = subprocess.run(command, input=document, capture_output=True, check=True)
    return json.loads(done.stdout)["blocks"]


def flat(node: Any) -> str:
    """The text of what pandoc understood."""
    if isinstance(node, list):
        return "".join(flat(part) for part in node)
    if not isinstance(node, dict):
        return ""
    kind, inside = node.get("t"), node.get("c", [])
    if kind == "Str":
        return str(inside)
    if kind in ("Space", "SoftBreak", "LineBreak"):
        return " "
    return flat(inside) + (" " if kind in ("Para", "Plain", "Header") else "")


def kinds(node: Any) -> Iterator[str]:
    """The kind of each piece of what pandoc understood; raw markup by its own text."""
    if isinstance(node, list):
        for part in node:
            yield from kinds(part)
    elif isinstance(node, dict) and "t" in node:
        inside = node.get("c", [])
        yield inside[1] if node["t"] == "RawInline" else node["t"]
        yield from kinds(inside)


def _along(element: Any, marked: Marked, page: Any) -> Iterator[str]:
    """The texts below a structure element; ``page`` is where its content stands."""
    if isinstance(element, pikepdf.Array):
        for child in element:
            yield from _along(child, marked, page)
    elif isinstance(element, pikepdf.Dictionary):
        page = element.get("/Pg", page)
        if "/MCID" in element:
            yield marked.get((page.objgen[0], int(element.MCID)), "")
        else:
            yield from _along(element.get("/K"), marked, page)
    elif element is not None and page is not None:
        yield marked.get((page.objgen[0], int(element)), "")


def _marked_text(page: pikepdf.Page) -> Marked:
    """The text of each marked content of a page; a span's replacement text wins of its signs."""
    fonts = {name: _letters(font) for name, font in page.obj.Resources.get("/Font", {}).items()}
    texts: Marked = {}
    open_marks: list[tuple[int | None, bool]] = []
    font: dict[int, str] = {}
    for instruction in pikepdf.parse_content_stream(page):
        operands: Any = instruction.operands
        operator = str(instruction.operator)
        if operator in ("BDC", "BMC"):
            about: Any = operands[1] if len(operands) > 1 else {}
            number = int(about.MCID) if "/MCID" in about else _number(open_marks)
            replaced = "/ActualText" in about
            if replaced and number is not None and not _replaced(open_marks):
                _add(texts, page, number, str(about.ActualText))
            open_marks.append((number, replaced or _replaced(open_marks)))
        elif operator == "EMC":
            open_marks.pop()
        elif operator == "Tf":
            font = fonts[str(operands[0])]
        elif operator in ("Tj", "TJ") and not _replaced(open_marks):
            current = _number(open_marks)
            if current is not None:
                _add(texts, page, current, _shown(operands[0], font))
    return texts


def _add(texts: Marked, page: pikepdf.Page, number: int, text: str) -> None:
    place = (page.obj.objgen[0], number)
    texts[place] = texts.get(place, "") + text


def _number(open_marks: list[tuple[int | None, bool]]) -> int | None:
    return open_marks[-1][0] if open_marks else None


def _replaced(open_marks: list[tuple[int | None, bool]]) -> bool:
    return bool(open_marks) and open_marks[-1][1]


def _shown(strings: Any, font: dict[int, str]) -> str:
    """The letters of what a text operator shows; a sign is two bytes."""
    parts = strings if isinstance(strings, pikepdf.Array) else [strings]
    signs = b"".join(bytes(part) for part in parts if isinstance(part, pikepdf.String))
    pairs = zip(signs[::2], signs[1::2], strict=True)
    return "".join(font.get(high << 8 | low, "") for high, low in pairs)


def _letters(font: Any) -> dict[int, str]:
    """What each sign of a font stands for, by the font's own table."""
    table = font.ToUnicode.read_bytes().decode("latin-1")
    letters: dict[int, str] = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", table, re.DOTALL):
        for sign, text in re.findall(r"<(\w+)>\s*<(\w*)>", block):
            letters[int(sign, 16)] = bytes.fromhex(text).decode("utf-16-be")
    for block in re.findall(r"beginbfrange(.*?)endbfrange", table, re.DOTALL):
        for first, last, text in re.findall(r"<(\w+)>\s*<(\w+)>\s*<(\w+)>", block):
            for step in range(int(last, 16) - int(first, 16) + 1):
                letters[int(first, 16) + step] = chr(int(text, 16) + step)
    return letters
