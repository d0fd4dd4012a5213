"""The process that opens what was handed in: nothing of the application, and hard limits.

It is started as a file, so that nothing of the application comes along. It reads one JSON order
on its input, writes the pictures as 001.webp and on into a folder, and answers in JSON: the size
of each, or why there are none. What hangs or grows is ended by its limits.
"""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

QUALITY, EFFORT = 82, 2
INCORRECT_PASSWORD = 4  # FPDF_ERR_PASSWORD


class Refused(Exception):
    """Why there are no pictures, in one word."""


def main() -> None:
    """Do what the order says, and answer."""
    order = json.load(sys.stdin)
    _confine(order)
    try:
        answer: dict[str, Any] = {"pages": list(_pages(order))}
    except Refused as refused:
        answer = {"refused": str(refused)}
    except MemoryError:
        answer = {"refused": "heavy"}
    except Exception:  # whatever a reader of files says of a file that is not what it seems
        answer = {"refused": "damaged"}
    json.dump(answer, sys.stdout)


def _confine(order: dict[str, Any]) -> None:
    for what, most in (
        (resource.RLIMIT_AS, order["memory"]),
        (resource.RLIMIT_CPU, order["seconds"]),
        (resource.RLIMIT_FSIZE, order["file_size"]),
        (resource.RLIMIT_NOFILE, 256),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def _pages(order: dict[str, Any]) -> Iterator[tuple[int, int]]:
    """Write every picture and tell its size."""
    pictures = _of_pdf(order) if order["kind"] == "pdf" else _of_images(order)
    for number, picture in enumerate(pictures, 1):
        path = Path(order["out"]) / f"{number:03}.webp"
        picture.save(path, "WEBP", quality=QUALITY, method=EFFORT)
        yield picture.size


def _of_pdf(order: dict[str, Any]) -> Iterator[Any]:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(order["sources"][0])
    except pypdfium2.PdfiumError as error:
        locked = error.err_code == INCORRECT_PASSWORD
        raise Refused("encrypted" if locked else "damaged") from error
    if len(document) > order["most_pages"]:
        raise Refused("pages")
    if not len(document):
        raise Refused("damaged")
    for number in range(len(document)):
        try:
            page = document[number]
            width, height = page.get_size()
            scale = min(order["width"] / width, order["height"] / height)
            picture = page.render(scale=scale).to_pil().convert("RGB")
        except (pypdfium2.PdfiumError, ZeroDivisionError, ValueError) as error:
            raise Refused("damaged") from error
        page.close()
        yield picture


def _of_images(order: dict[str, Any]) -> Iterator[Any]:
    from PIL import Image, ImageOps, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = None  # the size is looked at here, before anything is unpacked
    if len(order["sources"]) > order["most_pages"]:
        raise Refused("pages")
    for source in order["sources"]:
        try:
            with Image.open(source, formats=("PNG", "JPEG", "WEBP")) as picture:
                if picture.width * picture.height > order["most_pixels"]:
                    raise Refused("pixels")
                picture.draft("RGB", (order["width"], order["height"]))
                upright = ImageOps.exif_transpose(picture).convert("RGBA")
        except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
            raise Refused("damaged") from error
        ground = Image.new("RGBA", upright.size, "white")
        whole = Image.alpha_composite(ground, upright).convert("RGB")
        whole.thumbnail((order["width"], order["height"]), Image.Resampling.LANCZOS)
        yield whole


if __name__ == "__main__":
    main()
