"""The organiser's page of facilitators, the page of who is asked, and the mail that asks."""

from __future__ import annotations

from flask import Flask

from makers.core.database import db
from makers.core.journal import SYSTEM
from makers.events.models import Event
from makers.seating import tables
from makers.seating.facilitators import answering, asking
from tests import build
from tests.counting import statements
from tests.seating.facilitators.asked import (
    ANSWER,
    DESK,
    JO,
    WEEK,
    asked_by_form,
    page_of,
    phone,
    request_of,
)
from tests.seating.rows import afternoon, desk, named, own, published, tables_of
from tests.signups.people import mails


def test_from_the_question_to_the_table(app: Flask, event: Event) -> None:
    page = desk(app)
    assert "Nog niemand gevraagd" in page.get(page_of(event)).text
    assert "Jo Bedacht krijgt de vraag per mail." in asked_by_form(page, event)
    (letter,) = mails(JO)
    browser, address = phone(app, letter)
    assert "Ja, ik doe het" in browser.get(address).text
    after = browser.post(f"{address}/acceptance", data=ANSWER, follow_redirects=True).text
    assert "Je hoort het per mail zodra je een tafel hebt." in after
    who = request_of(event).signup
    assert who is not None
    shown = page.get(page_of(event)).text
    assert "Graag, ik neem stiften mee." in shown
    led = f"/organise/events/{event.id}/tables/1/facilitator"
    table = tables_of(event.programme[0])[0]
    given = page.post(
        led.replace("/1/", f"/{table.id}/"),
        data={"facilitator": who.id, "seen": 0},
        follow_redirects=True,
    )
    assert "Tafel 4 is bewaard." in given.text
    assert "tafel 4" in browser.get(address).text


def test_the_page_shows_what_was_typed_again(app: Flask, event: Event) -> None:
    page = desk(app)
    answer = page.post(page_of(event), data={"name": "Jo", "email": "geen adres"})
    assert answer.status_code == 422
    for sentence in ("Kijk het e-mailadres na.", "Kies een rol uit de lijst.", "geen adres"):
        assert sentence in answer.text


def test_looking_and_scanning_change_nothing(app: Flask, event: Event) -> None:
    asked_by_form(desk(app), event)
    browser, address = phone(app, mails(JO)[0])
    for _time in range(3):
        assert browser.get(address).status_code == 200
    request = request_of(event)
    assert (request.accepted_at, request.declined_at, request.signup_id) == (None, None, None)


def test_nobody_else_opens_the_question(app: Flask, event: Event) -> None:
    asked_by_form(desk(app), event)
    number = request_of(event).id
    assert app.test_client().get(f"/asked/{number}").status_code == 401
    other = build.signup(event)
    stranger = own(app, other)
    assert stranger.get(f"/asked/{number}").status_code == 404
    assert stranger.post(f"/asked/{number}/acceptance").status_code == 404
    assert stranger.get(f"/me/{other.id}/facilitation").status_code == 404


def test_the_question_stands_on_ones_own_page_too(app: Flask, event: Event) -> None:
    who = build.signup(event, "Jo")
    mine, address = own(app, who), f"/me/{who.id}/facilitation"
    assert "begeleiden" not in mine.get(f"/me/{who.id}").text
    desk(app).post(f"{page_of(event)}/people/{who.id}", data={"reserve": "y"})
    assert "Wil je reserve staan als begeleider?" in mine.get(f"/me/{who.id}").text
    mine.post(f"{address}/acceptance", data=ANSWER)
    assert "Je staat reserve als begeleider." in mine.get(f"/me/{who.id}").text
    mine.post(f"{address}/refusal", data={"said": "Toch niet"})
    assert "begeleid" not in mine.get(f"/me/{who.id}").text


def test_too_long_a_sentence_is_not_lost(app: Flask, event: Event) -> None:
    who = build.signup(event, "Jo")
    asking.ask_signup(who, now=WEEK, by=DESK)
    long = "lang " * 101
    answer = own(app, who).post(f"/me/{who.id}/facilitation/acceptance", data={"said": long})
    assert answer.status_code == 422
    assert long.strip() in answer.text
    assert request_of(event).accepted_at is None


def test_an_answer_that_came_too_late_says_so(app: Flask, event: Event) -> None:
    asked_by_form(desk(app), event)
    browser, address = phone(app, mails(JO)[0])
    asking.withdraw(request_of(event), now=WEEK, by=DESK)
    answer = browser.post(f"{address}/acceptance", data=ANSWER)
    assert answer.status_code == 409
    assert "De organisatie heeft deze vraag ingetrokken." in answer.text
    assert mails(JO) == [], "a question that was taken back is not sent any more"


