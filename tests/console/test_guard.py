"""What other sites, frames, caches and old tabs can make a signed-in browser do: nothing."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from flask import Flask
from pydantic import SecretStr

from bot.console.app import create_app
from bot.console.entry import guard, visitor
from bot.console.entry.sessions import IDLE, Sessions
from bot.relay import door
from bot.relay.live_settings import LiveSettings
from bot.relay.mounting import RelayParts
from tests.conftest import MovedClock
from tests.console.browser import ADMINISTRATOR, HOME, Visiting


def _token(visiting: Visiting) -> str:
    found = re.search(r'name="form-token" value="(\w+)"', visiting.get("/github").text)
    assert found
    return found[1]


@pytest.mark.parametrize(
    "origin", ["https://evil.test", "null", "http://127.0.0.1:9999", f"{HOME}.evil.test"]
)
def test_a_form_of_another_site_is_refused_even_with_the_token(signed_in: Visiting, origin: str) -> None:
    answer = signed_in.post("/sign-out", origin=origin, token=_token(signed_in))

    assert answer.status_code == 403
    assert signed_in.get("/github").status_code == 200


def test_a_form_of_a_browser_that_names_no_origin_is_taken_by_its_site_alone(signed_in: Visiting) -> None:
    fields = {"form-token": _token(signed_in)}

    assert signed_in.send("/sign-out", fields).status_code == 403
    assert signed_in.send("/sign-out", fields, Sec_Fetch_Site="cross-site").status_code == 403
    assert signed_in.send("/sign-out", fields, Sec_Fetch_Site="same-origin").status_code == 303


@pytest.mark.parametrize("token", ["", "0" * 64])
def test_a_form_without_the_sessions_token_is_refused(signed_in: Visiting, token: str) -> None:
    assert signed_in.post("/sign-out", token=token).status_code == 403
    assert signed_in.send("/sign-out", {}, Origin=HOME, X_Form_Token="é").status_code == 403


def test_the_token_of_one_session_is_of_no_use_in_another(signed_in: Visiting, parts: RelayParts) -> None:
    other = Visiting(create_app(parts))
    other.post("/link", secret=Sessions(parts.store).make_link("rita"))

    assert signed_in.post("/sign-out", token=_token(other)).status_code == 403


def test_htmx_sends_the_token_as_a_header(signed_in: Visiting) -> None:
    token = _token(signed_in)

    assert signed_in.send("/sign-out", {}, Origin=HOME, X_Form_Token=token).status_code == 303


def _paths(app: Flask) -> list[tuple[str, str]]:
    return [
        (method, re.sub("<[^>]+>", "x", rule.rule))
        for rule in app.url_map.iter_rules()
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
        if rule.endpoint != "assets.asset" and rule.endpoint not in guard.OPEN
    ]


def test_who_is_not_signed_in_sees_no_page_and_starts_nothing(visiting: Visiting, parts: RelayParts) -> None:
    found = _paths(create_app(parts))
    assert ("GET", "/messages") in found

    for method, path in found:
        answer = visiting.get(path) if method == "GET" else visiting.send(path, {}, Origin=HOME)
        assert (answer.status_code, answer.headers["Location"][:16]) == (303, "/console/sign-in"), path


def test_each_form_that_changes_something_wants_the_token(signed_in: Visiting, parts: RelayParts) -> None:
    for method, path in _paths(create_app(parts)):
        if method != "GET":
            assert signed_in.send(path, {}, Origin=HOME).status_code == 403, path


def test_pages_stand_in_no_frame_and_in_no_cache(signed_in: Visiting) -> None:
    for path in ("/", "/github", "/nowhere", "/sign-in"):
        answer = signed_in.get(path)
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]


def test_cookies_are_out_of_reach_of_scripts_and_other_hosts(visiting: Visiting, parts: RelayParts) -> None:
    secret = Sessions(parts.store).make_link(ADMINISTRATOR)
    answer = visiting.client.post(
        "/link",
        base_url="https://relay.example.com/console",
        headers={"Origin": "https://relay.example.com"},
        data={"secret": secret},
    )

    session = next(one for one in answer.headers.getlist("Set-Cookie") if one.startswith("__Host-console="))
    for word in ("Secure", "HttpOnly", "Path=/", "SameSite=Lax"):
        assert word in session
    assert "Domain" not in session


def test_without_an_administrator_there_is_no_console(parts: RelayParts) -> None:
    environment = parts.live.current.environment.model_copy(update={"CONSOLE_ADMINISTRATORS": None})
    settings = parts.live.current.model_copy(update={"environment": environment})
    live = LiveSettings(settings, parts.live.folder, parts.store, parts.dispatcher)
    visiting = Visiting(create_app(replace(parts, live=live)))

    assert visiting.get("/").status_code == 404
    assert visiting.get("/sign-in").status_code == 404
    assert "bot console password" in visiting.get("/").text


def test_the_github_token_is_sealed_for_this_session_and_nobody_elses(
    signed_in: Visiting, parts: RelayParts
) -> None:
    token = "github_pat_0123456789abcdefghij"
    session = Sessions(parts.store).find(str(signed_in.cookie(visitor.SESSION)))
    assert session
    content = _sealed(parts, session.digest, token)
    signed_in.client.set_cookie(visitor.GITHUB, content, domain="127.0.0.1")
    assert token not in content
    assert "Seu token do GitHub está em uso" in signed_in.get("/github").text

    other = Visiting(create_app(parts))
    other.post("/link", secret=Sessions(parts.store).make_link("rita"))
    other.client.set_cookie(visitor.GITHUB, content, domain="127.0.0.1")
    assert "Sem token do GitHub" in other.get("/github").text


def _sealed(parts: RelayParts, digest: str, token: str) -> str:
    content = {"cookie": visitor.GITHUB, "session": digest, "content": token}
    return parts.store.keys.seal_for_browser(json.dumps(content).encode())


def test_a_cookie_sealed_for_something_else_is_no_github_token(
    signed_in: Visiting, parts: RelayParts
) -> None:
    for content in ("{}", '{"messages": {}}', '{"cookie": "console-sent", "session": "x", "content": {}}'):
        sealed = parts.store.keys.seal_for_browser(content.encode())
        signed_in.client.set_cookie(visitor.GITHUB, sealed, domain="127.0.0.1")

        assert "Sem token do GitHub" in signed_in.get("/github").text


def test_the_relays_own_administration_token_is_not_the_visitors(parts: RelayParts) -> None:
    environment = parts.live.current.environment.model_copy(
        update={"ADMIN_GITHUB_TOKEN": SecretStr("x" * 30)}
    )
    settings = parts.live.current.model_copy(update={"environment": environment})
    session = Sessions(parts.store).begin(ADMINISTRATOR)

    assert visitor.Visitor(session).settings(settings).environment.ADMIN_GITHUB_TOKEN is None


def test_who_writes_while_the_session_ends_is_told_and_keeps_the_page(
    signed_in: Visiting, moved_clock: MovedClock
) -> None:
    moved_clock.advance(IDLE * 2)

    typing = signed_in.send("/send/check", {"message": "Olá"}, Origin=HOME, HX_Request="true")
    assert typing.status_code == 401
    assert "HX-Refresh" not in typing.headers
    assert "Copie o que você escreveu" in typing.text

    sent = signed_in.send("/send", {"message": "Olá"}, Origin=HOME)
    assert sent.headers["Location"] == "/console/sign-in?to=/send&ended=1"
    assert "o que você enviou não foi feito" in signed_in.get("/sign-in?ended=1").text


@pytest.mark.parametrize(
    ("path", "said"), [("/nowhere", "Esta página não existe."), ("/sign-out", "só recebe formulários")]
)
def test_a_page_that_there_is_not_is_refused_in_the_visitors_language(
    signed_in: Visiting, path: str, said: str
) -> None:
    assert said in signed_in.get(path).text


@pytest.mark.parametrize(
    ("path", "back"),
    [
        ("/send", "/send"),
        ("/messages/SM00000000000000000000000000000001/text", "/"),
        ("/messages/SM00000000000000000000000000000001", "/messages/SM00000000000000000000000000000001"),
    ],
)
def test_another_language_shows_the_same_page_where_it_can_be_asked_for(
    signed_in: Visiting, path: str, back: str
) -> None:
    page = signed_in.get(path) if path.endswith("1") else signed_in.post(path)
    address = re.search(r'action="/console(/language[^"]*)"', page.text)
    assert address

    answer = signed_in.post(address[1], language="en")

    assert answer.headers["Location"] == f"/console{back}"


def test_the_relay_reads_each_form_that_is_open_to_who_is_not_signed_in(parts: RelayParts) -> None:
    rules = create_app(parts).url_map.iter_rules()
    paths = [rule.rule for rule in rules if rule.endpoint in guard.OPEN and "POST" in (rule.methods or ())]

    assert sorted(paths) == ["/language", "/link", "/sign-in"]
    for path in paths:
        assert door.admits("POST", f"/console{path}", lambda _header: ""), path


def test_a_form_sent_from_a_part_that_asks_by_itself_keeps_its_sender_signed_in(
    signed_in: Visiting, moved_clock: MovedClock
) -> None:
    token = _token(signed_in)
    for _ in range(4):
        moved_clock.advance(IDLE / 2)
        sent = signed_in.send(
            "/messages/held", {}, Origin=HOME, X_Form_Token=token, X_Unattended="1", HX_Request="true"
        )
        assert sent.status_code == 200
