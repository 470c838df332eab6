from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from bot.core.errors import BotError
from bot.rules.upkeep.periods import SCHEDULED
from bot.sandbox.emulator.faults import Faults
from bot.sandbox.github.faults import GITHUB_FAULTS
from bot.sandbox.screen import fault_groups
from bot.sandbox.twilio import misconfigured
from bot.sandbox.twilio.faults import TWILIO_FAULTS
from bot.sandbox.workflows.runs import Event
from tests.sandbox.screen.shown import StillParts

EVERY_FAULT = {*GITHUB_FAULTS, *TWILIO_FAULTS, *misconfigured.DEEDS}
BY_SCRIPT = {"HX-Request": "true"}


def test_every_fault_stands_in_one_group_and_no_group_is_empty(parts: StillParts) -> None:
    groups = fault_groups.groups(fault_groups.everything((parts.github_faults, parts.twilio.faults)))
    shown = [one.name for group in groups for one in group.faults]

    assert sorted(shown) == sorted(EVERY_FAULT)
    assert all(group.faults for group in groups)
    assert set(fault_groups.FIRST) | set(fault_groups.HEADLINES) <= EVERY_FAULT


def test_every_fault_has_its_sentence_and_its_switch_in_both_languages(client: FlaskClient) -> None:
    def every_group() -> str:
        return "".join(client.get(f"/switches?faults={number}").text for number in range(1, 9))

    portuguese = every_group()
    client.get("/?lang=en")
    english = every_group()

    for page, word in ((portuguese, "Ligar"), (english, "Switch on")):
        assert set(re.findall(r'action="/switches/on/([\w-]+)\?', page)) == EVERY_FAULT
        assert word in page
    assert "Toda chamada à API é respondida com 503." in portuguese
    assert "Every API call is answered 503." in english
    assert "Every API call is answered 503." not in portuguese


@pytest.mark.parametrize("fault", ["github-down", "twilio-down", "webhooks-twice"])
def test_a_fault_is_switched_on_and_off_without_scripts(
    parts: StillParts, client: FlaskClient, fault: str
) -> None:
    service = parts.github_faults if fault.startswith("github") else parts.twilio.faults

    answer = client.post(f"/switches/on/{fault}?phone=1")
    assert answer.status_code == 303
    assert answer.location == "/?phone=1#switches"
    assert service.standing() == {fault: None}
    assert f"/switches/off/{fault}" in client.get("/switches").text

    client.post(f"/switches/off/{fault}")
    assert service.standing() == {}


def test_a_fault_occurs_as_often_as_one_says(parts: StillParts, client: FlaskClient) -> None:
    page = client.post("/switches/on/github-down", data={"times": "2"}, headers=BY_SCRIPT).text

    assert parts.github_faults.standing() == {"github-down": 2}
    assert "mais 2 vezes" in page
    assert parts.github_faults.fires("github-down")
    assert "Mais uma vez." in client.get("/news").text
    assert parts.github_faults.fires("github-down")
    assert not parts.github_faults.fires("github-down")


@pytest.mark.parametrize("times", ["0", "-1", "1000", "muitas", "1.5", "²", "9" * 5000])
def test_a_number_of_times_that_is_none_is_refused_with_a_sentence(
    parts: StillParts, client: FlaskClient, times: str
) -> None:
    answer = client.post("/switches/on/github-down", data={"times": times}, headers=BY_SCRIPT)

    assert answer.status_code == 422
    assert "Quantas vezes é um número de 1 a 999." in answer.text
    assert parts.github_faults.standing() == {}


def test_a_fault_with_a_code_needs_one(parts: StillParts, client: FlaskClient) -> None:
    refused = client.post("/switches/on/twilio-refuse-CODE", data={"code": "1"})
    assert refused.status_code == 422
    assert "Informe o código, que tem cinco dígitos." in refused.text
    assert "<!doctype html>" in refused.text  # without scripts the whole screen says so

    client.post("/switches/on/twilio-refuse-CODE", data={"code": "21614", "times": "3"})
    assert parts.twilio.faults.standing() == {"twilio-refuse-21614": 3}
    assert "A Twilio recusa mensagens com o erro 21614." in client.get("/news").text


def test_a_fault_that_does_not_exist_is_refused(client: FlaskClient) -> None:
    answer = client.post("/switches/on/github-%3Cb%3E", headers=BY_SCRIPT)

    assert answer.status_code == 422
    assert "Não existe a falha github-&lt;b&gt;." in answer.text


