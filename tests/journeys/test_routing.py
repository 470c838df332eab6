"""A new conversation goes to whoever's turn it is, and a maintainer hands it on: by real workflows."""

from __future__ import annotations

from pathlib import Path

from bot.sandbox.world import World
from tests.actors import Maintainer, Person
from tests.journeys.conftest import CHANGES, new_number
from tests.journeys.observer import Observer
from tests.stage import CONFIG
from tests.warm import WarmPython

ROUTES = [
    {"words": ["boleto"], "labels": ["fiscal"], "assign": ["marina", "tiago"]},
    {"channel": "whatsapp", "labels": ["zap"]},
]


def test_conversations_are_labelled_assigned_in_turn_and_handed_on(
    tmp_path: Path, warm_python: WarmPython
) -> None:
    world = World(tmp_path / "world", warm_python.tree, config=CONFIG, changes={**CHANGES, "routes": ROUTES})
    warm_python.serve(world.actions)
    with world:
        observer, sandbox = Observer(world), world.sandbox
        first, second = Person(sandbox, new_number()), Person(sandbox, new_number(), "whatsapp")
        first.text("Cadê o BOLETO de novembro?")
        issue = first.issue()["number"]
        observer.settled()
        second.text("meu boleto não chegou")
        other = second.issue()["number"]
        observer.settled()

        issues = world.state.issues
        assert (issues.get(issue).assignees, issues.get(other).assignees) == (("marina",), ("tiago",))
        assert "fiscal" in sandbox.issue(issue)["labels"]
        assert {"fiscal", "zap"} <= set(sandbox.issue(other)["labels"])

        tiago = Maintainer(sandbox, "tiago")
        comments = [
            tiago.comment(issue, text) for text in ("/assign nobody", "/assign", "/assign @ninguem-aqui")
        ]
        observer.settled()

        assert issues.get(issue).assignees == ("tiago",)
        marks = [tiago.reactions(issue, comment) for comment in comments]
        assert marks == [{"rocket"}, {"rocket"}, {"confused"}]
        assert len(first.received) == 1
