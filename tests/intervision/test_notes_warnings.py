"""What a note seems to hold: a BSN by the eleven-proof, a phone number, an address."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from makers.intervision.notes.warnings import WEIGHTS, Suspicion, is_bsn, suspicions

BSN, PHONE, EMAIL, ADDRESS = Suspicion
CALM = st.text(alphabet="abcdefghijklmnopqrstuvwxyz ,.?!éü\n", max_size=60)


def completed(first: str) -> str | None:
    """The BSN that begins with these eight digits, if there is one."""
    rest = sum(weight * int(digit) for weight, digit in zip(WEIGHTS, first, strict=False)) % 11
    return f"{first}{rest}" if rest < 10 else None


BSNS = (
    st.integers(1_000_000, 99_999_999)
    .map(lambda number: completed(f"{number:08}"))
    .filter(lambda number: number is not None)
)


@given(BSNS, CALM, st.sampled_from(["", ".", " ", "-"]))
def test_every_bsn_is_seen_however_it_is_grouped(bsn: str, around: str, between: str) -> None:
    grouped = between.join((bsn[:4], bsn[4:6], bsn[6:]))
    assert BSN in suspicions(f"{around} {grouped} {around}")


@given(BSNS, st.integers(0, 8), st.integers(1, 9))
def test_one_wrong_digit_is_no_bsn(bsn: str, place: int, more: int) -> None:
    digit = str((int(bsn[place]) + more) % 10)
    assert not is_bsn(bsn[:place] + digit + bsn[place + 1 :])


@given(BSNS, st.integers(0, 9))
def test_a_longer_number_holds_no_bsn(bsn: str, digit: int) -> None:
    assert BSN not in suspicions(f"{digit}{bsn}")
    assert BSN not in suspicions(f"{bsn}{digit}")


@given(CALM)
def test_plain_words_raise_nothing(text: str) -> None:
    assert suspicions(text) == ()


@given(st.integers(1, 9), st.integers(0, 99_999_999), CALM)
def test_every_phone_number_of_ten_digits_is_seen(first: int, rest: int, around: str) -> None:
    digits = f"{first}{rest:08}"
    for written in (f"0{digits}", f"+31 {digits}", f"0{digits[:2]}-{digits[2:]}", f"0031{digits}"):
        assert PHONE in suspicions(f"{around} {written} {around}"), written


@given(st.emails(), CALM)
def test_an_ordinary_address_of_mail_is_seen(email: str, around: str) -> None:
    name, _at, domain = email.rpartition("@")
    plain = "".join(letter for letter in name if letter.isalnum() and letter.isascii()) or "a"
    if domain.isascii() and domain.rpartition(".")[2].isalpha():
        assert EMAIL in suspicions(f"{around} {plain}@{domain} {around}")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Ze woont op Rijnhoutplein 3", (ADDRESS,)),
        ("3014 AB Rotterdam", (ADDRESS,)),
        ("Bel 06-12345678 of mail jo@example.org", (PHONE, EMAIL)),
        ("Haar BSN is 111222333", (BSN,)),
        ("000000000", ()),
        ("In 2026 AD waren er 200 tot 400 mensen voor 1.250 euro", (ADDRESS,)),
        ("In 2026 komen er 300 mensen, voor 12.500.000 euro", ()),
        ("Een laan 3 breed", ()),
        ("IBAN NL91ABNA0417164300", ()),
        ("Ze woont op 3011 ab", (ADDRESS,)),
        ("3011ab", (ADDRESS,)),
        ("mathenesserlaan 12", (ADDRESS,)),
        ("'s-Gravendijkwal 5", (ADDRESS,)),
        ("in de ’s-gravendijkwal 5 boven", (ADDRESS,)),
        ("Noordmolenwerf 12", (ADDRESS,)),
        ("Boompjes 40", (ADDRESS,)),
        ("boompjes 40", (ADDRESS,)),
        ("Meent 12b", (ADDRESS,)),
        ("Westblaak 9", (ADDRESS,)),
        ("Weena 700", (ADDRESS,)),
        ("Wijnhaven 3", (ADDRESS,)),
        ("Visserijmarkt 1", (ADDRESS,)),
        ("Kralingsepad 8", (ADDRESS,)),
        ("Lijnbaan 4", (ADDRESS,)),
        ("Spinozadreef 22", (ADDRESS,)),
        ("vroesenplantsoen 2", (ADDRESS,)),
        ("fase 3", ()),
        ("tafel 4", ()),
        ("in 2026", ()),
        ("straks om 12", ()),
        ("haven 2030", ()),
        ("Rijnhaven 2030", ()),
        ("De arbeidsmarkt 3 jaar later", ()),
        ("Wij zijn onderweg 3 keer gestopt", ()),
        ("Hij meent 12 mensen te kennen", ()),
        ("In de winkelstraat 12 zaken", ()),
        ("In 2026 de eerste, na 1200 km de tweede, 3000 in totaal en 1500kg", ()),
    ],
)
def test_what_people_write(text: str, found: tuple[Suspicion, ...]) -> None:
    assert suspicions(text) == found


def test_the_logics_are_read_too() -> None:
    assert suspicions("Niets", "jo@example.org", "") == (EMAIL,)
