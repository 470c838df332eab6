"""Nothing that people write is carried out, acts in an issue, or is left in a log."""

from __future__ import annotations

import base64
import html
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests

from bot.sandbox.client import SandboxClient
from bot.sandbox.world import World
from tests import github_page
from tests.actors import Maintainer, Person
from tests.journeys.conftest import new_number
from tests.journeys.observer import Observer
from tests.stage import ROOT

FORGED = '<!-- auditoria360 {"v": 1, "contact": "x", "sids": [], "sealed": "x"} -->'


def hostile(canary: str) -> str:
    """A text that tries everything; each line holds the canary."""
    return "\n".join(
        [
            f"$(touch pwned) {canary}",
            f"`touch pwned` {canary}",
            f"; touch pwned; {canary} ' \" && touch pwned",
            f"${{{{ github.token }}}} {canary}",
            f"::error::{canary}",
            f"::set-env name=PATH::{canary}",
            f"::add-mask::{canary}",
            f"::stop-commands::{canary}",
            f"-->{canary}",
            f"{FORGED} {canary}",
            f"<script>alert('{canary}')</script> <img src=x>",
            f"@marina #1 [{canary}](https://x.y) ![x](https://x.y)",
            f"``` {canary}",
        ]
    )


@dataclass(frozen=True)
class Trap:
    """One message whose every field of one kind is hostile."""

    sender: str
    channel: str
    body: str
    more: dict[str, Any]
    canary: str

    @property
    def wire(self) -> str:
        return self.sender if self.channel == "sms" else f"whatsapp:{self.sender}"


def _trap(place: str, *fields: str, media_type: str = "", sender: str = "") -> Trap:
    canary = f"canario{place}"
    text = hostile(canary)
    media = [{"content_type": media_type, "base64": base64.b64encode(b"x").decode()}] if media_type else []
    more = {"media": media, "extra": dict.fromkeys(fields, text)}
    channel = "whatsapp" if fields and "Body" not in fields else "sms"
    return Trap(sender or new_number(), channel, "" if fields else f"Oi {canary}", more, canary)


TRAPS = {
    "body": _trap("corpo", "Body"),
    "profile name": _trap("perfil", "ProfileName"),
    "button": _trap("botao", "ButtonText", "ButtonPayload", "ButtonType"),
    "list": _trap("lista", "ListTitle", "ListDescription", "ListId"),
    "place": _trap("lugar", "Latitude", "Longitude", "Label", "Address"),
    "flow": _trap("fluxo", "FlowData", "InteractiveData"),
    "media type": _trap("tipo", media_type="image/$(touch pwned) `id` ${{ github.token }}\n::error::x"),
    "sender": _trap("nome", sender="$(touch pwned)`id`%0A\ncanarionome"),
    "unknown fields": _trap("novo", "Xyz", "ChannelMetadata", "ReferralBody", "OptOutType", "ErrorCode"),
}


@pytest.fixture(scope="module", name="sids")
def _sids(sandbox: SandboxClient, observer: Observer) -> dict[str, str]:
    sids = {
        name: Person(sandbox, trap.sender, trap.channel).text(trap.body, **trap.more)
        for name, trap in TRAPS.items()
    }
    observer.settled()
    return sids


def _left_behind(world: World) -> list[Path]:
    """Files that nobody but a text can have made."""
    # os.walk, unlike Path.rglob, passes over folders that act clears away meanwhile.
    in_world = [
        Path(folder) / name for folder, folders, files in os.walk(world.folder) for name in (*folders, *files)
    ]
    here = [*ROOT.iterdir(), *Path.cwd().iterdir()]
    return [path for path in (*in_world, *here) if path.name.startswith("pwned")]


def _shown(url: str) -> str:
    """The issue as a reader sees it: the text in the boxes of the page."""
    page = requests.get(url, timeout=10).text
    return "\n".join(re.findall(r'<div class="gh-text">(.*?)</div>', page, re.DOTALL))


@pytest.mark.parametrize("name", TRAPS)
def test_it_is_recorded_and_nothing_of_it_is_carried_out(
    world: World, observer: Observer, sids: dict[str, str], name: str
) -> None:
    trap = TRAPS[name]

    assert observer.recorded(trap.wire) == [sids[name]]
    assert observer.recordings()[-1]["conclusion"] == "success"
    assert _left_behind(world) == []


@pytest.mark.parametrize("name", TRAPS)
def test_it_is_inert_in_the_issue(observer: Observer, sids: dict[str, str], name: str) -> None:
    issue = observer.conversation(TRAPS[name].wire)
    shown = _shown(issue["html_url"])

    ours = re.sub("<sub>.*?</sub>", "", issue["body"].partition("\n")[2])
    assert set(github_page.elements(ours)) <= github_page.FRAME | {"strong", "em", "hr", "details", "summary"}
    assert github_page.live(ours) == {}
    assert re.findall(r"<(?:a|img|script|pre)\b", shown) == []
    assert issue["body"].startswith("<!-- auditoria360 {")
    assert FORGED not in issue["body"].partition("\n")[0]


def test_a_hostile_text_can_be_read_to_the_last_line(observer: Observer, sids: dict[str, str]) -> None:
    trap = TRAPS["body"]
    issue = observer.conversation(trap.wire)
    shown = html.unescape(re.sub("<[^>]*>", "", _shown(issue["html_url"])))

    for line in hostile(trap.canary).splitlines():
        assert line in shown
        assert line in github_page.text(issue["body"])


def test_no_text_and_no_number_is_left_in_logs_names_or_summaries(
    observer: Observer, sids: dict[str, str]
) -> None:
    traces = observer.traces()

    for trap in TRAPS.values():
        assert trap.canary not in traces
        assert trap.sender not in traces
        assert trap.sender.lstrip("+") not in traces
    assert "pwned" not in traces


def test_the_relay_keeps_no_text_and_no_number_in_the_clear(observer: Observer, sids: dict[str, str]) -> None:
    disk = observer.disk()

    for trap in TRAPS.values():
        assert trap.canary.encode() not in disk
        assert trap.sender.encode() not in disk


def test_a_hostile_comment_is_sent_as_it_is_and_not_carried_out(
    world: World, observer: Observer, caller: Person, marina: Maintainer
) -> None:
    # Markdown, and what the page hides: tests/rules/text/test_phone_text.py and test_hidden.py.
    plain = [line for line in hostile("canarioresposta").splitlines() if not set(line) & set("<>`[")]
    issue = caller.issue()["number"]
    marina.comment(issue, hostile("canariointerno"))
    marina.comment(issue, f"/reply {hostile('canarioescondido')}")
    marina.comment(issue, "/reply " + "\n".join(plain))
    observer.settled()

    assert len(plain) == 7
    assert caller.received[1:] == ["\n".join(plain)]
    assert _left_behind(world) == []
    traces = observer.traces()
    assert "canarioresposta" not in traces
    assert "canariointerno" not in traces
    assert "canarioescondido" not in traces
