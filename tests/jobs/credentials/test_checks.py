"""/rotated is checked live: only a credential that is new and works counts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial

import pytest
from requests import PreparedRequest, Response

from bot.core import app_key, clock
from bot.core.contact_keys import new_key
from bot.core.errors import TemporaryError
from bot.core.settings.rotation import DatesSection, PeriodsSection
from bot.jobs.credentials.sources import SOURCES
from bot.rules import texts
from bot.rules.upkeep.credentials import Credential
from tests import wire
from tests.jobs.credentials.reminders import (
    API_KEY,
    API_TOKENS,
    APP_KEY,
    AUTH_TOKEN,
    CONTACT_KEY,
    GITHUB_TOKEN,
    Reminders,
)
from tests.made_up import WRONG, secret
from tests.nearby import RELAY_SCOPES, NearbyRelay
from tests.wire import passing

BAD, GOOD = {"confused": ["github-actions[bot]"]}, {"rocket": ["github-actions[bot]"]}


@dataclass
class AppInstallation:
    """A relay, and the key of its App where it has one."""

    reminders: Reminders
    relay: NearbyRelay
    pem: str = field(default="")

    def give(self, **variables: str) -> None:
        """Give the workflows other secrets."""
        self.relay.stage.set_variables(**variables)

    def new_auth_token(self) -> None:
        self.reminders.new_auth_token(self.relay)

    def new_token(self, scopes: frozenset[str] = RELAY_SCOPES, ends: timedelta | None = None) -> None:
        expires = clock.now() + ends if ends else None
        self.relay.env.change({"GITHUB_TOKEN": self.relay.new_github_token(scopes, expires)})

    def new_app_key(
        self, *, deleted: bool = False, scopes: dict[str, str] | None = None, **more: str
    ) -> None:
        apps = self.relay.stage.state.apps
        pem = apps.new_key()
        self.relay.env.change({"GITHUB_APP_PRIVATE_KEY": app_key.one_line(pem), **more})
        if deleted:
            apps.delete_key(app_key.fingerprint(pem))
        if scopes:
            apps.install(scopes)

    def keep_old_app_key(self) -> None:
        self.new_app_key(GITHUB_APP_PRIVATE_KEY_OLD=app_key.one_line(self.pem))

    def new_contact_key(self, *, relay: bool) -> None:
        self.relay.stage.contact_key = f"{new_key()},{self.relay.stage.contact_key}"
        if relay:
            self.relay.env.change({"CONTACT_KEY": self.relay.stage.contact_key})

    def new_api_tokens(self, *names: str) -> None:
        tokens = ",".join(f"{name}:{secret(letter)}" for name, letter in zip(names, "pq", strict=False))
        self.relay.env.change({"GATEWAY_API_TOKENS": tokens})


WORKS = "✅ O relay pode entregar mensagens ao GitHub e ver execuções."
ROWS: dict[str, tuple[str, Callable[[AppInstallation], object], list[str]]] = {
    "auth token": (
        AUTH_TOKEN,
        AppInstallation.new_auth_token,
        ["✅ A Twilio aceita a credencial.", "✅ O relay aceita o que é assinado com ela."],
    ),
    "wrong auth token": (
        AUTH_TOKEN,
        lambda installation: installation.give(TWILIO_AUTH_TOKEN=WRONG),
        [
            "❌ A Twilio recusa a credencial que está nos secrets",
            "❌ O relay não aceita o que é assinado com ela",
        ],
    ),
    "same auth token": (
        AUTH_TOKEN,
        lambda _: None,
        ["❌ É a mesma credencial de antes, em uso desde 01/07/2026."],
    ),
    "API key": (
        API_KEY,
        lambda installation: installation.reminders.new_api_key(),
        ["✅ A Twilio aceita a credencial."],
    ),
    "dead API key": (
        API_KEY,
        lambda installation: installation.give(TWILIO_API_KEY=f"SK{'0' * 32}:{WRONG}"),
        ["❌ A Twilio recusa a credencial que está nos secrets do GitHub."],
    ),
    "token": (GITHUB_TOKEN, AppInstallation.new_token, [WORKS]),
    "token without rights": (
        GITHUB_TOKEN,
        partial(AppInstallation.new_token, scopes=frozenset({"metadata:read"})),
        ["❌ O token do relay não serve: Contents: write, Actions: read."],
    ),
    "dead token": (
        GITHUB_TOKEN,
        lambda installation: installation.relay.env.change({"GITHUB_TOKEN": "never-made"}),
        ["❌ O token do relay não serve: HTTP 401."],
    ),
    "token that expires": (
        GITHUB_TOKEN,
        partial(AppInstallation.new_token, ends=timedelta(days=5)),
        ["❌ O token do relay expira em 24/09/2026."],
    ),
    # At one o'clock UTC on the 25th, which is ten in the evening before in Brasilia.
    "token that expires at night": (
        GITHUB_TOKEN,
        partial(AppInstallation.new_token, ends=timedelta(days=5, hours=12)),
        ["❌ O token do relay expira em 24/09/2026."],
    ),
    "App key": (APP_KEY, AppInstallation.new_app_key, [WORKS]),
    "App key beside the old one": (
        APP_KEY,
        AppInstallation.keep_old_app_key,
        [WORKS, "❌ O GitHub ainda aceita a chave antiga da App"],
    ),
    "dead App key": (
        APP_KEY,
        partial(AppInstallation.new_app_key, deleted=True),
        ["❌ A GitHub App do relay não serve: O GitHub recusa a chave do App."],
    ),
    "App without rights": (
        APP_KEY,
        partial(AppInstallation.new_app_key, scopes={"contents": "write"}),
        ["❌ A GitHub App do relay não serve: The GitHub App lacks a permission in"],
    ),
    "same App key": (APP_KEY, lambda _: None, ["❌ É a mesma credencial de antes, em uso desde 01/07/2026."]),
    "contact key": (
        CONTACT_KEY,
        partial(AppInstallation.new_contact_key, relay=True),
        ["✅ O relay e os workflows cifram com a mesma chave."],
    ),
    # The question is sealed with a key that the relay does not have.
    "contact key that the relay lacks": (
        CONTACT_KEY,
        partial(AppInstallation.new_contact_key, relay=False),
        ["❌ O relay não responde a este workflow"],
    ),
    "API tokens": (
        API_TOKENS,
        lambda installation: installation.new_api_tokens("painel", "erp"),
        ["✅ O relay tem tokens para `erp`, `painel`."],
    ),
    "two API tokens of a system": (
        API_TOKENS,
        lambda installation: installation.new_api_tokens("painel", "painel"),
        ["✅ O relay tem tokens para `painel`.", "❌ Ainda valem dois tokens de `painel`"],
    ),
}


@pytest.mark.parametrize(("title", "change", "sentences"), ROWS.values(), ids=ROWS)
def test_rotated_is_checked_live_and_only_what_works_counts(
    reminders: Reminders,
    relay: NearbyRelay,
    title: str,
    change: Callable[[AppInstallation], object],
    sentences: list[str],
) -> None:
    installation = AppInstallation(reminders, relay, relay.act_by_app() if title == APP_KEY else "")
    if title == API_KEY:
        reminders.new_api_key(pair=True)
    reminders.run(0, 80)
    change(installation)
    counts = not any("❌" in sentence for sentence in sentences)

    assert reminders.ask(title) == (GOOD if counts else BAD)
    assert reminders.state(title) == ("closed" if counts else "open")
    comments = reminders.comments(title)
    assert [sentence for sentence in sentences if sentence not in "\n".join(comments)] == []
    reminders.run(issue=reminders.issue(title)["number"])
    assert reminders.comments(title) == comments


def test_a_change_that_does_not_work_is_reported_and_closes_nothing_until_it_does(
    reminders: Reminders, relay: NearbyRelay
) -> None:
    reminders.run(0, 80)
    AppInstallation(reminders, relay).new_contact_key(relay=False)
    reminders.run()
    assert "⚠️ A credencial foi trocada, mas nem tudo funciona:\n\n- ❌" in reminders.comments(CONTACT_KEY)[-1]
    assert reminders.state(CONTACT_KEY) == "open"

    relay.env.change({"CONTACT_KEY": reminders.stage.contact_key})
    reminders.run()
    assert reminders.state(CONTACT_KEY) == "closed"


@pytest.mark.parametrize(
    ("rotated_on", "sentence"),
    [
        (None, "❌ É a mesma credencial de antes, em uso desde 01/07/2026."),
        ("2026-04-10", "❌ É a mesma credencial de antes, em uso desde 10/04/2026."),
    ],
    ids=["not due", "due by a configured date"],
)
def test_what_nobody_changed_does_not_count_however_its_age_is_known(
    reminders: Reminders, relay: NearbyRelay, rotated_on: str | None, sentence: str
) -> None:
    reminders.set_rotation(rotated_on={"twilio_auth_token": rotated_on})
    reminders.run()

    assert reminders.ask(text="/rotacionada") == BAD
    assert "😕 Ainda não conta:" in reminders.shown()
    assert sentence in reminders.shown()
    assert reminders.state() == ("open" if rotated_on else "closed")


def test_somebody_without_permission_gets_the_reason(reminders: Reminders, relay: NearbyRelay) -> None:
    reminders.run(0, 80)
    reminders.new_auth_token(relay)

    assert reminders.ask(by="estranha") == BAD
    assert "@estranha, conferir uma credencial pede a permissão" in reminders.shown()


def test_somebody_without_permission_gets_the_reason_once_an_hour(reminders: Reminders) -> None:
    reminders.run(0, 80)
    before = len(reminders.comments())

    assert [reminders.ask(by="estranha") for _ in range(3)] == [BAD] * 3
    assert len(reminders.comments()) == before + 1


def test_a_check_that_an_app_asks_for_in_somebodys_name_does_not_count(reminders: Reminders) -> None:
    reminders.run(0, 80)
    number = int(reminders.issue()["number"])
    reminders.stage.sandbox.comment(number, "marina", "/rotated", via_app="agente")
    reminders.run()

    assert "foi escrito por um aplicativo em nome de @marina" in reminders.shown()


def test_a_relay_that_is_down_proves_nothing(reminders: Reminders) -> None:
    reminders.set_rotation(rotated_on={"github_token": "2026-04-05"})
    reminders.run()

    assert reminders.ask(GITHUB_TOKEN) == BAD
    assert reminders.state(GITHUB_TOKEN) == "open"
    assert "❌ O relay não responde a este workflow" in reminders.comments(GITHUB_TOKEN)[-1]


def test_the_relay_is_asked_once_in_a_run_and_one_that_asks_to_slow_down_is_not_called_silent(
    reminders: Reminders, relay: NearbyRelay, monkeypatch: pytest.MonkeyPatch
) -> None:
    reminders.run(0, 80)
    for title in (AUTH_TOKEN, GITHUB_TOKEN, API_TOKENS):
        reminders.stage.sandbox.comment(reminders.issue(title)["number"], "marina", "/rotated")
    waits: list[float] = []
    monkeypatch.setattr(clock, "sleep", waits.append)
    asked: list[int] = []

    def look(request: PreparedRequest, response: Response) -> None:
        if str(request.url).endswith("/credentials"):
            asked.append(response.status_code)
            if slow:
                wire.rewrite(response, {}, 429)

    slow = True
    with passing(look), pytest.raises(TemporaryError, match="github-token, api-tokens"):
        reminders.run()
    assert waits == [60]
    assert "não responde" not in reminders.shown(GITHUB_TOKEN) + reminders.shown(API_TOKENS)

    asked.clear()
    slow = False
    with passing(look):
        reminders.run()
    assert asked == [200]
    assert "😕 Ainda não conta" in reminders.shown(GITHUB_TOKEN)


def test_every_credential_is_in_each_table() -> None:
    everyone = set(Credential)

    assert set(SOURCES) == everyone
    assert set(PeriodsSection.model_fields) == {one.setting for one in everyone}
    assert set(DatesSection.model_fields) == {one.setting for one in everyone}
    for language in texts.everywhere():
        assert set(language.rotation.names) == set(language.rotation.checklists) == everyone
