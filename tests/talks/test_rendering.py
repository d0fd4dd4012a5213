"""What is handed in becomes pictures, or a sentence; nothing else comes of it."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from makers.core.errors import Refusal
from makers.talks.rendering import Page, kinds, pictures, refusals, render
from makers.talks.rendering.kinds import Kind
from tests.talks import files


@pytest.fixture
def made(tmp_path: Path) -> Callable[..., list[Page]]:
    """Have files with these names and bytes rendered."""

    def render_them(**named: bytes) -> list[Page]:
        found = []
        for number, (name, data) in enumerate(named.items()):
            path = tmp_path / str(number)
            path.write_bytes(data)
            found.append((name, path))
        return render(found)

    return render_them


def opened(page: Page) -> Image.Image:
    """The picture, as a viewer reads it."""
    return Image.open(io.BytesIO(page.data))


def test_a_pdf_gives_a_picture_a_page(made: Callable[..., list[Page]]) -> None:
    pages = made(file=files.pdf(20))
    assert len(pages) == 20
    assert {(page.width, page.height) for page in pages} == {(1920, 1080)}
    assert {opened(page).format for page in pages} == {"WEBP"}
    assert len({page.data for page in pages}) == 20


def test_images_come_in_the_order_of_their_numbers(made: Callable[..., list[Page]]) -> None:
    named = {f"dia {n}.png": files.picture(n) for n in (10, 2, 1)}
    named["dia 3.jpg"] = files.picture(3, "JPEG")
    named["dia 4.webp"] = files.picture(4, "WEBP")
    reds = [opened(page).convert("RGB").getchannel(0).getpixel((5, 5)) for page in made(**named)]
    assert [round(float(str(red)) / 11) for red in reds] == [1, 2, 3, 4, 10]


def test_a_picture_stands_upright_and_tells_nothing_of_its_maker(
    made: Callable[..., list[Page]],
) -> None:
    file, photo = io.BytesIO(), Image.new("RGB", (400, 200), "red")
    exif = photo.getexif()
    exif[0x0112], exif[0x013B] = 6, "Een Fotograaf"
    photo.save(file, "JPEG", exif=exif)
    (page,) = made(foto=file.getvalue())
    assert (page.width, page.height) == (200, 400)
    assert b"Fotograaf" not in page.data


def test_what_is_transparent_stands_on_white(made: Callable[..., list[Page]]) -> None:
    file = io.BytesIO()
    Image.new("RGBA", (40, 40), (0, 0, 0, 0)).save(file, "PNG")
    (page,) = made(file=file.getvalue())
    assert opened(page).convert("RGB").getpixel((20, 20)) == (255, 255, 255)


def test_a_large_picture_is_made_to_fit(made: Callable[..., list[Page]]) -> None:
    (page,) = made(file=files.picture(1, "JPEG", (6000, 3000)))
    assert (page.width, page.height) == (1920, 960)


WRONG: dict[str, tuple[Callable[[], bytes], type[Refusal]]] = {
    "nothing": (bytes, refusals.Empty),
    "svg": (lambda: files.SVG, refusals.Svg),
    "presentation": (lambda: files.PRESENTATION, refusals.Office),
    "program": (lambda: b"MZ\x90 geen beeld", refusals.Unknown),
    "encrypted": (files.encrypted, refusals.Encrypted),
    "half a pdf": (lambda: files.pdf(3)[:300], refusals.Damaged),
    "half a picture": (lambda: files.picture()[:60], refusals.Damaged),
    "61 pages": (lambda: files.pdf(61), refusals.TooManyPages),
    "10,000 pages": (files.many_pages, refusals.TooManyPages),
    "200 megapixels": (files.huge_png, refusals.TooManyPixels),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_gives_no_slides_gets_a_sentence(made: Callable[..., list[Page]], name: str) -> None:
    data, refusal = WRONG[name]
    with pytest.raises(refusal):
        made(file=data())


@pytest.mark.slow
@pytest.mark.parametrize("bomb", [files.laughs, files.swelling])
def test_a_bomb_ends_its_own_process_only(
    made: Callable[..., list[Page]], bomb: Callable[[], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "SECONDS", 3)
    try:
        (page,) = made(file=bomb())
    except refusals.TooHeavy:
        return
    assert opened(page).size == (1080, 1080)  # drawn without what would not fit


@pytest.mark.slow
def test_who_draws_for_ever_is_ended(
    made: Callable[..., list[Page]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "SECONDS", 2)
    with pytest.raises(refusals.TooHeavy):
        made(file=files.laughs())


def test_too_little_memory_is_a_sentence_too(
    made: Callable[..., list[Page]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "MEMORY", 60_000_000)
    with pytest.raises(refusals.TooHeavy):
        made(file=files.pdf(2))


def test_a_file_that_is_two_things_becomes_pixels(made: Callable[..., list[Page]]) -> None:
    pages = made(file=files.polyglot())
    assert [opened(page).format for page in pages] == ["WEBP", "WEBP"]
    assert not any(b"script" in page.data for page in pages)


def test_one_pdf_or_pictures_not_both(made: Callable[..., list[Page]]) -> None:
    for named in (
        {"a.pdf": files.pdf(1), "b.png": files.picture()},
        {"a.pdf": files.pdf(1), "b.pdf": files.pdf(1)},
    ):
        with pytest.raises(refusals.Mixed):
            made(**named)
    with pytest.raises(refusals.Empty):
        render([])


def test_no_more_than_two_at_once(
    made: Callable[..., list[Page]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "SECONDS", 0.05)
    for _ in range(pictures.AT_ONCE):
        pictures._places.acquire()
    try:
        with pytest.raises(refusals.Busy):
            made(file=files.pdf(1))
    finally:
        for _ in range(pictures.AT_ONCE):
            pictures._places.release()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (files.picture(1, "JPEG"), Kind.IMAGE),
        (files.picture(1, "WEBP"), Kind.IMAGE),
        (b"  \n%PDF-1.7", Kind.PDF),
        (b"\xd0\xcf\x11\xe0oud", Kind.OFFICE),
        (b"GIF89a", Kind.UNKNOWN),
    ],
)
def test_a_file_is_what_its_bytes_say(tmp_path: Path, data: bytes, kind: Kind) -> None:
    path = tmp_path / "naam.pdf"
    path.write_bytes(data)
    assert kinds.kind_of(path) is kind
