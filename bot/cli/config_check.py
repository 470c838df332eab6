"""What `bot config check` looks at: every fault at once, what to look at, and a summary of what is configured."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from bot.adapters import checkout
from bot.cli import here, quick_reply_faults
from bot.core.errors import ConfigError
from bot.core.sentences import Sentence, joined
from bot.core.settings import Configuration, Settings, config, env_lines, suspicions, variables
from bot.core.settings.hours import Window
from bot.core.settings.relay import NAME_PROXIES
from bot.core.settings.sending import MarketingRule
from bot.rules.people.sealing import Vault
from bot.rules.sending import met_hours
from bot.rules.upkeep import cron


@dataclass(frozen=True, slots=True)
class ConfigFindings:
    """What is wrong, each as a sentence; `where` says where variables were looked for, if one is missing."""

    file: Path
    env: Path
    settings: Settings | None
    faults: list[str]
    warnings: list[str]
    where: str = ""

    def as_data(self) -> dict[str, Any]:
        """Return it for programs; the sentences are English."""
        return {
            "in_order": not self.faults,
            "config": str(self.file),
            "env": str(self.env) if self.env.exists() else None,
            "faults": self.faults,
            "warnings": self.warnings,
        }


def examine(file: Path, role: config.Role) -> ConfigFindings:
    """Look at config.yml, its `.env` and the environment of this process."""
    env = config.env_folder(file) / env_lines.NAME
    settings, faults, where = None, list[str](), ""
    try:
        settings = here.settings(file, role)
        faults += env_lines.broken(env)
    except ConfigError as error:
        faults, where = list(error.faults), error.remedy
    try:
        faults += _of_env(file, env, settings, faults)
    except ConfigError as error:  # as above: the file cannot be read
        faults += [fault for fault in error.faults if fault not in faults]
    if settings:
        faults += [*_of_workflows(file, settings.config), *_of_hours(file, settings.config)]
        faults += quick_reply_faults.of(file, quick_reply_faults.known(file, settings.config))
    warnings = _warnings(settings, env) if settings and not faults else []
    return ConfigFindings(file, env, settings, faults, warnings, where)


def _of_env(file: Path, env: Path, settings: Settings | None, known: list[str]) -> list[str]:
    """Return what is wrong with `.env` and cannot be right in the environment, unless it is known by then."""
    given = config.local_environment(env.parent)
    unknown = variables.misspelt(env_lines.values(env), given)
    found = [*env_lines.readable_by_others(env), *_unknown_alone(unknown, known)]
    named = {fault.partition(":")[0] for fault in known}
    configuration = settings.config if settings else config.read_file(file)[0] or Configuration()
    place = config.place_of(file, ("relay", "public_url"))
    found += [
        fault
        for fault in suspicions.faults(place, configuration, given)
        if fault.partition(":")[0] not in named or fault.startswith(str(file))
    ]
    return found


def _unknown_alone(unknown: list[str], known: list[str]) -> list[str]:
    """Return the misspelt variables, without those that are named where the right one is said to be missing."""
    return [fault for fault in unknown if not any(f" {fault.partition(':')[0]} " in one for one in known)]


def _of_workflows(file: Path, configuration: Configuration) -> list[str]:
    differing = [
        path.name for path, text in workflows(file, configuration) if path.read_text("utf-8") != text
    ]
    if not differing:
        return []
    pattern = "The cron line in {names} is not what {file} says. Run `bot config workflows`, and commit what it writes."
    return [Sentence(pattern, names=", ".join(differing), file=file)]


def _of_hours(file: Path, configuration: Configuration) -> list[str]:
    missed = met_hours.too_short(configuration)
    if not missed:
        return []
    pattern = (
        "The hours of {kinds} under policy in {file} are so short that a deferred message may never leave. Let them be "
        "open for at least {minutes} minutes without a break."
    )
    minutes = met_hours.SHORTEST // timedelta(minutes=1)
    return [Sentence(pattern, kinds=", ".join(missed), file=file, minutes=minutes)]


def workflows(file: Path, configuration: Configuration) -> Iterator[tuple[Path, str]]:
    """Yield the workflow files beside config.yml whose rate is a setting, and the text that they should have."""
    for workflow, line in cron.wanted(configuration).items():
        path = file.parent / ".github" / "workflows" / f"{workflow}.yml"
        if path.is_file():
            yield path, cron.rewritten(path.read_text("utf-8"), line)


def _warnings(settings: Settings, env: Path) -> list[str]:
    """Return what works, and somebody should know or decide."""
    found: list[str] = [
        Sentence(
            "{kind}: short hours. Only the relay is sure to wake reconcile within them; give reconcile.every a shorter "
            "time.",
            kind=kind,
        )
        for kind in met_hours.only_by_relay(settings.config)
    ]
    found += _of_marketing(settings.config)
    found += filter(
        None, [variables.whole_repository(env_lines.values(env), config.local_environment(env.parent))]
    )
    others = settings.config.texts.numbers.keys() - {ours.wire for ours in settings.our_numbers}
    if others:
        pattern = (
            "texts.numbers has numbers that are not of this environment: {count}. See that none is mistyped."
        )
        found.append(Sentence(pattern, count=len(others)))
    if settings.environment.TWILIO_WHATSAPP_NUMBER == suspicions.WHATSAPP_SANDBOX:
        found.append(
            "TWILIO_WHATSAPP_NUMBER is Twilio's sandbox for WhatsApp: it reaches only phones that joined it, for three "
            "days each."
        )
    if not settings.relay:
        return found
    if settings.environment.CONTACT_KEY:
        found.append(
            "CONTACT_KEY is here: whoever takes it from the relay's computer can read every conversation. `bot config "
            "relay-key` prints what the relay needs instead."
        )
    checked_out = checkout.look(Path())
    if checked_out:
        found.append(joined([checked_out.sentence, checked_out.remedy]))
    if settings.config.relay.hidden_callers:
        found.append(joined([settings.config.relay.hidden_callers, NAME_PROXIES]))
    return found


def _of_marketing(configuration: Configuration) -> list[str]:
    """Return that advertising may leave when Twilio's guideline for Brazil forbids it: at night, and on Sundays."""
    policy = configuration.policy
    window = Window.parse(policy.marketing.hours, policy.marketing.days)
    abroad = policy.countries is not None and "BR" not in policy.countries
    allowed = Window.parse(MarketingRule().hours, MarketingRule().days)
    if abroad or window.is_within(allowed):
        return []
    pattern = (
        "policy.marketing: in Brazil advertising may not leave outside {hours}, nor on Sundays. Correct its hours "
        "and days."
    )
    return [Sentence(pattern, hours=MarketingRule().hours)]


