"""Each credential has one issue, which opens before it is old and closes once it was changed and works."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from bot.core import app_key
from bot.rules.upkeep.credentials import Credential
from tests.jobs.credentials.reminders import (
    API_KEY,
    API_TOKENS,
    APP_KEY,
    AUTH_TOKEN,
    CONTACT_KEY,
    DAY,
    GITHUB_TOKEN,
    MARINA,
    SILENT,
    START,
    Reminders,
)
from tests.made_up import ADMIN, WRONG
from tests.made_up import AUTH_TOKEN as TOKEN
from tests.nearby import NearbyRelay

SEEN = "a troca foi vista por este workflow"


def _new_comments(reminders: Reminders, day: int, issue: int = 0) -> list[str]:
    """Run on a day; return the first words of each comment about the auth token."""
    before = len(reminders.comments()) if reminders.titles else 0
    reminders.run(day, issue=issue)
    return [text.partition(":")[0] for text in reminders.comments()[before:]]


def test_the_life_of_a_credential_over_120_days(reminders: Reminders, relay: NearbyRelay) -> None:
    given: dict[int, list[str]] = {}
    # On the other days nothing is due, and on 83, 97 and 98 GitHub dropped the run.
    for day in (0, 1, 30, *range(74, 83), *range(84, 97), *range(99, 107), 120):
        if day == 105:
            reminders.new_auth_token(relay)
        given[day] = _new_comments(reminders, day)

    assert {day: texts for day, texts in given.items() if texts} == {
        76: ["⏳ Faltam 14 dias"],
        84: ["⏳ Faltam 6 dias"],
        90: ["⚠️ É hoje"],
        91: ["📟 Os administradores foram avisados por mensagem."],
        99: ["🚨 Vencida há 9 dias"],
        104: ["🚨 Vencida há 14 dias"],
        105: [f"✅ A credencial foi trocada em 14/10/2026 ({SEEN}) e funciona. Próximo vencimento"],
    }
    assert reminders.state() == "closed"
    assert len(reminders.titles) == 4
    assert ["twilio-auth-token" in text for text in reminders.stage.sandbox.received(MARINA)].count(True) == 1


def test_its_life_where_on_some_days_less_is_seen(reminders: Reminders, relay: NearbyRelay) -> None:
    """The secret was written nine days before the first run; its date, the relay and the value come and go."""
    stage, number = reminders.stage, 0
    reminders.date_secrets(TWILIO_AUTH_TOKEN=TOKEN)
    given: dict[int, list[str]] = {}
    for day in (9, 14, 20, 27, 40, 52, 60, 61, *range(74, 106), 120):
        reminders.set_day(day)
        if day == 60:  # saved again with the same value
            stage.state.secrets.put("TWILIO_AUTH_TOKEN", TOKEN)
        if day in (20, 92):  # nobody has changed anything
            stage.sandbox.comment(number, "marina", "/rotated")
        if day == 100:
            stage.state.secrets.put("TWILIO_AUTH_TOKEN", reminders.new_auth_token(relay))
        # Every third day GitHub shows no dates, every seventh the relay does not answer.
        stage.set_variables(
            ADMIN_GITHUB_TOKEN=WRONG if day % 3 == 1 else ADMIN,
            RELAY_URL=SILENT if day % 7 == 3 else relay.url,
        )
        given[day] = _new_comments(reminders, day, number if day in (20, 92) else 0)
        number = int(reminders.issue()["number"])

    assert {day: texts for day, texts in given.items() if texts} == {
        20: ["😕 Ainda não conta"],
        76: ["⏳ Faltam 14 dias"],
        83: ["⏳ Faltam 7 dias"],
        90: ["⚠️ É hoje"],
        91: ["📟 Os administradores foram avisados por mensagem."],
        92: ["😕 Ainda não conta"],
        97: ["🚨 Vencida há 7 dias"],
        100: [f"✅ A credencial foi trocada em 09/10/2026 ({SEEN}) e funciona. Próximo vencimento"],
    }
    assert reminders.state() == "closed"


@pytest.mark.parametrize("app", [False, True])
def test_at_the_first_run_each_credential_gets_a_closed_issue_that_remembers_it(
    reminders: Reminders, relay: NearbyRelay, app: bool
) -> None:
    if app:
        relay.act_by_app()

    assert reminders.run() == reminders.run()
    names = [AUTH_TOKEN, APP_KEY if app else GITHUB_TOKEN, CONTACT_KEY, API_TOKENS]
    assert sorted(reminders.titles) == sorted(names)
    assert {(reminders.state(title), len(reminders.comments(title))) for title in names} == {("closed", 0)}
    body = reminders.issue()["body"]
    assert "Em uso desde 01/07/2026 (vista pela primeira vez" in body
    assert "`bot rotate twilio-auth-token`" in body
    assert "As datas dos secrets não puderam ser lidas" in body
    hidden = body.partition("\n")[0]
    assert "token" not in re.sub("|".join(Credential), "", hidden)


def test_people_are_assigned_and_one_who_does_not_exist_stops_nothing(reminders: Reminders) -> None:
    reminders.set_rotation(assignees=["marina", "ninguem"])
    reminders.run(0, 80)

    assert reminders.stage.state.issues.get(reminders.issue()["number"]).assignees == ("marina",)


def test_an_issue_closed_without_a_check_is_opened_again(reminders: Reminders) -> None:
    reminders.run(0, 80)
    reminders.stage.sandbox.close(reminders.issue()["number"])
    reminders.run(81)
    reminders.run()

    assert reminders.state() == "open"
    assert [text for text in reminders.comments() if "fechada sem conferência" in text] == [
        reminders.comments()[-1]
    ]


def test_the_same_issue_serves_the_next_cycle(reminders: Reminders, relay: NearbyRelay) -> None:
    reminders.run(0, 80)
    number = reminders.issue()["number"]
    reminders.new_auth_token(relay)
    reminders.run()
    assert reminders.state() == "closed"
    reminders.run(165)

    assert (reminders.issue()["number"], reminders.state()) == (number, "open")
    assert [text[0] for text in reminders.comments()].count("⏳") == 2


def test_the_issue_of_an_api_key_closes_once_the_key_is_another_and_not_when_it_is_moved(
    reminders: Reminders,
) -> None:
    reminders.new_api_key(pair=True)
    reminders.run(0)
    assert reminders.state(API_KEY) == "closed"
    reminders.set_day(80)
    sid, secret = (reminders.stage.variables[f"TWILIO_API_KEY_{half}"] for half in ("SID", "SECRET"))
    reminders.date_secrets(TWILIO_API_KEY=f"{sid}:{secret}")
    reminders.stage.set_variables(TWILIO_API_KEY=f"{sid}:{secret}")
    reminders.run()
    assert reminders.state(API_KEY) == "open"
    assert "`bot rotate twilio-api-key`" in reminders.issue(API_KEY)["body"]

    reminders.new_api_key()
    reminders.run()
    assert reminders.state(API_KEY) == "closed"


def test_an_app_key_is_remembered_also_on_days_without_the_relay(
    reminders: Reminders, relay: NearbyRelay
) -> None:
    key = relay.act_by_app()
    reminders.run(0)
    reminders.stage.set_variables(RELAY_URL=SILENT)
    reminders.run(77)
    assert "⏳ Faltam 13 dias" in reminders.shown(APP_KEY)

    reminders.stage.set_variables(RELAY_URL=relay.url)
    pem = reminders.stage.state.apps.new_key()
    relay.env.change({"GITHUB_APP_PRIVATE_KEY": app_key.one_line(pem)})
    reminders.run()
    assert reminders.state(APP_KEY) == "closed"
    assert f"✅ A credencial foi trocada em 16/09/2026 ({SEEN})" in reminders.shown(APP_KEY)
    assert "`bot rotate github-app-key --finish`" in reminders.shown(APP_KEY)
    assert key[40:90] not in reminders.shown(APP_KEY)
    assert GITHUB_TOKEN not in reminders.titles


def _drop_api_key(relay: NearbyRelay) -> None:
    relay.stage.set_variables(TWILIO_API_KEY="", TWILIO_AUTH_TOKEN=TOKEN)


@pytest.mark.parametrize("asked", [True, False])
@pytest.mark.parametrize(
    ("title", "drop"),
    [
        (API_KEY, _drop_api_key),
        (API_TOKENS, lambda relay: relay.env.change({"GATEWAY_API_TOKENS": None})),
        (GITHUB_TOKEN, NearbyRelay.act_by_app),
    ],
)
def test_the_issue_of_a_credential_that_is_not_used_any_more_closes(
    reminders: Reminders, relay: NearbyRelay, title: str, drop: Callable[[NearbyRelay], object], asked: bool
) -> None:
    if title == API_KEY:
        reminders.new_api_key()
    reminders.run(0)
    reminders.stage.set_variables(RELAY_URL=SILENT)
    reminders.run(80)
    assert reminders.state(title) == "open"  # on a day without the relay nothing is known to be unused

    reminders.stage.set_variables(RELAY_URL=relay.url)
    drop(relay)
    if asked:
        reminders.ask(title)
    reminders.run()
    reminders.stage.set_variables(RELAY_URL=SILENT)
    reminders.run(88)
    assert reminders.shown(title).count("Esta credencial não é mais usada") == 1
    assert reminders.state(title) == "closed"


def test_from_a_token_to_an_app_and_back(reminders: Reminders, relay: NearbyRelay) -> None:
    reminders.run(0, 80)
    relay.act_by_app()
    reminders.run()
    assert (reminders.state(GITHUB_TOKEN), reminders.state(APP_KEY)) == ("closed", "closed")

    app = dict.fromkeys(("GITHUB_APP_ID", "GITHUB_APP_PRIVATE_KEY"))
    relay.env.change({"GITHUB_TOKEN": relay.new_github_token(), **app})
    reminders.run(160)
    assert (reminders.state(GITHUB_TOKEN), reminders.state(APP_KEY)) == ("closed", "closed")


def test_after_a_move_back_to_a_token_a_silent_relay_takes_no_app_for_what_is_in_use(
    reminders: Reminders, relay: NearbyRelay
) -> None:
    relay.act_by_app()
    reminders.run(0)
    app = dict.fromkeys(("GITHUB_APP_ID", "GITHUB_APP_PRIVATE_KEY"))
    relay.env.change({"GITHUB_TOKEN": relay.new_github_token(), **app})
    reminders.run(10)
    reminders.stage.set_variables(RELAY_URL=SILENT)
    reminders.run(95)
    assert (reminders.state(GITHUB_TOKEN), reminders.state(APP_KEY)) == ("open", "closed")
    assert "📟" not in reminders.shown(APP_KEY)

    reminders.stage.set_variables(RELAY_URL=relay.url)
    relay.act_by_app()
    reminders.run(96)
    reminders.stage.set_variables(RELAY_URL=SILENT)
    reminders.run(97)
    assert (reminders.state(GITHUB_TOKEN), reminders.state(APP_KEY)) == ("closed", "closed")


def test_what_is_not_known_today_closes_nothing(reminders: Reminders, relay: NearbyRelay) -> None:
    reminders.run(0)
    reminders.set_rotation(rotated_on={"github_app_key": "2026-07-01"})
    reminders.run(80)
    assert reminders.state(GITHUB_TOKEN) == "open"
    reminders.stage.set_variables(RELAY_URL=SILENT)
    reminders.run(81)

    assert reminders.state(GITHUB_TOKEN) == "open"


def test_phones_hear_of_a_token_that_expires_while_it_works_and_of_a_dead_one_in_the_past(
    reminders: Reminders, relay: NearbyRelay
) -> None:
    expires = START + 30 * DAY  # 31 July, 10:00 in Brasilia
    relay.env.change({"GITHUB_TOKEN": relay.new_github_token(expires=expires)})
    reminders.run(0, 16, 22)
    assert reminders.stage.sandbox.received(MARINA) == []
    told = {}
    for day in (23, 24, 29.9, 30.05, 31, 37):
        before = len(reminders.stage.sandbox.received(MARINA))
        reminders.run(day)
        told[day] = [
            text.partition("github-token ")[2] for text in reminders.stage.sandbox.received(MARINA)[before:]
        ]

    assert {day: [text.partition(".")[0] for text in texts] for day, texts in told.items() if texts} == {
        23: ["expira em 31/07/2026 e deixa de funcionar"],
        29.9: ["expira em 31/07/2026 e deixa de funcionar"],
        31: ["expirou em 31/07/2026 e parou de funcionar"],
    }
    given = [text for text in reminders.comments(GITHUB_TOKEN) if "📟" not in text]
    assert given[-2:] == [
        "⚠️ É hoje: **Expira em 31/07/2026** e deixa de funcionar",
        "🚨 Vencida há 7 dias: **Expirou em 31/07/2026** e não funciona mais",
    ]
    assert (
        reminders.issue(GITHUB_TOKEN)["body"].partition("\n")[2].startswith("**Expirou em 31/07/2026** e não")
    )


def test_phones_hear_of_a_token_that_expires_also_where_reminders_begin_later(
    reminders: Reminders, relay: NearbyRelay
) -> None:
    relay.env.change({"GITHUB_TOKEN": relay.new_github_token(expires=START + 30 * DAY)})
    reminders.set_rotation(remind_before=[3, 0])
    reminders.run(0, 25)

    (text,) = reminders.stage.sandbox.received(MARINA)
    assert f"issue {reminders.issue(GITHUB_TOKEN)['number']}" in text


def test_what_the_bot_closed_itself_is_nobody_s_unchecked_closing(reminders: Reminders) -> None:
    reminders.run(0, 76)
    reminders.set_rotation(every={"twilio_auth_token": "120d"})
    reminders.run(77)
    assert reminders.state() == "closed"
    reminders.set_rotation(every={"twilio_auth_token": "90d"})
    reminders.run(78)

    assert reminders.state() == "open"
    assert "fechada sem conferência" not in "\n".join(reminders.comments())


def test_a_due_date_that_did_not_move_is_not_said_to_have_moved(reminders: Reminders) -> None:
    reminders.run(0, 76)
    reminders.set_rotation(remind_before=[7, 0])
    reminders.run(77)

    assert reminders.state() == "closed"
    assert "O vencimento continua em 29/09/2026" in reminders.comments()[-1]
    assert "passou para" not in "\n".join(reminders.comments())


@pytest.mark.parametrize("how", ["renamed", "changed", "removed"])
def test_an_age_does_not_restart_when_the_label_is_gone(reminders: Reminders, how: str) -> None:
    reminders.run(0)
    state, stage = reminders.stage.state, reminders.stage
    before = {one["title"]: one["number"] for one in stage.sandbox.issues()}
    for other in range(105):
        state.issues.create("marina", f"Outra {other}", None)
    if how == "changed":
        reminders.set_rotation(label="segredos")
    else:
        for number in before.values():
            stage.tools.repository.remove_label(number, "rotacao")
            if how == "renamed":
                stage.tools.repository.add_label(number, "rotacoes")
    reminders.run(78)

    assert {one["title"]: one["number"] for one in stage.sandbox.issues() if one["title"] in before} == before
    assert "29/09/2026" in reminders.shown()
    assert ("segredos" if how == "changed" else "rotacao") in reminders.issue()["labels"]