def test_calling_off_tells_the_organiser_and_a_reserve_takes_over(app: Flask, event: Event) -> None:
    page, (table,) = desk(app), tables_of(event.programme[0])
    leads, spare = build.signup(event, "Jo"), build.signup(event, "Sam Bedacht")
    for who, reserve in ((leads, False), (spare, True)):
        request = asking.ask_signup(who, reserve=reserve, now=WEEK, by=DESK)
        answering.accept(request, now=WEEK, by=SYSTEM)
    tables.lead(table, leads.id, seen=None, now=WEEK, by=DESK)
    assert "zegde af" not in page.get(f"/organise/events/{event.id}").text
    own(app, leads).post(f"/me/{leads.id}/facilitation/refusal", data={"said": "Ziek"})
    overview = page.get(f"/organise/events/{event.id}").text
    assert "1 begeleider zegde af en er is een tafel vrij" in overview
    shown = page.get(page_of(event)).text
    assert "Laat Sam Bedacht invallen" in shown
    taken = f"/organise/events/{event.id}/tables/{table.id}/facilitator"
    page.post(taken, data={"facilitator": spare.id, "seen": 0})
    assert "zegde af en er is" not in page.get(f"/organise/events/{event.id}").text
    assert "invallen" not in page.get(page_of(event)).text


def test_the_desk_counts_who_did_not_answer(app: Flask, event: Event) -> None:
    page = desk(app)
    for number in range(3):
        asking.ask_signup(build.signup(event, f"Jo {number}"), now=WEEK, by=DESK)
    assert "3 begeleiders hebben nog niet geantwoord" in page.get("/organise/").text


def test_the_organiser_notes_an_answer_by_telephone(app: Flask, event: Event) -> None:
    who = build.signup(event, "Jo")
    who.person.email = None
    db.session.commit()
    page = desk(app)
    asked = page.post(f"{page_of(event)}/people/{who.id}", follow_redirects=True).text
    assert "Jo heeft geen e-mailadres. Vraag het zelf en noteer het." in asked
    number = request_of(event).id
    page.post(f"{page_of(event)}/{number}/acceptance")
    assert request_of(event).accepted_at is not None
    page.post(f"{page_of(event)}/{number}/refusal")
    assert request_of(event).declined_at is not None


def test_again_reserve_and_withdrawn_by_button(app: Flask, event: Event) -> None:
    page = desk(app)
    asked_by_form(page, event)
    address = f"{page_of(event)}/{request_of(event).id}"
    again = page.post(f"{address}/question")
    assert (again.status_code, "vandaag al per mail" in again.text) == (409, True)
    assert (
        "voor de reserve"
        in page.post(f"{address}/reserve", data={"reserve": "y"}, follow_redirects=True).text
    )
    gone = page.post(f"{address}/withdrawal", follow_redirects=True).text
    assert "Nog niemand gevraagd" in gone


def test_foreign_numbers_are_not_there(app: Flask, event: Event) -> None:
    page, other = desk(app), build.event()
    stranger = build.signup(other)
    request = asking.ask_signup(stranger, now=WEEK, by=DESK)
    paths = [f"{request.id}/{what}" for what in ("question", "withdrawal", "reserve", "refusal")]
    for path in (*paths, f"people/{stranger.id}"):
        assert page.post(f"{page_of(event)}/{path}").status_code == 404
    assert page.get("/organise/events/999/facilitators").status_code == 404


def test_pages_ask_little_however_many_are_asked(app: Flask) -> None:
    item = afternoon(people=40, tables=8)
    for number in range(1, 9):
        asking.ask_signup(named(item.event, f"Begeleider {number}"), now=WEEK, by=DESK)
    asking.ask_address(item.event, JO, "Jo", item.event.roles[0].id, now=WEEK, by=DESK)
    published(item, WEEK)
    page, who = desk(app), named(item.event, "Begeleider 1")
    mine = own(app, who)
    for browser, path in (
        (page, page_of(item.event)),
        (page, f"{page_of(item.event)}/new?q=deel"),
        (mine, f"/me/{who.id}/facilitation"),
        (mine, f"/me/{who.id}"),
    ):
        with statements(db.engine) as seen:
            assert browser.get(path).status_code == 200
        assert len(seen) <= 6, "\n".join(seen)


def test_the_question_says_what_is_asked_and_that_there_is_a_place(
    app: Flask, event: Event
) -> None:
    asked_by_form(desk(app), event)
    (letter,) = mails(JO)
    assert letter.subject == "Wil je een tafel begeleiden? Een middag van de makers"
    for words in (
        "Dag Jo Bedacht,",
        "begeleiden",
        "heb je meteen een plek",
        "Leeszaal",
        "?lang=en",
    ):
        assert words in letter.text
        assert words in letter.html


def test_who_answered_needs_no_question_any_more(app: Flask, event: Event) -> None:
    asked_by_form(desk(app), event)
    answering.decline(request_of(event), now=WEEK, by=SYSTEM)
    assert mails(JO) == []
