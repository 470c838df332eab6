"""A person who writes, asks what is kept, and has it erased; and what is left afterwards."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

from requests import PreparedRequest, Response

from bot.core import clock
from bot.core.messages import Address, MessageSid
from bot.jobs.rights import erasure
from bot.jobs.rights.plans import ErasureRequest
from bot.sandbox.world import SMS_NUMBER
from tests import wire
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


@contextmanager
def erasing_at(stage: Stage, path: str, number: str = ANA) -> Iterator[None]:
    """Erase a person in another run at the moment at which the job of this one has first posted something there."""
    sid = MessageSid(f"SM{'1' * 32}")
    request = ErasureRequest(sid, clock.now(), Address.parse(number), Address.parse(SMS_NUMBER), sid=sid)
    tools, begun = stage.new_tools(), list[Thread]()

    def look(asked: PreparedRequest, _: Response) -> None:
        if not begun and asked.method == "POST" and str(asked.url).endswith(path):
            begun.append(Thread(target=erasure.erase, args=(request, tools)))
            begun[0].start()
            begun[0].join()

    with wire.passing(look):
        yield
    assert begun


def everything_on_github(stage: Stage) -> str:
    """Everything on GitHub, as a maintainer can read it, and the addresses sealed in it."""
    parts = []
    for one in stage.sandbox.issues():
        issue = stage.sandbox.issue(one["number"])
        parts += [issue["title"], issue["body"], *(comment["body"] for comment in issue["comments"])]
    return "\n".join(parts)
