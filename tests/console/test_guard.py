"""What other sites, frames, caches and old tabs can make a signed-in browser do: nothing."""

from __future__ import annotations

import html
import json
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from markupsafe import escape
from pydantic import SecretStr
from werkzeug.test import TestResponse

from bot.console.app import create_app
from bot.console.entry import guard, visitor
from bot.console.entry.sessions import IDLE, LONGEST, Sessions
from bot.relay import door
from bot.relay.live_settings import LiveSettings
from bot.relay.mounting import RelayParts
from bot.relay.store.lock import StoreError
from tests.conftest import MovedClock
from tests.console.browser import ADMINISTRATOR, HOME, PASSWORD, Visiting


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
    assert "Sua sessão terminou" in typing.text
    assert re.search(r'<a href="/console/sign-in" target="_blank">Entrar em outra aba</a>', typing.text)


_TEXT = 'Olá <b>Ana</b>,\n"sua guia" vence'
_FIELDS = {
    "destination": "(11) 98111-0001",
    "message": _TEXT,
    "value-nome": "Ana",
    "auth_token": "0123456789abcdef0123456789abcdef",
    "password": "four words",
    "pem": "-----BEGIN",
}


def _expect_texts_back(answer: TestResponse) -> None:
    for text in ("(11) 98111-0001", str(escape(_TEXT)), 'readonly value="Ana"'):
        assert text in answer.text
    for secret in ("0123456789abcdef", "four words", "BEGIN", "<b>Ana"):
        assert secret not in answer.text
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("passed", [IDLE * 2, LONGEST * 1.5])
def test_a_text_that_comes_after_the_end_of_the_session_is_shown_for_copying(
    signed_in: Visiting, moved_clock: MovedClock, passed: timedelta
) -> None:
    moved_clock.advance(passed)

    sent = signed_in.send("/send", _FIELDS, Origin=HOME)

    assert sent.status_code == 401
    assert "Copie o que você escreveu" in sent.text
    assert 'href="/console/sign-in?to=/send" target="_blank"' in sent.text
    _expect_texts_back(sent)
    empty = signed_in.send("/send", {"message": " "}, Origin=HOME)
    assert empty.headers["Location"] == "/console/sign-in?to=/send&ended=1"
    assert "o que você enviou não foi feito" in signed_in.get("/sign-in?ended=1").text


def test_the_browser_keeps_the_cookie_longer_than_the_session_so_that_its_last_form_is_read(
    visiting: Visiting, parts: RelayParts
) -> None:
    answer = visiting.post("/link", secret=Sessions(parts.store).make_link(ADMINISTRATOR))

    (age,) = re.findall(
        r"^console=[^;]+;.*Max-Age=(\d+)", "\n".join(answer.headers.getlist("Set-Cookie")), re.MULTILINE
    )
    assert int(age) > LONGEST.total_seconds()


def test_a_text_in_a_form_of_an_earlier_sign_in_is_shown_for_copying(signed_in: Visiting) -> None:
    sent = signed_in.send("/send", _FIELDS, Origin=HOME)

    assert sent.status_code == 403
    _expect_texts_back(sent)


def test_a_text_is_shown_for_copying_while_the_store_does_not_answer(
    signed_in: Visiting, parts: RelayParts, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise StoreError("The store is locked.")

    monkeypatch.setattr(Sessions, "find", fail)

    sent = signed_in.send("/send", _FIELDS, Origin=HOME)

    assert sent.status_code == 503
    _expect_texts_back(sent)


def test_nothing_that_another_site_has_sent_is_shown(signed_in: Visiting) -> None:
    sent = signed_in.send("/send", _FIELDS, Origin="https://evil.test")

    assert sent.status_code == 403
    assert "98111" not in sent.text


def test_a_page_of_an_earlier_sign_in_gets_the_token_with_which_its_form_can_be_sent_again(
    signed_in: Visiting, parts: RelayParts
) -> None:
    earlier = _token(signed_in)
    signed_in.post("/link", secret=Sessions(parts.store).make_link("rita"))
    headers = {"Origin": HOME, "HX_Request": "true"}

    refused = signed_in.send("/send/check", {}, X_Form_Token=earlier, **headers)

    assert refused.status_code == 403
    assert "Você entrou de novo depois que esta página foi carregada, como rita" in refused.text
    found = re.search(r'name="form-token" value="(\w+)"', refused.text)
    assert found
    assert signed_in.send("/send/check", {}, X_Form_Token=found[1], **headers).status_code == 200


def test_another_site_gets_no_token(signed_in: Visiting) -> None:
    answer = signed_in.send("/send/check", {}, Origin="https://evil.test", HX_Request="true")

    assert answer.status_code == 403
    assert "form-token" not in answer.text


def test_the_language_of_the_sign_in_page_changes_and_nothing_else(visiting: Visiting) -> None:
    address = "/sign-in?to=/messages/x?whole%3D1&ended=1"
    form = re.search(r'action="/console(/language[^"]*)"', visiting.get(address).text)
    assert form

    answer = visiting.send(html.unescape(form[1]), {"language": "en"}, Origin=HOME)

    page = visiting.get(answer.headers["Location"].removeprefix("/console")).text
    assert "Your session had ended" in page
    sign_in = re.search(r'action="/console(/sign-in[^"]*)"', page)
    assert sign_in
    answer = visiting.send(
        html.unescape(sign_in[1]), {"name": ADMINISTRATOR, "password": PASSWORD}, Origin=HOME
    )
    assert answer.headers["Location"] == "/console/messages/x?whole=1"


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
