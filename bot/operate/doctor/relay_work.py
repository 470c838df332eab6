"""Checks of the running relay: what it reports of itself, and whether it has what this folder has."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

from bot.adapters import relay_client
from bot.core import clock
from bot.core.sentences import Sentence
from bot.operate.doctor.checks import Area, Check, Finding, attention, cannot_tell, not_needed, ok, wrong
from bot.operate.doctor.facts import Facts
from bot.operate.doctor.relay_address import NOT_THERE, START_FIRST, is_there
from bot.relay.leader import OLD_AFTER
from bot.relay.schedule_state import ScheduleState
from bot.relay.signature_watch import RefusedWebhooks
from bot.relay.store import job_reach, places
from bot.relay.store.batches import Batches, QueueStatus
from bot.relay.store.notes import SharedNotes, moment_of
from bot.relay.store.store import Store
from bot.rules.people.relay_keys import RelayKeys
from bot.rules.wire.credential_report import CredentialReport

_JOBS_REPORT_WITHIN = timedelta(days=2)
_NO_STORE = "There is no store of the relay in this folder, so this cannot be seen."
_WHERE_IT_IS = "Run this in the relay's folder; the relay makes its store when it first starts."
_SAME_FOLDER = "See that the relay runs in this folder, and start it again."
Read = TypeVar("Read")


def same_keys(facts: Facts) -> Finding:
    """Whether the relay that answers has the key of this folder."""
    if not is_there(facts):
        return cannot_tell(NOT_THERE, START_FIRST)
    if _report(facts):
        return ok("The relay that answers seals with the key of this folder.")
    return wrong(
        "The relay that answers has another RELAY_KEY or CONTACT_KEY than this folder.", _SAME_FOLDER
    )


def same_credentials(facts: Facts) -> Finding:
    """Whether the running relay uses the credentials that are written here."""
    report = _report(facts)
    if not report:
        return cannot_tell(NOT_THERE, START_FIRST)
    keys, settings = _keys(facts), facts.settings
    token, _, app_key = settings.github_login
    written = {
        "TWILIO_AUTH_TOKEN": (settings.auth_tokens[0], report.auth_token),
        "GITHUB_TOKEN": (token and token.get_secret_value(), report.github_token),
        "GITHUB_APP_PRIVATE_KEY": (app_key and app_key.get_secret_value(), report.github_app_key),
    }
    other = [
        name
        for name, (value, used) in written.items()
        if value and not set(used) & set(keys.fingerprints(value))
    ]
    if other:
        return wrong(
            Sentence("The running relay uses another {names} than .env has.", names=", ".join(other)),
            _SAME_FOLDER,
        )
    return ok("The running relay uses the credentials that are in .env.")


def relay_at_github(facts: Facts) -> Finding:
    """Whether the running relay may dispatch and see runs, tried out by itself."""
    report = _report(facts)
    if not report:
        return cannot_tell(NOT_THERE, START_FIRST)
    if report.github_faults:
        return wrong(
            Sentence(
                "The running relay is lacking at GitHub: {faults}.", faults=", ".join(report.github_faults)
            ),
            "Its token or App needs, for this repository alone: Contents: read and write, Actions: read.",
        )
    return ok("The running relay may dispatch events and see runs.")


def queue(facts: Facts) -> Finding:
    """Whether messages wait for long, or are held."""
    found = _in_store(facts, "queue", lambda store: Batches(store).queue())
    if not isinstance(found, QueueStatus):
        return cannot_tell(_NO_STORE, _WHERE_IT_IS)
    if found.problems:
        problem = found.problems[-1]
        return wrong(problem.sentence, problem.remedy)
    if found.oldest_at and clock.now() - found.oldest_at > OLD_AFTER:
        minutes = int((clock.now() - found.oldest_at).total_seconds() // 60)
        return wrong(
            Sentence(
                "Messages wait: {count}, the oldest for {minutes} minutes.",
                count=found.count,
                minutes=minutes,
            ),
            "See that the relay runs; if no other check says why, look at the runs in Actions.",
        )
    return ok(Sentence("Messages that wait: {count}.", count=found.count))


def refused_webhooks(facts: Facts) -> Finding:
    """Whether the last webhooks of Twilio were refused."""
    note = _in_store(facts, "signatures", lambda store: SharedNotes(store).read("signatures"))
    if note is None:
        return cannot_tell(_NO_STORE, _WHERE_IT_IS)
    problem = RefusedWebhooks.of(note).problem
    if problem:
        return wrong(
            problem.sentence, problem.remedy or "`bot doctor` checks address and auth token, see there."
        )
    return ok("The last webhook was accepted, or none has come yet.")


def jobs_reach(facts: Facts) -> Finding:
    """Whether the workflows reach the relay, with the same key."""
    note = _in_store(facts, "jobs", lambda store: SharedNotes(store).read(job_reach.NAME))
    if note is None:
        return cannot_tell(_NO_STORE, _WHERE_IT_IS)
    last = moment_of(note.get("at"))
    if last is None:
        return attention(
            "No workflow has reported to this relay yet.",
            "They report after the first message; if they do not then, RELAY_URL or CONTACT_KEY differs there.",
        )
    evidence = Sentence("A workflow last reported {moment}.", moment=clock.iso(last))
    if clock.now() - last > _JOBS_REPORT_WITHIN:
        return wrong(evidence, "See whether reconcile runs in Actions, and has the same CONTACT_KEY.")
    return ok(evidence)


def schedules(facts: Facts) -> Finding:
    """Whether the scheduled workflows have run lately, as the relay sees them."""
    note = _in_store(facts, "schedule", lambda store: SharedNotes(store).read("schedule"))
    if note is None:
        return cannot_tell(_NO_STORE, _WHERE_IT_IS)
    state = ScheduleState.of(note)
    if state.refusal:
        return wrong(state.refusal.sentence, state.refusal.remedy)
    if state.switched_off:
        return attention(
            Sentence("Switched off by hand at GitHub: {names}.", names=", ".join(sorted(state.switched_off))),
            "Switch them on under Actions, if that was not meant.",
        )
    last = state.last_recovery
    if last is None:
        return attention(
            "The relay has seen no run of reconcile succeed yet; it looks every ten minutes.",
            "Start it under Actions, or wait for its hour.",
        )
    return ok(Sentence("reconcile last succeeded {moment}.", moment=clock.iso(last)))


def api_tokens(facts: Facts) -> Finding:
    """Which systems may send."""
    given = facts.settings.environment.GATEWAY_API_TOKENS
    if given is None:
        return not_needed("No system may send: GATEWAY_API_TOKENS is not set.")
    names = sorted({pair.strip().partition(":")[0] for pair in given.get_secret_value().split(",")})
    return ok(Sentence("Systems that may send: {names}.", names=", ".join(names)))


def _keys(facts: Facts) -> RelayKeys:
    return facts.once("relay-keys", lambda: RelayKeys.of(facts.settings))


def _report(facts: Facts) -> CredentialReport | None:
    if not is_there(facts):
        return None  # whoever answers nothing within seconds would be waited for longer here
    return facts.once(
        "relay-report",
        lambda: relay_client.ask_credentials(facts.settings.relay_url, _keys(facts), try_out=True),
    )


def _in_store(facts: Facts, what: str, read: Callable[[Store], Read]) -> Read | None:
    """Return what the store of this folder shows, None where there is none; raises StoreError."""
    place = places.of(facts.settings)
    if isinstance(place, Path):
        place = facts.folder / place
        if not place.exists():
            return None

    def found() -> Read:
        with Store(place, _keys(facts), upgrades=False) as store:
            return read(store)

    return facts.once(f"store-{what}", found)


CHECKS: Sequence[Check] = (
    Check("relay-key", Area.RELAY, "Key of the running relay", same_keys, seconds=40),
    Check("relay-credentials", Area.RELAY, "Credentials of the running relay", same_credentials, seconds=40),
    Check("relay-github", Area.RELAY, "The running relay at GitHub", relay_at_github, seconds=40),
    Check("queue", Area.RELAY, "Queue", queue),
    Check("refused-webhooks", Area.RELAY, "Webhooks", refused_webhooks),
    Check("jobs-reach", Area.RELAY, "From workflows to the relay", jobs_reach),
    Check("schedules", Area.RELAY, "Scheduled workflows", schedules),
    Check("api-tokens", Area.RELAY, "Systems that may send", api_tokens),
)
