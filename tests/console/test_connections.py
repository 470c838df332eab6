"""The page *Messaging connections*: what it shows, what its form refuses, and that it changes both or neither."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from bot.adapters.env_file import EnvFile
from bot.console.connections import changing
from bot.operate import turn
from tests.console.connected import ConsoleOfOffice
from tests.made_up import ADMIN, AUTH_TOKEN, WRONG
from tests.operate.connecting.installation import SECOND_NUMBER
from tests.stage import ACCOUNT


def _under(page: str, field: str) -> str:
    found = re.search(rf'id="{field}-fault">([^<]*)<', page)
    return html.unescape(found[1]) if found else ""


def test_the_page_shows_the_account_masked_and_what_twilio_has(console: ConsoleOfOffice) -> None:
    page = html.unescape(console.visiting.get("/connections").text)

    assert f"AC…{ACCOUNT[-4:]}" in page
    assert ACCOUNT not in page
    assert AUTH_TOKEN not in page
    assert "+1 555-123-4567" in page
    assert "escritorio/AUDITORIA360" in page
    address = "https://bot.exemplo.com.br/api/notifications/webhook/twilio"
    for copied in (f"{address}#rc=3&rp=5xx,ct,rt", f"{address}/fallback", f"{address}/status"):
        assert f'data-copy="{copied}"' in page
    assert page.count("Falta na Twilio") == 4

    console.office.stage.twilio.state.point_webhooks(
        f"{address}#rc=3&rp=5xx,ct,rt", fallback_url="https://x.example/?k=1"
    )
    page = console.visiting.get("/connections").text
    assert page.count("Configurado na Twilio") == 2
    assert page.count("https://x.example/?...") == 2
    assert "k=1" not in page


def test_the_page_comes_while_twilio_is_down(console: ConsoleOfOffice) -> None:
    console.office.stage.sandbox.switch_on("twilio-down", None)

    page = console.visiting.get("/connections").text
    form = console.visiting.get("/connections/change").text

    assert "A Twilio não respondeu" in page
    assert "Testar conexão" in page
    assert "A lista não está disponível, digite o número" in form
    assert '<input id="sms_number"' in re.sub(r"\s+", " ", form)


def test_each_fault_stands_under_its_field_and_what_was_typed_is_kept(with_token: ConsoleOfOffice) -> None:
    typed = {
        "account_sid": 'AC"><script>',
        "auth_token": "short",
        "sms_number": "0800",
        "whatsapp_number": "+1",
    }

    answer = with_token.send({**with_token.form(), **typed})

    assert answer.status_code == 422
    assert "Um Account SID é AC e mais 32" in _under(answer.text, "account_sid")
    assert "Um auth token tem 32" in _under(answer.text, "auth_token")
    assert "Escreva o número com +" in _under(answer.text, "sms_number")
    assert "Escreva o número com +" in _under(answer.text, "whatsapp_number")
    assert 'value="AC&#34;&gt;&lt;script&gt;"' in answer.text
    assert "<script>" not in answer.text.replace("<script src", "")
    assert 'value="short"' not in answer.text


def test_the_reader_reads_faults_in_their_language(with_token: ConsoleOfOffice) -> None:
    with_token.visiting.post("/language", language="en")

    answer = with_token.send({**with_token.form(), "auth_token": WRONG})

    assert "Twilio refuses this auth token for the account." in _under(answer.text, "auth_token")
    assert "Check with Twilio and save" in answer.text


def test_a_refused_token_changes_nothing_and_is_nowhere(with_token: ConsoleOfOffice) -> None:
    before = with_token.office.present

    answer = with_token.send({**with_token.form(), "auth_token": WRONG, "sms_number": SECOND_NUMBER})

    assert "A Twilio recusa este auth token" in _under(answer.text, "auth_token")
    assert WRONG not in answer.text
    assert with_token.office.agrees_on(before)


def test_a_number_of_somebody_else_is_refused_under_its_field(with_token: ConsoleOfOffice) -> None:
    before = with_token.office.present

    answer = with_token.send({**with_token.form(), "sms_number": "+15557770000"})

    assert "Este número não é da conta" in _under(answer.text, "sms_number")
    assert '<option value="+15557770000" selected>' in answer.text
    assert with_token.office.agrees_on(before)


def test_without_a_github_token_neither_is_changed(console: ConsoleOfOffice) -> None:
    before = console.office.present
    assert "Sem ele nada é mudado aqui" in console.visiting.get("/connections/change").text

    answer = console.send({**console.form(), "sms_number": SECOND_NUMBER})

    assert answer.status_code == 422
    assert "o relay sozinho não é mudado" in answer.text
    assert console.office.agrees_on(before)


def test_a_chosen_number_is_saved_for_relay_and_workflows(with_token: ConsoleOfOffice) -> None:
    page = with_token.ended(with_token.send({**with_token.form(), "sms_number": SECOND_NUMBER}))

    assert "Salvo: o relay e os workflows usam esta conexão" in page
    assert with_token.office.present.sms_number == with_token.office.of_workflows.sms_number == SECOND_NUMBER
    assert with_token.parts.live.current.environment.TWILIO_PHONE_NUMBER == SECOND_NUMBER  # without a restart
    assert "+1 555-123-9999" in with_token.visiting.get("/connections").text


def test_a_new_auth_token_is_verified_saved_and_shown_nowhere(
    with_token: ConsoleOfOffice, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    state, fields = with_token.office.stage.twilio.state, with_token.form()
    state.make_secondary()
    state.promote_secondary()
    fields["auth_token"] = state.auth_token

    page = with_token.ended(with_token.send(fields))

    assert "Salvo" in page
    assert (
        with_token.office.present.auth_token == with_token.office.of_workflows.auth_token == state.auth_token
    )
    shown = (
        page
        + with_token.visiting.get("/connections").text
        + with_token.visiting.get("/connections/change").text
    )
    assert state.auth_token not in shown + caplog.text
    with_token.parts.store.close()
    stored = b"".join(file.read_bytes() for file in with_token.office.folder.glob("relay.db*"))
    assert b"console:work:" in stored
    assert state.auth_token.encode() not in stored
    assert ADMIN.encode() not in stored


def test_a_double_click_changes_once_and_reports_success_to_both(with_token: ConsoleOfOffice) -> None:
    fields = {**with_token.form(), "sms_number": SECOND_NUMBER}

    pages = [with_token.ended(answer) for answer in [with_token.send(fields), with_token.send(fields)]]

    assert sorted("Salvo" in page or "Não havia nada a mudar" in page for page in pages) == [True, True]
    assert with_token.office.present.sms_number == with_token.office.of_workflows.sms_number == SECOND_NUMBER


def test_a_change_waits_a_while_for_a_rotation_and_then_names_it(
    with_token: ConsoleOfOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changing, "_TURN_WITHIN", timedelta(seconds=1))
    before = with_token.office.present

    with turn.taken(with_token.office.folder, "rotate", "twilio-auth-token"):
        page = with_token.ended(with_token.send({**with_token.form(), "sms_number": SECOND_NUMBER}))

    assert page.count("bot rotate twilio-auth-token") == 2  # what it waits for, and why it gave up
    assert "Esperando terminar" in page
    assert with_token.office.agrees_on(before)


def test_a_form_of_another_window_does_not_take_back_what_was_changed_meanwhile(
    with_token: ConsoleOfOffice,
) -> None:
    early = with_token.form()
    with_token.ended(with_token.send({**with_token.form(), "sms_number": SECOND_NUMBER}))

    page = with_token.ended(with_token.send({**early, "whatsapp_number": ""}))

    assert "foi mudada enquanto isso" in page
    assert with_token.office.present.sms_number == SECOND_NUMBER
    assert with_token.office.present.whatsapp_number


def test_a_change_is_followed_by_who_made_it_alone(with_token: ConsoleOfOffice) -> None:
    answer = with_token.send({**with_token.form(), "sms_number": SECOND_NUMBER})
    with_token.ended(answer)
    path = urlsplit(answer.headers["Location"]).path.removeprefix("/console")

    assert with_token.another().get(path).status_code == 404


def test_an_interrupted_change_is_told_of(with_token: ConsoleOfOffice) -> None:
    EnvFile(with_token.office.folder).change({"CHANGING_CONNECTION": "2026-01-01T12:00:00Z"})

    assert "Uma mudança da conexão foi interrompida" in with_token.visiting.get("/connections").text

    page = with_token.ended(with_token.send(with_token.form()))
    assert "Salvo" in page
    assert "foi interrompida" not in with_token.visiting.get("/connections").text


def test_the_numbers_of_an_account_are_listed_by_its_typed_token(console: ConsoleOfOffice) -> None:
    answer = console.visiting.post("/connections/numbers", **{**console.form(), "auth_token": AUTH_TOKEN})
    assert f'<option value="{SECOND_NUMBER}">' in answer.text
    assert AUTH_TOKEN not in answer.text

    answer = console.visiting.post("/connections/numbers", **{**console.form(), "auth_token": WRONG})
    assert "A Twilio recusa este auth token" in _under(answer.text, "auth_token")