def test_what_is_done_once_is_not_on_afterwards(parts: StillParts, client: FlaskClient) -> None:
    client.post("/switches/on/twilio-no-webhook")

    assert {one.sms_url for one in parts.twilio.state.senders()} == {""}
    assert parts.twilio.faults.standing() == {}


def test_what_is_out_of_order_stands_above_everything(parts: StillParts, client: FlaskClient) -> None:
    client.post("/switches/on/github-down")
    above = client.get("/").text.split('id="phones"')[0]

    assert "O GitHub está fora do ar." in above
    assert "O relay está parado." in above
    client.post("/news/off/github-down")
    assert parts.github_faults.standing() == {}
    assert "fora do ar." not in client.get("/news").text


@pytest.mark.parametrize("pane", ["news", "switches"])
def test_a_relay_that_is_down_can_be_started_from_both_places(
    parts: StillParts, client: FlaskClient, pane: str
) -> None:
    assert f"/{pane}/relay/start" in client.get(f"/{pane}").text
    assert client.post(f"/{pane}/relay/start").location == f"/#{pane}"
    assert parts.started == 1


def test_a_relay_that_does_not_start_says_why(
    parts: StillParts, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks() -> None:
        raise BotError("The relay did not start.")

    monkeypatch.setattr(parts, "start_relay", breaks)
    answer = client.post("/switches/relay/start", headers=BY_SCRIPT)

    assert answer.status_code == 422
    assert "O relay não iniciou." in answer.text


def test_why_the_relay_did_not_start_stands_there_until_it_is_tried_again(
    parts: StillParts, client: FlaskClient
) -> None:
    assert "O relay não iniciou" not in client.get("/news").text
    (parts.folder / "config.yml").write_text("relay: {port: seven}\n")

    with pytest.raises(BotError):
        parts.relay.start()

    assert client.get("/news").text.count("O relay não iniciou: ") == 1


def test_the_clocks_workflows_are_started_by_a_button(parts: StillParts, client: FlaskClient) -> None:
    page = client.get("/switches").text
    assert re.findall(r'action="/switches/clock/([\w-]+)\.yml', page) == sorted(SCHEDULED)

    client.post("/switches/clock/reconcile.yml")

    (run,) = parts.actions.runs()
    assert (run.path, run.event.name, run.status) == (".github/workflows/reconcile.yml", "schedule", "queued")
    assert re.search(r'<button id="run-reconcile" disabled>', client.get("/switches").text)


def test_what_a_comment_starts_is_no_run_of_the_clock(parts: StillParts, client: FlaskClient) -> None:
    workflow = parts.actions.tree.find("remind-rotation.yml")
    assert workflow
    parts.actions.start(workflow, Event("issue_comment", "created", {}, "marina"))

    page = client.get("/switches").text

    assert "remind-rotation ·" not in page
    assert '<button id="run-remind-rotation">' in page


def test_a_run_that_github_refuses_says_why(parts: StillParts, client: FlaskClient) -> None:
    parts.github_faults.switch_on("actions-off")

    answer = client.post("/switches/clock/reconcile.yml", headers=BY_SCRIPT)

    assert answer.status_code == 422
    assert "O GitHub não inicia a execução: Actions has been disabled" in answer.text
    assert client.post("/switches/clock/ci.yml", headers=BY_SCRIPT).status_code == 422


@pytest.mark.parametrize("path", ["switches/on/github-down", "switches/relay/kill", "news/off/github-down"])
def test_no_page_of_others_presses_a_button(parts: StillParts, client: FlaskClient, path: str) -> None:
    answer = client.post(f"/{path}", headers={"Sec-Fetch-Site": "cross-site"})

    assert answer.status_code == 403
    assert parts.github_faults.standing() == {}


def test_the_story_that_is_told_stands_on_the_screen(parts: StillParts, client: FlaskClient) -> None:
    parts.story.tell("GitHub is down.")
    assert "Agora:</strong> O GitHub está fora do ar." in client.get("/news").text

    parts.story.end()
    assert "Agora:" not in client.get("/news").text


def test_what_is_left_of_a_fault_is_known_without_counting_as_one() -> None:
    faults = Faults({"github-down": "Every API call is answered 503."})
    faults.switch_on("github-down", 1)

    assert faults.standing() == faults.standing() == {"github-down": 1}
    assert faults.fires("github-down")
    assert faults.standing() == {}
