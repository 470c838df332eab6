"""Benches at which credentials are changed: a stage, a relay beside it, and a command that can be killed."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Self

from requests import PreparedRequest, Response

from bot.adapters import relay_client
from bot.adapters.relay_client import PROBE_PATH, probe
from bot.adapters.twilio.client import Messages
from bot.core import app_key
from bot.core.errors import BotError
from bot.core.messages import Address
from bot.core.settings import config
from bot.core.settings.config import Role
from bot.operate.rotation import api_key, auth_token, contact_key, github_token
from bot.operate.rotation.api_key import NEXT, OF_WORKFLOWS, SECRET, SID, WHOLE, ApiKeyRotation
from bot.operate.rotation.api_tokens import TOKENS, ApiTokensRotation
from bot.operate.rotation.app_key import KEY, OLD, AppKeyFinish, AppKeyRotation
from bot.operate.rotation.auth_token import PRIMARY, SECONDARY, AuthTokenRotation
from bot.operate.rotation.contact_key import ContactKeyFinish, ContactKeyReseal, ContactKeyRotation
from bot.operate.rotation.engine import Rotation
from bot.operate.rotation.github_token import GITHUB_TOKEN, GithubTokenRotation
from bot.operate.rotation.site import Site
from bot.sandbox.github.apps import Apps
from bot.sandbox.github.values import Actor
from bot.sandbox.twilio.keys import ApiKey, ApiKeys
from bot.sandbox.twilio.webhooks import WebhookClient
from bot.sandbox.world import PUBLIC_URL, SMS_NUMBER
from tests.made_up import AUTH_TOKEN
from tests.nearby import NearbyRelay, config_of
from tests.operate.interruptions import elsewhere
from tests.stage import ACCOUNT, CONFIG, Stage

PERSON, OURS = Address.parse("+5511987654321"), Address.parse(SMS_NUMBER)


class Bench:
    """Workflows that know the auth token; every webhook of Twilio's is watched. It rotates the auth token."""

    SCOPES = frozenset({"secrets:write", "issues:write"})

    def __init__(self, stage: Stage, folder: Path) -> None:
        self.stage = stage
        self.relay = NearbyRelay(stage, folder)
        self.lines: list[str] = []
        self.shown: list[str] = []
        self.answers: list[int] = []
        self.file = folder / "config.yml"
        self.site = Site.of(folder, self.file, self.lines.append, self.show)

    def show(self, sentence: str, /, **_data: object) -> None:
        self.shown += sentence.splitlines()

    def __enter__(self) -> Self:
        self.stage.state.secrets.put(PRIMARY, AUTH_TOKEN)
        self.stage.state.secrets.put("CONTACT_KEY", self.stage.contact_key)
        self.let_administer(self.SCOPES)
        self.relay.__enter__()
        self.relay.env.change({"ADMIN_GITHUB_TOKEN": "admin-token", "RELAY_URL": self.relay.url})
        config_of(self.stage, self.site.folder)
        self.set_up()
        return self

    def __exit__(self, *error: object) -> None:
        self.relay.__exit__(None, None, None)

    def let_administer(self, scopes: frozenset[str]) -> None:
        self.stage.state.add_token("admin-token", Actor("marina", "fine-grained", scopes))

    @property
    def env(self) -> dict[str, str]:
        return self.relay.env.read()

    def look(self, _request: PreparedRequest, _response: Response) -> None:
        """Send a webhook as Twilio, signed as it signs at this moment."""
        elsewhere(self._call)

    def _call(self) -> None:
        webhook_client = WebhookClient(
            lambda: self.stage.twilio.state.auth_token, {PUBLIC_URL: self.relay.url}
        )
        form = (("AccountSid", ACCOUNT), ("Body", "Oi"))
        self.answers.append(webhook_client.send(f"{PUBLIC_URL}{PROBE_PATH}", form).status)

    def well(self) -> bool:
        """Whether something was tried meanwhile, and nothing was refused or failed."""
        return set(self.answers) == {204}

    def secrets(self) -> set[str]:
        """Return what no line may show: the parts of the credentials in `.env`."""
        credentials = [value for name, value in self.env.items() if re.search("TOKEN|KEY", name)]
        parts = {part for value in credentials for part in re.split("[,:]", value)}
        return {part for part in parts if len(part) > 20 and not part.startswith("SK")} | {"admin-token"}

    def everything(self) -> tuple[object, ...]:
        """Return all that a rotation may change."""
        state = self.stage.twilio.state
        secrets = self.stage.state.secrets.values()
        return self.env, secrets, state.auth_token, state.secondary_auth_token, state.api_keys.everything()

    def set_up(self) -> None:
        """Add what this bench needs besides; what is in use from then on is the old credential."""
        self.begin()

    def begin(self) -> None:
        """Make what is in use now the old credential."""
        self.old_token = self.env[PRIMARY]

    def rotation(self) -> Rotation:
        """Return the first command of the rotation."""
        return AuthTokenRotation(self.site)

    def rotate(self) -> None:
        """Rotate, or resume what was begun."""
        self.rotation().run()

    def plan(self) -> list[str]:
        self.shown.clear()
        self.rotation().run(dry_run=True)
        return self.shown

    def in_use(self) -> bool:
        """Whether the old credential is still in use."""
        return self.stage.twilio.state.auth_token == self.old_token

    def complete(self) -> bool:
        """Whether all agree on a new token and nobody knows the old one."""
        twilio = self.stage.twilio.state
        new, old = twilio.auth_token, self.old_token
        return (
            new != old
            and twilio.secondary_auth_token == ""
            and self.env[PRIMARY] == new
            and not {SECONDARY, auth_token.BEGUN} & self.env.keys()
            and self.stage.state.secrets.get(PRIMARY).value == new
            and probe(self.site.settings, new) == 204
            and probe(self.site.settings, old) == 403
        )