def summary(settings: Settings, file: Path) -> Iterator[tuple[str, str]]:
    """Yield what is configured, each by its name."""
    environment, relay = settings.environment, settings.config.relay
    env = config.env_folder(file) / env_lines.NAME
    yield "variables", _variables(env)
    yield "repository", f"{settings.repository} ({environment.GITHUB_API_URL})"
    yield (
        "GitHub",
        Sentence("App {id}", id=environment.GITHUB_APP_ID) if environment.GITHUB_APP_ID else "token",
    )
    yield "webhook", f"{relay.public_url}/api/notifications/webhook/twilio"
    yield "SMS", "configured" if environment.TWILIO_PHONE_NUMBER else "no number"
    yield "WhatsApp", "configured" if environment.TWILIO_WHATSAPP_NUMBER else "no number"
    yield "Twilio", "sends by API key" if settings.api_key else "sends by auth token"
    yield "contact keys", _keys(settings)
    if settings.relay:
        yield from _of_relay(settings)


def _variables(env: Path) -> str:
    if env.exists():
        return Sentence("{path} and the environment", path=env.resolve())
    return Sentence("the environment alone: there is no {path}", path=env.absolute())


def _of_relay(settings: Settings) -> Iterator[tuple[str, str]]:
    relay, environment = settings.config.relay, settings.environment
    yield (
        "relay",
        Sentence(
            "{host}:{port}, processes: {count}",
            host=relay.host,
            port=relay.port,
            count=relay.worker_processes,
        ),
    )
    has_password = (
        "{place}, with a password" if environment.RELAY_DATABASE_PASSWORD else "{place}, without a password"
    )
    yield "store", Sentence(has_password if "://" in relay.database else "{place}", place=relay.database)
    yield "/metrics", "with METRICS_TOKEN" if environment.METRICS_TOKEN else "off, no METRICS_TOKEN"


def _keys(settings: Settings) -> str:
    """Return what this machine can open: everything, or, with the relay's share alone, nothing."""
    if settings.environment.CONTACT_KEY is None:
        return "RELAY_KEY: seals, and opens nothing"
    return Sentence("CONTACT_KEY, keys: {count}", count=Vault(settings.contact_keys).older_keys + 1)
