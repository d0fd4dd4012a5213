"""Who organises logs in with the account of their organisation; the provider is a real one."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from makers import config
from makers.core import organisers
from makers.core.database import db
from makers.core.journal import JournalEntry
from makers.core.organisers import Organiser, second_factor
from tests import build
from tests.provider import WAYS, Provider, new_key, parameters

PASSWORD = "een lang wachtwoord"
MINUTE = timedelta(minutes=1)
ENVIRON = {
    "OIDC_ISSUER": "https://login.example.org/makers/",
    "OIDC_CLIENT_ID": "makers",
    "OIDC_CLIENT_SECRET": "geheim",
    "OIDC_NAME": "Gemeente",
}


@pytest.fixture
def me(at: dict[str, datetime], linked: Provider) -> Organiser:
    """Who organises, with the address that the provider knows."""
    return organisers.add("Balie@example.org", "Balie", PASSWORD, now=at["now"])


def goes(client: FlaskClient, provider: Provider, path: str = "/login/provider"):
    """They follow the link, log in there, and come back."""
    sent = client.get(path)
    assert (sent.status_code, sent.location.split("?")[0]) == (303, f"{provider.url}/authorize")
    back = urlsplit(provider.send_back(parameters(sent.location)))
    return client.get(f"{back.path}?{back.query}")


def test_an_organiser_comes_in_by_the_link_on_the_login_page(
    client: FlaskClient, linked: Provider, me: Organiser
) -> None:
    linked.account["email"] = "BALIE@example.org"
    page = client.get("/login").text
    assert 'href="/login/provider"' in page
    assert "Inloggen met Stadspas" in page
    before = db.session.scalar(select(func.count(JournalEntry.id)))
    answer = goes(client, linked)
    assert (answer.status_code, answer.location) == (303, "/organise/")
    assert client.get("/organise/").status_code == 200
    assert db.session.scalar(select(func.count(JournalEntry.id))) == before


def test_what_is_asked_is_a_code_with_state_nonce_and_pkce(
    client: FlaskClient, linked: Provider
) -> None:
    sent = client.get("/login/provider")
    first, second = (parameters(one.location) for one in (sent, client.get("/login/provider")))
    assert {"prompt", "max_age"}.isdisjoint(first)
    assert (first["response_type"], first["scope"]) == ("code", "openid email")
    assert (first["client_id"], first["code_challenge_method"]) == ("makers", "S256")
    assert first["redirect_uri"] == "http://127.0.0.1:8000/login/provider/return"
    for name in ("state", "nonce", "code_challenge"):
        assert len(first[name]) >= 30
        assert first[name] != second[name]
    (cookie,) = sent.headers.getlist("Set-Cookie")
    assert len(cookie) < 500


@pytest.mark.parametrize("either", ["sqlite"], indirect=True)
def test_settings_and_keys_are_kept_for_an_hour_and_a_new_key_is_found(
    client: FlaskClient, linked: Provider, me: Organiser, at: dict[str, datetime]
) -> None:
    published = ["/.well-known/openid-configuration", "/keys"]
    for _login in range(3):
        assert goes(client, linked).location == "/organise/"
    assert linked.asked == [published[0], "/token", published[1], "/token", "/token"]
    linked.asked.clear()
    linked.key = new_key()
    at["now"] += 2 * MINUTE
    assert goes(client, linked).location == "/organise/"
    assert linked.asked == ["/token", "/keys"]
    linked.asked.clear()
    at["now"] += 61 * MINUTE
    assert goes(client, linked).location == "/organise/"
    assert linked.asked == [published[0], "/token", "/keys"]


@pytest.mark.parametrize("either", ["sqlite"], indirect=True)
@pytest.mark.parametrize("ways", [["client_secret_basic"], ["client_secret_post"]])
def test_the_secret_goes_where_the_provider_wants_it(
    client: FlaskClient, linked: Provider, me: Organiser, ways: list[str]
) -> None:
    linked.publishes[WAYS] = ways
    assert goes(client, linked).location == "/organise/"


@pytest.mark.parametrize("either", ["sqlite"], indirect=True)
def test_an_address_that_is_told_apart_counts_for_the_same_person_alone(
    client: FlaskClient, linked: Provider, me: Organiser
) -> None:
    linked.told_apart = dict(linked.account)
    linked.claims = {"email": None, "email_verified": False}
    assert goes(client, linked).location == "/organise/"
    linked.told_apart["sub"] = "43"
    client.post("/logout")
    assert goes(client, linked).location == "/login"
    assert client.get("/organise/").status_code == 401


@pytest.mark.parametrize("either", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("says", "comes_in"), [(True, True), ("1", True), (False, False)])
def test_entra_vouches_for_an_address_in_its_own_words(
    client: FlaskClient, linked: Provider, me: Organiser, says: object, comes_in: bool
) -> None:
    linked.claims = {"email_verified": None, "xms_edov": says}
    assert goes(client, linked).location == ("/organise/" if comes_in else "/login")


def test_who_has_an_app_types_its_code_as_well(
    client: FlaskClient, linked: Provider, me: Organiser, at: dict[str, datetime]
) -> None:
    second_factor.begin(me, now=at["now"])
    app_of_me = pyotp.TOTP(second_factor.secret_of(me) or "")
    second_factor.turn_on(me, app_of_me.at(int(at["now"].timestamp())), now=at["now"])
    at["now"] += MINUTE
    assert goes(client, linked).location == "/login/code"
    assert client.get("/organise/").status_code == 401
    code = app_of_me.at(int(at["now"].timestamp()))
    assert client.post("/login/code", data={"code": code}).location == "/organise/"
    assert client.get("/organise/organisers").status_code == 200


def test_a_login_without_a_question_there_is_not_fresh_here(
    client: FlaskClient, linked: Provider, me: Organiser, at: dict[str, datetime]
) -> None:
    linked.asked_at = at["now"] - 8 * 60 * MINUTE
    goes(client, linked)
    assert client.get("/organise/").status_code == 200
    assert client.get("/organise/organisers").status_code == 303
    invited = {"email": "noor@example.org", "role": "helper"}
    sent = client.post("/organise/organisers", data=invited)
    assert (sent.status_code, sent.location.partition("?")[0]) == (307, "/login/again/form")
    asked = client.post(sent.location, data=invited).text
    assert 'value="noor@example.org"' in asked
    linked.claims = {"auth_time": None}
    goes(client, linked)
    assert client.get("/organise/organisers").status_code == 303
    linked.claims, linked.asked_at = {}, at["now"] - 14 * MINUTE
    goes(client, linked)
    assert client.get("/organise/organisers").status_code == 200
    at["now"] += 2 * MINUTE
    assert client.get("/organise/organisers").status_code == 303


def test_a_file_follows_after_logging_in_there_once_more(
    client: FlaskClient, linked: Provider, me: Organiser, at: dict[str, datetime]
) -> None:
    goes(client, linked)
    at["now"] += 16 * MINUTE
    people = f"/organise/events/{build.event().id}/people.csv"
    form = client.get(people).location
    assert 'href="/login/again/provider?next=/organise/' in client.get(form).text
    asked = parameters(client.get(f"/login/again/provider?next={people}").location)
    assert (asked["prompt"], asked["max_age"]) == ("login", "0")
    offered = goes(client, linked, f"/login/again/provider?next={people}")
    assert f'href="{people}"' in offered.text
    assert client.get(people).status_code == 200
    at["now"] += 16 * MINUTE
    page = "/login/again/provider?next=/organise/organisers"
    assert goes(client, linked, page).location == "/organise/organisers"


def test_a_form_stays_where_it_is_while_one_logs_in_there_in_another_tab(
    client: FlaskClient, linked: Provider, me: Organiser, at: dict[str, datetime]
) -> None:
    goes(client, linked)
    at["now"] += 31 * MINUTE
    filled = {"email": "noor@example.org", "role": "helper"}
    form = client.post("/organise/organisers", data=filled).location
    asked = client.post(form, data=filled).text
    beside = "/login/again/provider?next=/login/again/proved"
    assert f'href="{beside}" target="_blank"' in asked
    too_soon = client.post(form, data={**filled, "password": "", "proved": "yes"})
    assert (too_soon.status_code, "Je logde nog niet in bij Stadspas" in too_soon.text) == (
        422,
        True,
    )
    assert too_soon.text.count('name="email" value="noor@example.org"') == 1
    assert 'name="proved" value="yes">' not in too_soon.text.split("</form>")[0]
    assert goes(client, linked, beside).location == "/login/again/proved"
    told = client.get("/login/again/proved").text
    assert "Ga terug naar het tabblad" in told
    on = client.post(form, data={**filled, "password": "", "proved": "yes"})
    assert (on.status_code, on.location) == (307, "/organise/organisers")
    assert "noor@example.org" in client.post(on.location, data=filled).text


def test_who_is_not_let_in_in_the_other_tab_is_asked_there(
    client: FlaskClient, linked: Provider, me: Organiser, at: dict[str, datetime]
) -> None:
    goes(client, linked)
    at["now"] += 31 * MINUTE
    linked.account["email"] = "iemand@example.org"
    refused = goes(client, linked, "/login/again/provider?next=/login/again/proved")
    assert refused.location == "/login/again?next=/login/again/proved"
    assert client.get("/login/again/proved").location == refused.location
    by_password = client.post(refused.location, data={"password": PASSWORD})
    assert by_password.location == "/login/again/proved"
    assert client.get("/login/again/proved").status_code == 200


def test_without_a_provider_there_is_no_way_to_one(app: Flask, client: FlaskClient) -> None:
    assert "/login/provider" not in client.get("/login").text
    for path in ("/login/provider", "/login/provider/return"):
        assert client.get(path).status_code in (401, 404)


def test_it_is_off_by_default_and_its_settings_come_together(tmp_path: Path) -> None:
    assert config.from_environment(tmp_path, {}).provider is None
    found = config.from_environment(tmp_path, ENVIRON).provider
    assert found == config.Provider(*ENVIRON.values())
    assert "geheim" not in repr(found)
    for name in ENVIRON:
        with pytest.raises(config.SettingError, match=f"; {name} is not set"):
            config.from_environment(tmp_path, {**ENVIRON, name: " "})


@pytest.mark.parametrize(
    "issuer",
    ["login.example.org", "http://login.example.org", "https://", "https://a?b", "https://[::1"],
)
def test_an_issuer_is_an_https_address(tmp_path: Path, issuer: str) -> None:
    with pytest.raises(config.SettingError, match="OIDC_ISSUER takes"):
        config.from_environment(tmp_path, {**ENVIRON, "OIDC_ISSUER": issuer})


def test_who_does_not_use_it_does_not_load_it(tmp_path: Path) -> None:
    asked = "import sys, makers; makers.create_app(); print('authlib' in sys.modules)"
    env = {**os.environ, "MAKERS_INSTANCE": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", asked], env=env, capture_output=True, check=True)
    assert done.stdout.split() == [b"False"]