class KeyBench(Bench):
    """Workflows that send by an API key and know no auth token. It rotates the key."""

    SCOPES = frozenset({"secrets:write"})
    relay_has_it = True

    def set_up(self) -> None:
        self.failures: list[str] = []
        self.sent = 0
        self.keys.add("Escritório")
        self.stage.state.secrets.remove(PRIMARY)
        super().set_up()

    def _give_pair(self) -> None:
        """Give all the old key as older set-ups have it: in two variables."""
        pair = {SID: self.old.sid, SECRET: self.old.secret}
        for name, value in pair.items():
            self.stage.state.secrets.put(name, value)
        if WHOLE in self.stage.state.secrets.values():
            self.stage.state.secrets.remove(WHOLE)
        if self.relay_has_it:
            self.relay.env.change({**pair, WHOLE: None})

    @property
    def keys(self) -> ApiKeys:
        return self.stage.twilio.state.api_keys

    @property
    def live(self) -> ApiKey:
        """The one key that the account has."""
        (only,) = self.keys.everything()
        return only

    def look(self, _request: PreparedRequest, _response: Response) -> None:
        """Queue a run at this moment and send a message with it, with the secrets as they are now."""
        elsewhere(self.send)

    def send(self) -> None:
        secrets = {name: one for name, one in self.stage.state.secrets.values().items() if "API_KEY" in name}
        given = {**self.stage.environment, **secrets}
        del given["TWILIO_AUTH_TOKEN"]
        try:
            Messages(config.load(CONFIG, given, Role.JOB)).send(PERSON, OURS, "Oi")
            self.sent += 1
        except BotError as error:
            self.failures.append(str(error))

    def well(self) -> bool:
        return self.sent > 0 and self.failures == []

    def in_use(self) -> bool:
        return self.keys.find(self.old.sid) is not None

    def begin(self) -> None:
        self.old = self.live
        self._give_pair()

    def rotation(self) -> Rotation:
        return ApiKeyRotation(self.site)

    def create(self) -> None:
        ApiKeyRotation(self.site, create=True).run()

    def complete(self) -> bool:
        """Whether there is one live key, a new one, which all have, and nothing is left of the rotation."""
        pair, secrets = f"{self.live.sid}:{self.live.secret}", self.stage.state.secrets.values()
        return (
            self.live.sid != self.old.sid
            and secrets.get(WHOLE) == pair
            and not {SID, SECRET} & secrets.keys()
            and self.env.get(WHOLE) == (pair if self.relay_has_it else None)
            and not {SID, SECRET, api_key.BEGUN, NEXT, api_key.OLD} & self.env.keys()
        )


class UnseenKeyBench(KeyBench):
    """The key is in GitHub's secrets alone, and has to be named once."""

    relay_has_it = False

    def begin(self) -> None:
        super().begin()
        self.relay.env.change({OF_WORKFLOWS: None})

    def rotation(self) -> Rotation:
        known = {api_key.BEGUN, OF_WORKFLOWS} & self.env.keys()
        return ApiKeyRotation(self.site, "" if known else self.old.sid)


