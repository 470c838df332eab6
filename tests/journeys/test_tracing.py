"""One id leads from the webhook to the reaction, on the relay's machine and away from it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from bot.sandbox.client import SandboxClient
from bot.sandbox.world import World
from tests.actors import Maintainer, Person
from tests.journeys.observer import Observer

TEXT, ANSWER = "Perdi meu recibo de maio", "Segue o recibo"


def traced(world: World, *arguments: str, code: int = 0, **variables: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "bot.cli", "trace", *arguments],
        cwd=world.folder,
        env={"PATH": str(Path(sys.executable).parent), "LANG": "en", "LC_ALL": "pt_BR.UTF-8", **variables},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == code, done.stderr
    return done.stdout + done.stderr


def in_turn(steps: list[dict[str, Any]], *names: str) -> bool:
    """Whether the names come in this order, whatever else comes between them."""
    left = iter(step["step"] for step in steps)
    return all(name in left for name in names)


def test_one_id_shows_the_way_from_the_webhook_to_the_reaction(
    world: World, sandbox: SandboxClient, observer: Observer, person: Person, marina: Maintainer
) -> None:
    asked = person.text(TEXT)
    issue = person.issue()
    observer.settled()
    comment = marina.comment(issue["number"], f"/reply {ANSWER}")
    sandbox.until(
        lambda: marina.reactions(issue["number"], comment) >= {"rocket", "hooray"}, "the answer's reactions"
    )

    trail = json.loads(traced(world, asked, "--json"))
    assert (trail["id"], trail["kind"], trail["unseen"]) == (asked, "received", [])
    way = ("message-stored", "message-batched", "batch-dispatched", "run-began", "recorded", "run-ended")
    assert in_turn(trail["steps"], *way, "reply", "status-noted", "mark")
    times = [step["time"] for step in trail["steps"]]
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:]{8}\.\d{3}Z", moment) for moment in times)
    recorded = next(step for step in trail["steps"] if step["step"] == "recorded")
    assert recorded["url"].endswith(f"/issues/{issue['number']}")
    ours = next(
        step["message"] for step in trail["steps"] if step.get("comment") == comment and "message" in step
    )

    page = traced(world, ours)
    assert f"issues/{issue['number']}#issuecomment-{comment}" in page
    assert "a Twilio informou" in page
    assert "🎉 chegou" in page
    assert "🎉 chegou" in traced(world, str(comment))

    away = traced(world, asked, "--config", elsewhere(world))
    assert "O log do relay não está nesta máquina" in away
    assert f"issues/{issue['number']}" in away

    as_relay = traced(world, asked, ADMIN_GITHUB_TOKEN="")
    assert "recebida e guardada no relay" in as_relay
    assert "ADMIN_GITHUB_TOKEN" in as_relay

    unknown = traced(world, "SM" + "0" * 32, code=1)
    assert "Nada se sabe deste id" in unknown
    for printed in (json.dumps(trail), page, away, as_relay, unknown):
        assert not re.search(rf"{person.number[3:]}|{person.number[-8:]}|{TEXT}|{ANSWER}", printed)


def elsewhere(world: World) -> str:
    """A configuration as on a machine where no relay runs."""
    file = world.folder / "elsewhere.yml"
    text = (world.folder / "config.yml").read_text("utf-8")
    file.write_text(text.replace(str(world.folder), str(world.folder / "nowhere")), "utf-8")
    return str(file)
