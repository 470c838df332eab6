"""An installation whose account at Twilio is as it should be, and what the doctor finds when something there is not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from bot.core import clock
from bot.core.settings import Configuration, Settings, config
from bot.core.settings.config import Role
from bot.operate.doctor import engine
from bot.operate.doctor.checks import Finding
from bot.operate.doctor.facts import Facts
from bot.operate.doctor.registry import CHECKS
from bot.sandbox.twilio.keys import RESTRICTED
from tests.stage import PUBLIC_URL, Stage

HOOK = f"{PUBLIC_URL}/api/notifications/webhook/twilio"
SERVICE = f"MG{'5' * 32}"
OPERATOR = "+5511912345678"
CONFIGURED: Mapping[str, Any] = {
    "relay": {"public_url": PUBLIC_URL},
    "policy": {"countries": ["BR", "PT", "US"]},
}
AT_TWILIO = tuple(one for one in CHECKS if one.id.startswith("twilio-"))
BY_ID = {one.id: one for one in CHECKS}


class TwilioAccount:
    """The account of a stage, with the installation that uses it."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.state = stage.twilio.state
        self.state.services.ours = SERVICE
        self.state.services.add((one.sid for one in self.state.senders()), sid=SERVICE)
        stage.twilio.person_texts("+5511955554444", stage.environment["TWILIO_PHONE_NUMBER"], "Oi")
        self.state.point_webhooks(f"{HOOK}#rc=3&rp=5xx,ct,rt", fallback_url=f"{HOOK}/fallback")
        self.variables = {"TWILIO_MESSAGING_SERVICE_SID": SERVICE, "ADMIN_PHONES": OPERATOR}
        self.changes: dict[str, Any] = {}

    def switch_on(self, fault: str) -> None:
        self.stage.sandbox.switch_on(fault, None)

    def use_key(self, *allow: str) -> None:
        """Send with an API key: a Standard one, or a Restricted one with these permissions."""
        keys = self.state.api_keys
        key = keys.add(kind=RESTRICTED, allow=allow) if allow else keys.add()
        self.variables["TWILIO_API_KEY"] = f"{key.sid}:{key.secret}"

    def alert(self, code: str, ago: timedelta = timedelta()) -> None:
        self.state.raise_alert(code, "made up", url=HOOK, resource_sid=f"SM{'0' * 32}", at=clock.now() - ago)

    @property
    def settings(self) -> Settings:
        environ = {**self.stage.environment, **self.variables}
        environ = {name: value for name, value in environ.items() if value}
        environment, faults = config.read_environment(environ, Role.JOB)
        assert environment, faults
        changed = Configuration.model_validate({**CONFIGURED, **self.changes})
        return Settings(config=changed, environment=environment)

    def facts(self) -> Facts:
        return Facts(self.settings, Path(), Path("config.yml"), {})

    def look(self, *names: str, at_a_cost: bool = False) -> dict[str, Finding]:
        """Return what the checks find, all that look at Twilio unless some are named."""
        chosen = [BY_ID[name] for name in names] or AT_TWILIO
        found: Iterable[engine.Result] = engine.run(chosen, self.facts(), at_a_cost=at_a_cost)
        return {one.check.id: one.finding for one in found}

    def find(self, name: str) -> Finding:
        return self.look(name, at_a_cost=True)[name]
