"""What every form does with what came in."""

from __future__ import annotations

import io

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from werkzeug.datastructures import MultiDict
from wtforms import SelectMultipleField, StringField

from makers.core.forms import Form, address_field, as_typed


class Told(Form):
    """A text that nobody trims, several ticks, a file, an address."""

    text = StringField()
    ticks = SelectMultipleField(validate_choice=False, choices=[])
    file = FileField()
    email = address_field(_l("Vul het in."))


def test_the_sign_that_no_database_holds_is_taken_out_of_every_field(app: Flask) -> None:
    sent = {
        "text": "a\x00b ",
        "ticks": ["1\x00", "2"],
        "email": "jo\x00@example.org",
        "file": (io.BytesIO(b"\x00"), "een.png"),
    }
    with app.test_request_context("/", method="POST", data=sent):
        form = Told()
        assert (form.text.data, form.ticks.data) == ("ab ", ["1", "2"])
        assert form.email.data == "jo@example.org"
        assert form.file.data.read() == b"\x00"


def test_without_that_sign_nothing_is_touched(app: Flask) -> None:
    given = MultiDict({"text": " a "})
    with app.test_request_context():
        assert Told(formdata=given).text.data == " a "
        assert Told(formdata=None).text.data is None


def test_a_login_with_it_is_a_wrong_one(client: FlaskClient) -> None:
    answer = client.post("/login", data={"email": "a\x00@example.org", "password": "\x00"})
    assert answer.status_code == 422


def test_a_text_keeps_its_lines_and_loses_its_outer_spaces() -> None:
    assert as_typed(" een\r\n\r\ntwee\n ") == "een\n\ntwee"
    assert as_typed(None) == ""


@pytest.mark.parametrize(
    ("said", "fits"),
    [
        (" jo@example.org ", True),
        ("jo.de-wit+2@sub.example.nl", True),
        ("jo@example", False),
        ("jo @example.org", False),
        ("joël@example.org", False),
        (f"{'a' * 250}@example.org", False),
    ],
)
def test_an_address_is_one_that_mail_can_go_to(app: Flask, said: str, fits: bool) -> None:
    with app.test_request_context():
        form = Told(formdata=MultiDict({"email": said}))
        form.validate()
        assert (not form.email.errors) is fits
