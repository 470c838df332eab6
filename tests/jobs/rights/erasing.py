"""A person who writes, asks what is kept, and has it erased; and what is left afterwards."""

from __future__ import annotations

import re

from tests.actors import ANA
from tests.stage import Stage

ON_WHATSAPP = f"whatsapp:{ANA}"

BOT = "github-actions[bot]"


def write_text(stage: Stage, text: str, number: str = ANA, **more: object) -> None:
    stage.record(stage.event(text, number, **more))
    assert stage.twilio.wait_idle(10)


def last_text(stage: Stage, number: str = ANA) -> str:
    return stage.sandbox.received(number)[-1]


def request_erasure(stage: Stage, number: str = ANA) -> str:
    """Ask for an erasure; return the code that the answer holds."""
    write_text(stage, "apagar!", number)
    return str(re.findall(r"envie APAGAR (\d{6})\n", "\n".join([*stage.sandbox.received(number), ""]))[-1])


def erase(stage: Stage, number: str = ANA) -> None:
    write_text(stage, f"apagar {request_erasure(stage, number)}", number)


def everything_on_github(stage: Stage) -> str:
    """Everything on GitHub, as a maintainer can read it, and the addresses sealed in it."""
    parts = []
    for one in stage.sandbox.issues():
        issue = stage.sandbox.issue(one["number"])
        parts += [issue["title"], issue["body"], *(comment["body"] for comment in issue["comments"])]
    return "\n".join(parts)
