"""Every run of a job pays for what it imports; what runs when a job's script is loaded, in a fresh interpreter."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.architecture import ROOT

SCRIPTS = sorted(path.stem for path in (ROOT / "scripts").glob("*.py"))
# Heavy, and for few runs or for no job: the parts of Twilio's client, the tables of numbers, GitHub Apps.
NOT_NEEDED = (
    *("twilio.rest.api", "twilio.rest.messaging", "twilio.rest.content", "twilio.rest.pricing"),
    "phonenumbers",
    *("jwt", "nacl", "cryptography.x509", "cryptography.hazmat.primitives.serialization"),
    *("dotenv", "flask", "granian", "sqlalchemy", "bot.relay", "bot.sandbox", "bot.cli"),
    *("github.PullRequest", "github.Event", "github.Organization", "github.Workflow"),
    "pydantic.dataclasses",  # what reads and writes a dataclass, which takes milliseconds to build
)
# What speaks to the relay beyond a report, and erasing: which jobs work with them.
OWN = {
    "bot.adapters.relay_client": {"reconcile", "remind_rotation"},
    "bot.adapters.twilio.signature": {"reconcile", "remind_rotation"},
    "bot.rules.wire.credential_report": {"reconcile", "remind_rotation"},
    "bot.jobs.rights.erasure": {"record_messages", "reconcile", "send_replies"},
    "bot.adapters.twilio.archive": {"record_messages", "reconcile", "send_replies"},
    "bot.adapters.media": {"record_messages", "reconcile", "send_replies"},
    "bot.rules.sending.preview": {"send_replies"},
    "bot.rules.money": {"check_billing"},
}
LIST_WHAT_RAN = """
import json, sys
import {script}
from bot.adapters.github.lazy import is_deferred
print(json.dumps([name for name, module in sys.modules.items() if not is_deferred(module)]))
"""


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_job_runs_no_heavy_module_before_it_is_needed(script: str) -> None:
    command = [sys.executable, "-c", LIST_WHAT_RAN.format(script=script)]
    environment = {"PYTHONPATH": f"{ROOT / 'scripts'}:{ROOT}"}

    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)

    ran = json.loads(done.stdout)
    assert "github.Requester" in ran
    foreign = tuple(module for module, jobs in OWN.items() if script not in jobs)
    assert not [name for name in ran if _among(name, NOT_NEEDED + foreign)]


def _among(name: str, modules: tuple[str, ...]) -> bool:
    return any(name == module or name.startswith(f"{module}.") for module in modules)