class AppBench(Bench):
    """A GitHub App acts; `old` is its key, `new` another. It rotates the key."""

    def set_up(self) -> None:
        self.apps: Apps = self.stage.state.apps
        self.old = self.relay.act_by_app()
        self.new = self.apps.new_key()

    @property
    def uses(self) -> str:
        """The fingerprint of the key that the relay acts with."""
        report = relay_client.ask_credentials(self.relay.url, self.stage.tools.vault.relay_keys, try_out=True)
        assert report is not None
        assert report.github_faults == ()
        prints = {
            pem: self.stage.tools.vault.fingerprints(pem)[0] in report.github_app_key
            for pem in (self.old, self.new)
        }
        (used,) = [pem for pem, is_it in prints.items() if is_it]
        return app_key.fingerprint(used)

    def delete(self, pem: str) -> None:
        self.apps.delete_key(app_key.fingerprint(pem))

    def begin(self) -> None:
        if self.env[KEY] == app_key.one_line(self.new):
            self.old, self.new = self.new, self.apps.new_key()

    def secrets(self) -> set[str]:
        return super().secrets() | {self.old[40:90], self.new[40:90]}

    def rotation(self) -> Rotation:
        return AppKeyRotation(self.site, self.new)

    def finish(self) -> None:
        AppKeyFinish(self.site).run()

    def rotate(self) -> None:
        if self.env[KEY] != app_key.one_line(self.new):
            self.rotation().run()
        if OLD in self.env:
            assert self.env[OLD] == app_key.one_line(self.old)
            AppKeyRotation(self.site).run()  # the file may be gone by then
            if app_key.fingerprint(self.old) in self.apps.app.keys:
                self.delete(self.old)
            self.finish()

    def complete(self) -> bool:
        return (
            self.env[KEY] == app_key.one_line(self.new)
            and OLD not in self.env
            and list(self.apps.app.keys) == [app_key.fingerprint(self.new)]
            and self.uses == app_key.fingerprint(self.new)
        )


class ContactKeyBench(Bench):
    """Conversations are sealed with the contact key, which it rotates."""

    def __init__(self, stage: Stage, folder: Path, conversations: int = 2) -> None:
        super().__init__(stage, folder)
        self._numbers = range(1, conversations + 1)

    def set_up(self) -> None:
        super().set_up()
        for number in self._numbers:
            self.stage.record(self.stage.event("Oi", f"+551198765432{number}"), batch=f"batch-{number}")

    def begin(self) -> None:
        self.old_key = self.env[contact_key.KEY].split(",")[0]

    def rotation(self) -> Rotation:
        return ContactKeyRotation(self.site)

    def reseal(self, most: int = 100) -> list[str]:
        """Seal again, and return what the command shows of it."""
        self.shown.clear()
        ContactKeyReseal(self.site, most).run()
        return self.shown

    def finish(self) -> None:
        ContactKeyFinish(self.site).run()

    def rotate(self) -> None:
        if self.env[contact_key.KEY].startswith(self.old_key):
            self.rotation().run()
        if self.old_key in self.env[contact_key.KEY]:
            self.reseal()
            self.finish()

    def in_use(self) -> bool:
        held = (self.env[contact_key.KEY], self.stage.state.secrets.get(contact_key.KEY).value)
        return all(keys.startswith(self.old_key) for keys in held)

    def complete(self) -> bool:
        """Whether nobody has the old key, and what was sealed with it opens."""
        follow(self)
        tools, held = self.stage.tools, self.env[contact_key.KEY]
        return (
            self.old_key not in held
            and self.stage.state.secrets.get(contact_key.KEY).value == held
            and contact_key.KEY_BEGUN not in self.env
            and all(tools.conversations.read(tools.repository.issue(number)) for number in self._numbers)
        )


class GithubTokenBench(Bench):
    """It rotates the relay's token."""

    def begin(self) -> None:
        self.new = self.relay.new_github_token()

    def rotation(self) -> Rotation:
        return GithubTokenRotation(self.site, self.new)

    def rotate(self) -> None:
        if self.env[GITHUB_TOKEN] != self.new or github_token.BEGUN in self.env:
            self.rotation().run()

    def complete(self) -> bool:
        return self.env[GITHUB_TOKEN] == self.new and github_token.BEGUN not in self.env


class ApiTokenBench(Bench):
    """It rotates the token of the system `painel`, which has the token that was shown last."""

    def begin(self) -> None:
        self.old_token = self.own()[-1]

    def own(self) -> list[str]:
        pairs = [pair.split(":") for pair in self.env[TOKENS].split(",")]
        return [token for name, token in pairs if name == "painel"]

    def act(self, action: str, name: str = "painel") -> None:
        ApiTokensRotation(self.site, name, action).run()

    def rotation(self) -> Rotation:
        return ApiTokensRotation(self.site, "painel")

    def rotate(self) -> None:
        if len(self.own()) == 2 and self.shown != self.own()[1:]:
            self.act("discard")  # killed before it was shown
        if self.own() == [self.old_token]:
            self.shown.clear()
            self.rotation().run()
        if len(self.own()) == 2:
            self.act("finish")

    def complete(self) -> bool:
        url = self.relay.url
        shown = [relay_client.token_status(url, token) for token in self.shown]
        return (
            self.own() == self.shown
            and shown == [200]
            and relay_client.token_status(url, self.old_token) == 401
        )


def follow(bench: Bench) -> None:
    """Give the jobs what GitHub's secret holds now."""
    bench.stage.contact_key = bench.stage.state.secrets.get("CONTACT_KEY").value
    bench.stage.tools = bench.stage.new_tools()
