"""Files that people, and not only kind ones, hand in as slides; all made here."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

import pikepdf
from PIL import Image

WIDE = (320, 180)


def picture(number: int = 0, kind: str = "PNG", size: tuple[int, int] = WIDE) -> bytes:
    """A picture whose colour tells its number."""
    file = io.BytesIO()
    Image.new("RGB", size, (number * 11 % 256, number * 37 % 256, 90)).save(file, kind)
    return file.getvalue()


def pdf(pages: int) -> bytes:
    """A PDF of so many pages, each of another colour."""
    file = io.BytesIO()
    made = [Image.open(io.BytesIO(picture(number))) for number in range(pages)]
    made[0].save(file, "PDF", save_all=True, append_images=made[1:])
    return file.getvalue()


def encrypted() -> bytes:
    """A PDF behind a password."""
    with pikepdf.open(io.BytesIO(pdf(3))) as document:
        file = io.BytesIO()
        document.save(file, encryption=pikepdf.Encryption(user="geheim", owner="geheim"))
        return file.getvalue()


def many_pages(count: int = 10_000) -> bytes:
    """A PDF of very many empty pages."""
    with _document() as document:
        for _ in range(count):
            document.add_blank_page(page_size=(100, 100))
        return _saved(document)


def laughs(depth: int = 9, times: int = 12) -> bytes:
    """A small PDF that draws a drawing that draws a drawing …: more strokes than there is time."""
    with _document() as document:
        inner = document.make_stream(b"0 0 1 1 re f 0 0 m 300 300 l S")
        inner.Type, inner.Subtype = pikepdf.Name.XObject, pikepdf.Name.Form
        inner.BBox = [0, 0, 300, 300]
        for _ in range(depth):
            outer = document.make_stream(b"/X Do " * times)
            outer.Type, outer.Subtype = pikepdf.Name.XObject, pikepdf.Name.Form
            outer.BBox = [0, 0, 300, 300]
            outer.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(X=inner))
            inner = outer
        page = document.add_blank_page(page_size=(300, 300))
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(X=inner))
        page.Contents = document.make_stream(b"/X Do")
        return _saved(document)


def swelling() -> bytes:
    """A small PDF with a picture that would take eleven gigabytes unpacked."""
    with _document() as document:
        side = 60_000
        data = zlib.compress(bytes(1_000_000), 9)
        swollen = pikepdf.Stream(document, data)
        swollen.Type, swollen.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
        swollen.Width = swollen.Height = side
        swollen.ColorSpace, swollen.BitsPerComponent = pikepdf.Name.DeviceRGB, 8
        swollen.Filter = pikepdf.Name.FlateDecode
        page = document.add_blank_page(page_size=(300, 300))
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(X=swollen))
        page.Contents = document.make_stream(b"300 0 0 300 0 0 cm /X Do")
        return _saved(document)


def polyglot() -> bytes:
    """A PDF that a careless browser would take for a page with a script."""
    return b"<html><script>alert(1)</script><!-- " + pdf(2) + b" -->"


SVG = (
    b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
)
PRESENTATION = b"PK\x03\x04" + bytes(60)


def huge_png(width: int = 20_000, height: int = 10_000) -> bytes:
    """A PNG of 200 megapixels in a few kilobytes."""

    def chunk(name: bytes, data: bytes) -> bytes:
        body = name + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    packer = zlib.compressobj(9)
    rows = b"".join(packer.compress(bytes(width // 8 + 1)) for _ in range(height)) + packer.flush()
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    start = b"\x89PNG\r\n\x1a\n"
    return start + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@contextmanager
def _document() -> Iterator[pikepdf.Pdf]:
    document = pikepdf.new()
    try:
        yield document
    finally:
        document.close()


def _saved(document: pikepdf.Pdf) -> bytes:
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()
