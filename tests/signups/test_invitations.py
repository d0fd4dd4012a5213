"""Inviting: the list, one mail each, a reminder a day, and who answers with one tap."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from makers.core import clock
from makers.core.database import db
from makers.core.journal import JournalEntry
from makers.core.mail import Fate, OutboxMail
from makers.events import calling_off
from makers.events import service as events
from makers.events.details import Details
from makers.events.models import Event
from makers.signups import door, invitation_queries, invitations, service
from makers.signups.invitation_forms import read
from makers.signups.invitation_queries import Reply
from makers.signups.invitations import Guest, NotOnTheWebsite
from makers.signups.models import Invitation, Signup
from makers.signups.service import CalledOff, RoleGone, SignupsClosed
from tests import build
from tests.counting import statements
from tests.signups.invited import ANNA, BEN, DESK, by_invitation, mailed, of, on_the_list, opened
from tests.signups.people import BEFORE, VISITOR, answers, join, link, mails, role, told
from tests.signups.people import of as signup_of

pytestmark = pytest.mark.usefixtures("before")
DAY = timedelta(days=1)


def replies(event_id: int) -> dict[str, Reply]:
    """What came of every invitation."""
    found = invitation_queries.guest_list(event_id, BEFORE).invited
    return {one.invitation.email: one.reply for one in found}


@pytest.mark.parametrize(
    ("text", "guest"),
    [
        ("anna@example.org", Guest(ANNA)),
        ("  Anna@Example.ORG ", Guest(ANNA)),
        ("Anna Bakker <anna@example.org>", Guest(ANNA, "Anna Bakker")),
        ('"Bakker, Anna" <anna@example.org>', Guest(ANNA, "Bakker, Anna")),
        ("<anna@example.org>", Guest(ANNA)),
        ("anna@example.org; Anna Bakker", Guest(ANNA, "Anna Bakker")),
        ("Anna Bakker\tanna@example.org", Guest(ANNA, "Anna Bakker")),
        ("anna@example.org;", Guest(ANNA)),
        ("anna", None),
        ("Anna <anna@>", None),
        ("anna@example.org ben@example.org", None),
    ],
)
def test_a_line_is_read_as_people_write_it(text: str, guest: Guest | None) -> None:
    assert read(text) == guest


def test_pasted_addresses_come_on_the_list_and_nobody_is_mailed(
    app: Flask, organiser: FlaskClient
) -> None:
    event = by_invitation()
    typed = f"Anna Bakker <{ANNA}>\n\n{BEN}; Ben\nANNA@example.org\ncor@example.org;dia@example.org"
    sent = {"addresses": typed, "role": role(event, "gast").id}
    page = organiser.post(
        f"/organise/events/{event.id}/invitations", data=sent, follow_redirects=True
    ).text
    assert "4 adressen toegevoegd." in page
    assert f"Dubbel in wat je plakte: {ANNA}" in page
    assert (of(event, ANNA).name, of(event, ANNA).role) == ("Anna Bakker", role(event, "gast"))
    assert "Verstuur 4 uitnodigingen" in page
    assert told(ANNA) == []
    again = organiser.post(
        f"/organise/events/{event.id}/invitations", data=sent, follow_redirects=True
    ).text
    assert "0 adressen toegevoegd." in again
    assert "4 stonden al op de lijst." in again


def test_wrong_lines_are_named_and_everything_typed_is_kept(
    app: Flask, organiser: FlaskClient
) -> None:
    event = by_invitation()
    typed = f"{ANNA}\nben at example\n\n<b>cor</b>"
    answer = organiser.post(f"/organise/events/{event.id}/invitations", data={"addresses": typed})
    assert answer.status_code == 422
    assert "Regel 2: ‘ben at example’ is geen e-mailadres." in answer.text
    assert "Regel 4: ‘&lt;b&gt;cor&lt;/b&gt;’ is geen e-mailadres." in answer.text
    assert f"{ANNA}\r\nben at example" in answer.text or f"{ANNA}\nben at example" in answer.text
    assert replies(event.id) == {}
    empty = organiser.post(f"/organise/events/{event.id}/invitations", data={"addresses": " "})
    assert "Plak of typ de adressen" in empty.text


def test_a_role_of_another_event_is_refused(app: Flask, organiser: FlaskClient) -> None:
    event, other = by_invitation(), by_invitation()
    with pytest.raises(RoleGone):
        invitations.invite(event, [Guest(ANNA)], role_id=role(other).id, now=BEFORE, by=DESK)
    answer = organiser.post(
        f"/organise/events/{event.id}/invitations",
        data={"addresses": ANNA, "role": role(other).id},
    )
    assert (answer.status_code, ANNA in answer.text) == (409, True)


def test_it_is_looked_at_before_it_is_sent(app: Flask, organiser: FlaskClient) -> None:
    event = by_invitation(occasion="Rotterdam heeft makers nodig.")
    on_the_list(event, ANNA, BEN, role_name="sociaal ondernemer")
    preview = organiser.get(f"/organise/events/{event.id}/invitations/mail").text
    assert "2 mensen krijgen deze mail." in preview
    for said in ("Uitnodiging: Een middag", "Invitation: Een middag", "als sociaal ondernemer"):
        assert said in preview
    assert "Dag Anna Bakker," in preview
    assert told(ANNA) == [], "looking sends nothing"
    page = organiser.post(
        f"/organise/events/{event.id}/invitations/mail", follow_redirects=True
    ).text
    assert "2 mensen krijgen deze mail." in page
    assert told(ANNA) == ["invitation.sent"]
    assert replies(event.id) == {ANNA: Reply.SILENT, BEN: Reply.SILENT}


def test_twice_is_one_mail(app: Flask) -> None:
    event = by_invitation()
    on_the_list(event, ANNA)
    assert [invitations.send(event, now=BEFORE, by=DESK) for _ in range(2)] == [1, 0]
    on_the_list(event, ANNA, BEN)
    assert invitations.send(event, now=BEFORE, by=DESK) == 1
    assert told(ANNA) == told(BEN) == ["invitation.sent"]
    of(event, ANNA).mailed_at = None  # as if the first answer never came back
    db.session.commit()
    invitations.send(event, now=BEFORE, by=DESK)
    assert told(ANNA) == ["invitation.sent"], "its key is taken"


def test_only_who_did_not_answer_is_reminded_and_once_a_day(app: Flask) -> None:
    event = by_invitation()
    comes, says_no, came_and_went, _silent = mailed(
        event, ANNA, BEN, "cor@example.org", "dia@example.org"
    )
    sign_up(event, comes.email)
    invitations.decline(says_no, now=BEFORE)
    sign_up(event, came_and_went.email)
    service.cancel(signup_of(came_and_went.email), now=BEFORE, by=VISITOR)
    assert invitations.remind(event, now=BEFORE, by=DESK) == 0, "they were mailed today"
    tomorrow = BEFORE + DAY
    assert [invitations.remind(event, now=tomorrow, by=DESK) for _ in range(2)] == [1, 0]
    assert told("dia@example.org") == ["invitation.sent", "invitation.reminder"]
    assert invitations.remind(event, now=tomorrow + DAY, by=DESK) == 1
    assert told("dia@example.org").count("invitation.reminder") == 2
    for address in (ANNA, BEN, "cor@example.org"):
        assert "invitation.reminder" not in told(address)
    assert replies(event.id) == {
        ANNA: Reply.COMING,
        BEN: Reply.DECLINED,
        "cor@example.org": Reply.DECLINED,
        "dia@example.org": Reply.SILENT,
    }


def sign_up(event: Event, email: str) -> None:
    """Somebody invited signs up."""
    said = answers(event)
    service.sign_up(event, email, said, key=uuid.uuid4(), now=BEFORE, invited=True)


def test_an_address_that_refuses_mail_is_shown_and_left_alone(
    app: Flask, organiser: FlaskClient
) -> None:
    event = by_invitation()
    mailed(event, ANNA)
    row = db.session.scalars(select(OutboxMail).where(OutboxMail.to == ANNA)).one()
    row.fate = Fate.REFUSED
    db.session.commit()
    assert "adres geweigerd" in organiser.get(f"/organise/events/{event.id}/invitations").text
    assert invitations.remind(event, now=BEFORE + DAY, by=DESK) == 0


def test_the_list_says_how_many_of_each(app: Flask, organiser: FlaskClient) -> None:
    event = by_invitation(capacity=1)
    mailed(event, ANNA, BEN, "cor@example.org")
    on_the_list(event, "dia@example.org")
    sign_up(event, ANNA)
    sign_up(event, BEN)
    door.check_in(signup_of(ANNA), now=BEFORE, by=DESK)
    page = organiser.get(f"/organise/events/{event.id}/invitations").text
    assert "<b>4</b> uitgenodigd" in page
    assert "<b>2</b> aangemeld" in page
    assert "<b>1</b> nog geen antwoord" in page
    assert replies(event.id)[ANNA] is Reply.CAME
    assert replies(event.id)[BEN] is Reply.WAITING
    assert replies(event.id)["dia@example.org"] is Reply.NEW


def test_an_empty_list_says_what_to_do(app: Flask, organiser: FlaskClient) -> None:
    event = by_invitation()
    page = organiser.get(f"/organise/events/{event.id}/invitations").text
    assert "Nog niemand uitgenodigd" in page
    for which in ("mail", "reminder"):
        preview = organiser.get(f"/organise/events/{event.id}/invitations/{which}").text
        assert "Niemand krijgt nu deze mail" in preview


def test_nothing_is_sent_for_what_nobody_can_open(app: Flask, organiser: FlaskClient) -> None:
    event = by_invitation(published=False)
    on_the_list(event, ANNA)
    with pytest.raises(NotOnTheWebsite):
        invitations.send(event, now=BEFORE, by=DESK)
    answer = organiser.post(f"/organise/events/{event.id}/invitations/mail")
    assert (answer.status_code, "nog niet op de website" in answer.text) == (409, True)
    over = by_invitation()
    on_the_list(over, ANNA)
    with pytest.raises(SignupsClosed):
        invitations.send(over, now=over.ends_at, by=DESK)
    calling_off.call_off(over, because="Dicht.", now=BEFORE, by=DESK)
    with pytest.raises(CalledOff):
        invitations.remind(over, now=BEFORE, by=DESK)
    assert told(ANNA) == []


def test_mails_that_events_have_overtaken_are_not_sent(app: Flask) -> None:
    event = by_invitation()
    signed_up, withdrawn, says_no = mailed(event, ANNA, BEN, "cor@example.org")
    assert len(mails()) == 3
    sign_up(event, signed_up.email)
    invitations.withdraw(withdrawn, now=BEFORE, by=DESK)
    invitations.decline(says_no, now=BEFORE)
    assert [one.what for one in mails()] == ["signup.confirmed"]


def test_the_mail_says_what_when_and_where_in_two_languages(app: Flask) -> None:
    event = by_invitation(address="Rijnhoutplein 3", title="<b>Makers</b>")
    mailed(event, ANNA, role_name="gast")
    (letter,) = mails(ANNA)
    assert letter.subject == "Uitnodiging: <b>Makers</b>"
    for said in ("vrijdag 27 november 2026, 13.00 tot 17.00 uur", "Rijnhoutplein 3", "als gast"):
        assert said in letter.text
        assert said in letter.html
    assert "<b>Makers</b>" not in letter.html
    assert link(letter).startswith("/l/invitation_")
    assert f"{link(letter)}?lang=en" in letter.text
    english = app.test_client()
    english.get(f"{link(letter)}?lang=en")
    (invitation,) = [of(event, ANNA)]
    page = english.get(f"/e/{event.slug}/invitation/{invitation.id}").text
    assert "Are you coming?" in page


def test_a_link_leads_to_ones_own_invitation_and_to_no_others(app: Flask) -> None:
    event = by_invitation(address="Rijnhoutplein 3")
    mine, other = mailed(event, ANNA, BEN, role_name="gast")
    browser = opened(app, ANNA)
    on = browser.get(link(mails(ANNA)[0]))
    on = browser.get(on.location)
    assert on.location == f"/e/{event.slug}/invitation/{mine.id}"
    page = browser.get(on.location).text
    for said in ("Anna Bakker", event.title, "27 november 2026", "Rijnhoutplein 3", "Ik kom"):
        assert said in page
    assert browser.get(f"/e/{event.slug}/invitation/{other.id}").status_code == 404
    assert browser.get(f"/invited/{event.id}/{other.id}").status_code == 404
    elsewhere = by_invitation()
    assert browser.get(f"/e/{elsewhere.slug}/invitation/{mine.id}").status_code == 404
    stranger = app.test_client()
    assert stranger.get(f"/e/{event.slug}/invitation/{mine.id}").status_code == 401
    assert stranger.post(f"/e/{event.slug}/invitation/{mine.id}/refusal").status_code == 401


def test_no_is_one_tap_and_can_be_taken_back(app: Flask) -> None:
    event = by_invitation()
    (mine,) = mailed(event, ANNA)
    browser, path = opened(app), f"/e/{event.slug}/invitation/{mine.id}"
    for _ in range(2):
        page = browser.post(f"{path}/refusal", follow_redirects=True).text
        assert "Je komt niet" in page
    assert replies(event.id) == {ANNA: Reply.DECLINED}
    page = browser.post(f"{path}/refusal/withdrawal", follow_redirects=True).text
    assert "Ik kom niet" in page
    assert replies(event.id) == {ANNA: Reply.SILENT}
    about = select(JournalEntry.what).where(JournalEntry.subject_id == mine.id)
    said = db.session.scalars(about.order_by(JournalEntry.id))
    assert [one for one in said if one.startswith("invitation.")] == [
        "invitation.declined",
        "invitation.reconsidered",
    ]


def test_who_signed_up_does_not_say_no_here(app: Flask) -> None:
    event = by_invitation()
    (mine,) = mailed(event, ANNA)
    browser = opened(app)
    sign_up(event, ANNA)
    path = f"/e/{event.slug}/invitation/{mine.id}"
    assert "Je bent aangemeld" in browser.get(path).text
    answer = browser.post(f"{path}/refusal")
    assert (answer.status_code, "eigen pagina" in answer.text) == (409, True)
    assert of(event, ANNA).declined_at is None


def test_a_withdrawn_link_opens_nothing_in_any_browser(app: Flask, organiser: FlaskClient) -> None:
    event = by_invitation()
    (mine,) = mailed(event, ANNA)
    path, browser = link(mails(ANNA)[0]), opened(app)
    number = mine.id
    for _ in range(2):
        answer = organiser.post(f"/organise/events/{event.id}/invitations/{number}/withdrawal")
        assert answer.status_code == 303
    assert app.test_client().get(path).status_code == 404
    assert browser.get(f"/e/{event.slug}/invitation/{number}").status_code == 401
    on_the_list(event, ANNA)
    assert of(event, ANNA).id != number, "its number is never given out again"
    assert invitations.send(event, now=BEFORE, by=DESK) == 1


def test_a_role_that_goes_is_forgotten(app: Flask) -> None:
    event = by_invitation()
    on_the_list(event, ANNA, role_name="gast")
    now = Details.of(event)
    without = replace(now, roles=tuple(one for one in now.roles if one.name != "gast"))
    events.change(event, without, version=now.version, now=BEFORE, by=DESK)
    assert of(event, ANNA).role_id is None


def test_a_scanner_that_opens_every_link_changes_nothing(app: Flask) -> None:
    event = by_invitation()
    mailed(event, ANNA, BEN)
    invitations.remind(event, now=BEFORE + DAY, by=DESK)
    general = invitations.open_to_all(event, now=BEFORE, by=DESK)
    paths = [link(one) for one in mails()] + [f"/l/{general}"]
    assert len(paths) == 5
    before = everything()
    for path in paths:
        scanner = app.test_client()
        for _ in range(3):
            scanner.head(path, follow_redirects=True)
            assert scanner.get(path, follow_redirects=True).status_code == 200
    assert everything() == before
    assert "Ik kom" in opened(app).get(link(mails(ANNA)[0]), follow_redirects=True).text


def everything() -> list[object]:
    """All there is of invitations, sign-ups, mails and the journal."""
    db.session.rollback()
    rows = db.session.execute(
        select(Invitation.email, Invitation.declined_at, Invitation.mailed_at).order_by(
            Invitation.id
        )
    ).all()
    counts = [
        db.session.scalar(select(func.count()).select_from(model))
        for model in (Signup, OutboxMail, JournalEntry)
    ]
    return [*rows, *counts]


def test_each_page_asks_the_database_at_most_six_things(app: Flask, organiser: FlaskClient) -> None:
    event = by_invitation()
    mine, *_others = mailed(event, ANNA, *(f"guest{n}@example.org" for n in range(30)))
    on_the_list(event, "late@example.org")
    browser = opened(app)
    join(build.event(), ANNA)
    desk = f"/organise/events/{event.id}/invitations"
    theirs = f"/e/{event.slug}/invitation/{of(event, ANNA).id}"
    for client, path in (
        (organiser, desk),
        (organiser, f"{desk}/mail"),
        (organiser, f"{desk}/reminder"),
        (browser, theirs),
        (browser, f"/e/{event.slug}/signups/new"),
        (app.test_client(), f"/e/{event.slug}/signups/new"),
    ):
        with statements(db.engine) as seen:
            assert client.get(path).status_code == 200, path
        assert len(seen) <= 6, (path, seen)
    assert mine.event_id == event.id


def test_past_and_called_off_invitations_say_so(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    event = by_invitation()
    (mine,) = mailed(event, ANNA)
    browser, path = opened(app), f"/e/{event.slug}/invitation/{mine.id}"
    calling_off.call_off(event, because="De zaal is <dicht>.", now=BEFORE, by=DESK)
    page = browser.get(path).text
    assert "gaat niet door" in page
    assert "De zaal is &lt;dicht&gt;." in page
    assert "Ik kom" not in page
    calling_off.reinstate(event, now=BEFORE, by=DESK)
    monkeypatch.setattr(clock, "now", lambda: event.ends_at)
    assert "voorbij" in browser.get(path).text
    assert browser.post(f"{path}/refusal").status_code == 409
