"""Each credential has one issue, that opens before it is old and closes once it was changed and works."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, nullcontext
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from bot.core import clock
from bot.core.contact_keys import new_key
from bot.jobs.credentials import remind_rotation
from bot.sandbox.github.values import Actor
from tests.conftest import MovedClock
from tests.nearby import RELAY_SCOPES, NearbyRelay
from tests.stage import Stage
from tests.wire import DiedError, dying_after

START = datetime(2026, 7, 1, 13, tzinfo=UTC)
MARINA = "+5511911111111"
AUTH_TOKEN = "Rotação: Auth Token da Twilio"
GITHUB_TOKEN = "Rotação: token do GitHub usado pelo relay"
NAMES = {
    AUTH_TOKEN,
    GITHUB_TOKEN,
    "Rotação: chave que cifra números e textos (CONTACT_KEY)",
    "Rotação: tokens dos outros sistemas (GATEWAY_API_TOKENS)",
}


@pytest.fixture
def stage(moved_clock: MovedClock) -> Iterator[Stage]:
    moved_clock.set(START)
    with Stage() as stage:
        stage.set_variables(ADMIN_PHONES=MARINA)
        yield stage


def _remind(stage: Stage, issue: int = 0) -> list[str]:
    event = {"issue": {"number": issue}} if issue else {}
    done = remind_rotation.run(event, stage.new_tools())
    stage.twilio.wait_idle(5)
    return done


def _issue(stage: Stage, title: str = AUTH_TOKEN) -> dict[str, Any]:
    (found,) = (one for one in stage.sandbox.issues() if one["title"] == title)
    return stage.sandbox.issue(found["number"])


def _said(stage: Stage, title: str = AUTH_TOKEN) -> list[str]:
    """What the bot has said in the issue, the first line without its marker."""
    return [
        one["body"].split("\n")[1]
        for one in _issue(stage, title)["comments"]
        if one["author"] == "github-actions[bot]"
    ]


def _new_auth_token(stage: Stage) -> None:
    """Rotate at Twilio by hand and tell the workflows."""
    state = stage.twilio.state
    state.make_secondary()
    state.promote_secondary()
    stage.set_variables(TWILIO_AUTH_TOKEN=state.auth_token)


def test_the_life_of_a_credential_over_120_days(
    moved_clock: MovedClock, stage: Stage, relay: NearbyRelay
) -> None:
    told: dict[int, list[str]] = {}
    for day in (0, 1, 30, *range(74, 107), 120):  # on the days between, nothing is due
        moved_clock.set(START + timedelta(days=day))
        before = len(_said(stage)) if day else 0
        if day == 105:  # overdue for two weeks, then changed at Twilio, in the relay and on GitHub
            _new_auth_token(stage)
            relay.env.change({"TWILIO_AUTH_TOKEN": stage.twilio.state.auth_token})
        if day not in (83, 97, 98):  # days on which GitHub dropped the run
            _remind(stage)
        if len(_said(stage)) > before:
            told[day] = [line.split(":")[0] for line in _said(stage)[before:]]

    seen = "a troca foi vista por este workflow"
    assert told == {
        76: ["⏳ Faltam 14 dias"],
        84: ["⏳ Faltam 6 dias"],
        90: ["⚠️ É hoje"],
        91: ["📟 Os administradores foram avisados por mensagem."],
        99: ["🚨 Vencida há 9 dias"],
        104: ["🚨 Vencida há 14 dias"],
        105: [f"✅ A credencial foi trocada em 14/10/2026 ({seen}) e funciona. Próximo vencimento"],
    }
    assert _issue(stage)["state"] == "closed"
    assert {one["title"] for one in stage.sandbox.issues() if "rotacao" in one["labels"]} == NAMES
    assert len([text for text in stage.sandbox.received(MARINA) if "twilio-auth-token" in text]) == 1


def test_the_life_of_a_credential_over_120_days_of_which_some_tell_less(
    moved_clock: MovedClock, stage: Stage, relay: NearbyRelay
) -> None:
    """The secret was written nine days before we came; its date, the relay and the value come and go."""
    stage.state.secrets.put("TWILIO_AUTH_TOKEN", "token")
    stage.state.add_token("admin", Actor("marina", "fine-grained", frozenset({"secrets:read"})))
    told: dict[int, list[str]] = {}
    for day in (9, 14, 20, 27, 40, 52, 60, 61, *range(74, 106), 120):
        moved_clock.set(START + timedelta(days=day))
        number = int(_issue(stage)["number"]) if day > 9 else 0
        before = len(_said(stage)) if number else 0
        if day == 60:  # saved again with the same value
            stage.state.secrets.put("TWILIO_AUTH_TOKEN", "token")
        if day in (20, 92):  # nobody has changed anything
            stage.sandbox.comment(number, "marina", "/rotated")
        if day == 100:  # changed at Twilio, in the relay and on GitHub
            _new_auth_token(stage)
            relay.env.change({"TWILIO_AUTH_TOKEN": stage.twilio.state.auth_token})
            stage.state.secrets.put("TWILIO_AUTH_TOKEN", stage.twilio.state.auth_token)
        # Every third day GitHub tells no dates, every seventh the relay does not answer.
        stage.set_variables(
            ADMIN_GITHUB_TOKEN="expired" if day % 3 == 1 else "admin",
            RELAY_URL="http://127.0.0.1:9" if day % 7 == 3 else relay.url,
        )
        _remind(stage, number if day in (20, 92) else 0)
        if len(_said(stage)) > before:
            told[day] = [line.split(":")[0] for line in _said(stage)[before:]]

    seen = "a troca foi vista por este workflow"
    assert told == {
        20: ["😕 Ainda não conta"],
        76: ["⏳ Faltam 14 dias"],
        83: ["⏳ Faltam 7 dias"],
        90: ["⚠️ É hoje"],
        91: ["📟 Os administradores foram avisados por mensagem."],
        92: ["😕 Ainda não conta"],
        97: ["🚨 Vencida há 7 dias"],
        100: [f"✅ A credencial foi trocada em 09/10/2026 ({seen}) e funciona. Próximo vencimento"],
    }
    assert _issue(stage)["state"] == "closed"


def test_at_first_sight_every_credential_gets_a_closed_issue_that_remembers_it(
    stage: Stage, relay: NearbyRelay
) -> None:
    lines = [_remind(stage), _remind(stage)]

    assert lines[0] == lines[1]
    assert {one["title"] for one in stage.sandbox.issues()} == NAMES
    assert {one["state"] for one in stage.sandbox.issues()} == {"closed"}
    assert _said(stage) == []
    body = _issue(stage)["body"]
    assert "Em uso desde 01/07/2026 (vista pela primeira vez" in body
    assert "`bot rotate twilio-auth-token`" in body
    assert "As datas dos secrets não puderam ser lidas" in body
    assert "token" not in body.partition("\n")[0].replace("twilio-auth-token", "")


def test_github_tells_when_a_secret_was_written(moved_clock: MovedClock, stage: Stage) -> None:
    stage.state.secrets.put("TWILIO_AUTH_TOKEN", "token")
    stage.state.add_token("admin", Actor("marina", "fine-grained", frozenset({"secrets:read"})))
    stage.set_variables(ADMIN_GITHUB_TOKEN="admin")
    moved_clock.advance(timedelta(days=80))

    _remind(stage)

    issue = _issue(stage)
    assert issue["state"] == "open"
    assert "**Vence em 29/09/2026**. Em uso desde 01/07/2026 (data do secret no GitHub)." in issue["body"]
    assert "não puderam ser lidas" not in issue["body"]


def test_without_the_right_to_see_secrets_the_next_best_source_counts(stage: Stage) -> None:
    stage.state.add_token("admin", Actor("marina", "fine-grained", frozenset({"issues:write"})))
    stage.set_variables(ADMIN_GITHUB_TOKEN="admin")
    stage.configure({"rotation": {"rotated_on": {"twilio_auth_token": "2026-04-10"}}})

    _remind(stage)

    issue = _issue(stage)
    assert issue["state"] == "open"
    assert "(`rotation.rotated_on` em config.yml)" in issue["body"]
    assert "não puderam ser lidas" in issue["body"]
    assert _said(stage) == ["⏳ Faltam 8 dias: **Vence em 09/07/2026**"]


def test_a_token_that_expires_is_due_then(stage: Stage, relay: NearbyRelay) -> None:
    relay.env.change({"GITHUB_TOKEN": relay.new_github_token(expires=clock.now() + timedelta(days=10))})

    _remind(stage)

    assert _said(stage, GITHUB_TOKEN) == ["⏳ Faltam 10 dias: **Expira em 11/07/2026** e deixa de funcionar"]


def test_its_end_is_remembered_on_days_without_the_relay(stage: Stage, relay: NearbyRelay) -> None:
    relay.env.change({"GITHUB_TOKEN": relay.new_github_token(expires=clock.now() + timedelta(days=10))})
    _remind(stage)
    said = _said(stage, GITHUB_TOKEN)
    stage.set_variables(RELAY_URL="http://127.0.0.1:9")
    _remind(stage)

    assert _issue(stage, GITHUB_TOKEN)["state"] == "open"
    assert "**Expira em 11/07/2026**" in _issue(stage, GITHUB_TOKEN)["body"]
    assert _said(stage, GITHUB_TOKEN) == said


def test_people_are_assigned_and_one_who_does_not_exist_stops_nothing(
    moved_clock: MovedClock, stage: Stage
) -> None:
    stage.configure({"rotation": {"assignees": ["marina", "ninguem"]}})
    _remind(stage)
    moved_clock.advance(timedelta(days=80))
    _remind(stage)

    number = _issue(stage)["number"]
    assert stage.state.issues.get(number).assignees == ("marina",)


def _due(moved_clock: MovedClock, stage: Stage) -> int:
    """Let the auth token become due; return its issue."""
    _remind(stage)
    moved_clock.advance(timedelta(days=80))
    _remind(stage)
    return int(_issue(stage)["number"])


def test_rotated_is_checked_and_counts(moved_clock: MovedClock, stage: Stage, relay: NearbyRelay) -> None:
    number = _due(moved_clock, stage)
    _new_auth_token(stage)
    relay.env.change({"TWILIO_AUTH_TOKEN": stage.twilio.state.auth_token})
    comment = stage.sandbox.comment(number, "marina", "/rotated")
    _remind(stage, number)

    issue = _issue(stage)
    assert issue["state"] == "closed"
    assert "✅ A Twilio aceita a credencial." in issue["comments"][-2]["body"]
    assert "✅ O relay aceita o que é assinado com ela." in issue["comments"][-2]["body"]
    reactions = {one["id"]: one["reactions"] for one in issue["comments"]}
    assert reactions[comment["id"]] == {"rocket": ["github-actions[bot]"]}
    said = _said(stage)
    _remind(stage, number)
    assert _said(stage) == said


def test_rotated_without_a_change_does_not_count(
    moved_clock: MovedClock, stage: Stage, relay: NearbyRelay
) -> None:
    number = _due(moved_clock, stage)
    asked = stage.sandbox.comment(number, "marina", "/rotacionada")
    _remind(stage, number)

    issue = _issue(stage)
    assert issue["state"] == "open"
    assert "- ❌ É a mesma credencial de antes, em uso desde 01/07/2026." in issue["comments"][-1]["body"]
    assert "😕 Ainda não conta" in issue["comments"][-1]["body"]
    assert {one["id"]: one["reactions"] for one in issue["comments"]}[asked["id"]] == {
        "confused": ["github-actions[bot]"]
    }


def test_a_new_token_that_does_not_work_does_not_count(
    moved_clock: MovedClock, stage: Stage, relay: NearbyRelay
) -> None:
    number = _due(moved_clock, stage)
    stage.set_variables(TWILIO_AUTH_TOKEN="f" * 32)  # a slip of the pen
    stage.sandbox.comment(number, "marina", "/rotated")
    _remind(stage, number)

    issue = _issue(stage)
    assert issue["state"] == "open"
    bodies = "\n".join(one["body"] for one in issue["comments"])
    assert "❌ A Twilio recusa a credencial que está nos secrets do GitHub." in bodies
    assert "❌ O relay não aceita o que é assinado com ela" in bodies


def test_somebody_without_permission_is_told_so(moved_clock: MovedClock, stage: Stage) -> None:
    number = _due(moved_clock, stage)
    _new_auth_token(stage)
    stage.sandbox.comment(number, "estranha", "/rotated")
    _remind(stage, number)

    assert any("@estranha, conferir uma credencial pede a permissão" in body for body in _said(stage))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ("scopes", "❌ O token do relay não serve: Contents: write, Actions: read."),
        ("dead", "❌ O token do relay não serve: HTTP 401."),
        ("short", "❌ O token do relay expira em 24/09/2026."),
        ("short by an evening", "❌ O token do relay expira em 24/09/2026."),
        ("good", "✅ O relay pode entregar mensagens ao GitHub e ver execuções."),
    ],
)
def test_the_relays_token_is_tried_out(
    moved_clock: MovedClock, stage: Stage, relay: NearbyRelay, change: str, sentence: str
) -> None:
    _due(moved_clock, stage)
    number = _issue(stage, GITHUB_TOKEN)["number"]
    scopes = frozenset({"metadata:read"}) if change == "scopes" else RELAY_SCOPES
    # The second one at one o'clock UTC on the 25th, which is ten in the evening before in Brasilia.
    ends = {"short": timedelta(days=5), "short by an evening": timedelta(days=5, hours=12)}
    expires = clock.now() + ends[change] if change in ends else None
    token = "never-made" if change == "dead" else relay.new_github_token(scopes, expires)
    relay.env.change({"GITHUB_TOKEN": token})
    stage.sandbox.comment(number, "marina", "/rotated")
    _remind(stage, number)

    issue = _issue(stage, GITHUB_TOKEN)
    assert sentence in "\n".join(one["body"] for one in issue["comments"])
    assert issue["state"] == ("closed" if change == "good" else "open")


def test_a_relay_that_is_down_proves_nothing(moved_clock: MovedClock, stage: Stage) -> None:
    stage.configure({"rotation": {"rotated_on": {"github_token": "2026-04-05"}}})
    _remind(stage)
    number = _issue(stage, GITHUB_TOKEN)["number"]
    stage.sandbox.comment(number, "marina", "/rotated")
    _remind(stage, number)

    issue = _issue(stage, GITHUB_TOKEN)
    assert issue["state"] == "open"
    assert "❌ O relay não responde a este workflow" in issue["comments"][-1]["body"]


def test_a_new_contact_key_is_seen_and_must_be_the_relays_too(
    moved_clock: MovedClock, stage: Stage, relay: NearbyRelay
) -> None:
    title = "Rotação: chave que cifra números e textos (CONTACT_KEY)"
    _due(moved_clock, stage)
    stage.contact_key = f"{new_key()},{stage.contact_key}"
    _remind(stage)
    assert _issue(stage, title)["state"] == "open"
    assert "❌" in _issue(stage, title)["comments"][-1]["body"]

    relay.env.change({"CONTACT_KEY": stage.contact_key})
    _remind(stage)
    assert _issue(stage, title)["state"] == "closed"


def test_an_issue_closed_without_a_check_is_opened_again(moved_clock: MovedClock, stage: Stage) -> None:
    number = _due(moved_clock, stage)
    stage.sandbox.close(number)
    moved_clock.advance(timedelta(days=1))
    _remind(stage)
    _remind(stage)

    assert _issue(stage)["state"] == "open"
    assert [line for line in _said(stage) if "fechada sem conferência" in line] == [_said(stage)[-1]]


def test_the_same_issue_serves_the_next_cycle(
    moved_clock: MovedClock, stage: Stage, relay: NearbyRelay
) -> None:
    number = _due(moved_clock, stage)
    _new_auth_token(stage)
    relay.env.change({"TWILIO_AUTH_TOKEN": stage.twilio.state.auth_token})
    _remind(stage)
    assert _issue(stage)["state"] == "closed"
    moved_clock.advance(timedelta(days=85))
    _remind(stage)

    assert (_issue(stage)["number"], _issue(stage)["state"]) == (number, "open")
    assert len([line for line in _said(stage) if line.startswith("⏳")]) == 2


def _looks(stage: Stage) -> list[Any]:
    """All that people see of the issues, without what differs from one made-up world to the next."""
    return [
        [
            one["title"],
            one["state"],
            [
                said["body"].partition("-->")[2].strip()
                for said in stage.sandbox.issue(one["number"])["comments"]
            ],
            [list(said["reactions"]) for said in stage.sandbox.issue(one["number"])["comments"]],
        ]
        for one in stage.sandbox.issues()
        if "rotacao" in one["labels"]
    ]


@pytest.mark.parametrize("changed", [True, False], ids=["rotated", "overdue"])
def test_after_a_crash_at_any_write_the_next_run_completes_it(
    moved_clock: MovedClock, tmp_path: Path, changed: bool
) -> None:
    numbers = count()
    patient = dict.fromkeys(("github_token", "contact_key", "api_tokens"), "3650d")

    def prepare(stage: Stage, world: ExitStack) -> None:
        moved_clock.set(START)
        folder = tmp_path / str(next(numbers))
        folder.mkdir()
        relay = world.enter_context(NearbyRelay(stage, folder))
        stage.configure({**stage.changes, "rotation": {"every": patient}})
        stage.set_variables(ADMIN_PHONES=MARINA)
        _remind(stage)
        moved_clock.set(START + timedelta(days=80))
        _remind(stage)
        if changed:
            _new_auth_token(stage)
            relay.env.change({"TWILIO_AUTH_TOKEN": stage.twilio.state.auth_token})
        stage.sandbox.comment(_issue(stage)["number"], "marina", "/rotated")
        moved_clock.set(START + timedelta(days=81 if changed else 91))

    shown = []
    for writes in count():
        with Stage() as stage, ExitStack() as world:
            prepare(stage, world)
            survived = _dies(stage, writes)
            if writes and survived:
                break
            shown.append((_looks(stage), stage.sandbox.received(MARINA)))

    assert len(shown) > 5
    assert all(each == shown[0] for each in shown)


def _dies(stage: Stage, writes: int) -> bool:
    """Run the job, which dies after so many writes (0: it does not), then again; tell whether it survived."""
    try:
        with dying_after(writes) if writes else nullcontext():
            _remind(stage)
    except DiedError:
        stage.twilio.wait_idle(5)
        _remind(stage)
        return False
    return True
