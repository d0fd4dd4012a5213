"""The way round an event at the desk: groups in the order of the afternoon, and their pages."""

from __future__ import annotations

import re
from datetime import datetime

from flask import Flask
from flask.testing import FlaskClient

from makers.core import organisers
from makers.core.journal import Actor
from makers.core.organisers import accounts
from makers.core.organisers.models import DeskRole
from tests import build

GROUPS = ["Overzicht", "Bijeenkomst", "Mensen", "Pecha kucha", "Tafels", "Op de dag", "Achteraf"]
PREFIX = "/organise/events/<int:event_id>"


def rows(page: str) -> list[str]:
    """The rows of links on the page: the groups, and the pages of the one that is open."""
    found = re.search(r'<div class="ways">(.*?)</div>', page, re.S)
    return re.findall(r"<nav.*?</nav>", found.group(1), re.S) if found else []


def links(row: str) -> list[tuple[str, str]]:
    """What a row leads to: addresses and their words."""
    return re.findall(r'href="([^"]+)"[^>]*>([^<]+)<', row)


def test_the_groups_stand_in_the_order_of_the_afternoon(desk: FlaskClient) -> None:
    page = desk.get(f"/organise/events/{build.event().id}").text
    (groups,) = rows(page)  # a group of one page needs no second row
    assert [text for _url, text in links(groups)] == GROUPS
    assert re.search(r'aria-current="page">Overzicht<', groups)


def test_an_open_group_shows_its_pages_and_where_one_is(desk: FlaskClient) -> None:
    groups, pages = rows(desk.get(f"/organise/events/{build.event().id}/people").text)
    assert re.findall(r'aria-current="(\w+)">([^<]+)<', groups) == [("true", "Mensen")]
    assert re.findall(r'aria-current="(\w+)">([^<]+)<', pages) == [("page", "Aanmeldingen")]
    named = [text for _url, text in links(pages)]
    assert named == ["Uitnodigingen", "Aanmeldingen", "Wat nodig is", "Berichten"]
    assert 'aria-label="Mensen"' in pages


def test_a_group_leads_to_a_page_of_its_own(desk: FlaskClient) -> None:
    groups = rows(desk.get(f"/organise/events/{build.event().id}").text)[0]
    for url, group in links(groups):
        opened = rows(desk.get(url).text)
        assert re.search(rf'aria-current="(true|page)">{group}<', opened[0]), group
        assert url in dict(links(opened[-1]))


def test_every_page_of_an_event_says_where_it_stands(app: Flask, desk: FlaskClient) -> None:
    event = build.event()
    looked = 0
    for rule in app.url_map.iter_rules():
        is_page = rule.rule.startswith(PREFIX) and rule.arguments == {"event_id"}
        if not is_page or "GET" not in (rule.methods or ()) or "stream" in rule.rule:
            continue
        answer = desk.get(rule.rule.replace("<int:event_id>", str(event.id)))
        if answer.mimetype != "text/html" or 'class="ways"' not in answer.text:
            continue
        found = rows(answer.text)
        looked += 1
        assert found[-1].count('aria-current="page"') == 1, rule.endpoint
        assert sum(row.count("aria-current") for row in found) == len(found), rule.endpoint
    assert looked > 25


def test_who_helps_is_not_shown_the_way_to_the_journal(
    app: Flask, desk: FlaskClient, now: datetime
) -> None:
    url = f"/organise/events/{build.event().id}/report"
    assert "Logboek" in rows(desk.get(url).text)[1]
    who = {"email": "hulp@example.org", "password": "een lang wachtwoord"}
    organisers.add("balie@example.org", "Balie", who["password"], now=now)
    made = organisers.add(who["email"], "Hulp", who["password"], now=now)
    accounts.give_role(made, DeskRole.HELPER, now=now, by=Actor("organiser", None))
    helper = app.test_client()
    helper.post("/login", data=who)
    assert "Logboek" not in rows(helper.get(url).text)[1]
