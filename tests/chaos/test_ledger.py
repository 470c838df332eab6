"""A loss, a double and an inversion that are planted make the ledger red, and it knows nothing of the bot's code."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
import requests

from tests.actors import ANA
from tests.chaos import ledger as ledger_module
from tests.chaos.ledger import Ledger, Seen, Verdict, observe
from tests.chaos.table import Row, show
from tests.stage import Stage


@pytest.fixture
def ledger() -> Ledger:
    return Ledger()


@pytest.fixture
def recorded(stage: Stage, ledger: Ledger) -> Stage:
    """A conversation of three messages, each recorded by a run of its own and noted in the ledger."""
    for number in range(3):
        words = ledger.words()
        stage.record(stage.event(f"Oi {words}"), batch=f"batch-{number}")
        ledger.written(words, ANA)
    ledger.automatic(ANA)
    return stage


def judged(stage: Stage, ledger: Ledger) -> Verdict:
    addresses = stage.sandbox.addresses
    return ledger.judge(observe(addresses.github, addresses.twilio))


def test_what_arrived_once_and_in_order_is_in_order(recorded: Stage, ledger: Ledger) -> None:
    assert judged(recorded, ledger) == Verdict(4)


def test_a_comment_that_is_gone_is_a_loss(recorded: Stage, ledger: Ledger) -> None:
    github = f"{recorded.sandbox.addresses.github}/repos/{recorded.environment['GITHUB_REPOSITORY']}"
    token = recorded.environment["GITHUB_TOKEN"]
    requests.delete(
        f"{github}/issues/comments/{recorded.sandbox.issue(1)['comments'][0]['id']}",
        headers={"Authorization": f"Bearer {token}"},
        timeout=10,
    ).raise_for_status()

    found = judged(recorded, ledger)

    assert found.lost == (f"zq00002x for {ANA}",)
    assert not found.doubled
    assert not found.holds


def test_a_comment_that_is_there_twice_is_a_double(recorded: Stage, ledger: Ledger) -> None:
    recorded.tools.repository.comment(1, recorded.sandbox.issue(1)["comments"][1]["body"])

    found = judged(recorded, ledger)

    assert found.doubled == (f"zq00003x for {ANA}",)
    assert not found.lost


def test_two_comments_in_the_other_order_are_an_inversion(recorded: Stage, ledger: Ledger) -> None:
    first, second = recorded.sandbox.issue(1)["comments"]
    recorded.tools.repository.rewrite_comment(1, first["id"], second["body"])
    recorded.tools.repository.rewrite_comment(1, second["id"], first["body"])

    found = judged(recorded, ledger)

    assert found.disordered == (f"zq00003x for {ANA}",)
    assert not found.lost
    assert not found.doubled


def test_a_text_that_a_phone_got_twice_or_never_is_seen(ledger: Ledger) -> None:
    ledger.answered("um", ANA)
    ledger.answered("dois", ANA)
    ledger.automatic(ANA)

    found = ledger.judge(Seen(phones={ANA: ["Recebemos", "um", "um"]}))

    assert found.lost == (f"dois for {ANA}",)
    assert found.doubled == (f"um for {ANA}",)
    assert ledger.judge(Seen(phones={ANA: ["um", "dois"]})).lost == (f"text of the bot's own for {ANA}",)
    assert ledger.judge(Seen(phones={ANA: ["Recebemos", "dois", "um"]})).disordered == (f"dois for {ANA}",)


def test_the_table_is_red_for_a_fault_and_for_nothing_tried(capsys: pytest.CaptureFixture[str]) -> None:
    assert show([Row("all well", Verdict(3))]) == 0
    assert show([Row("all well", Verdict(3)), Row("one gone", Verdict(2, lost=("zq1x for Ana",)))]) == 1
    assert "lost: zq1x for Ana (one gone)" in capsys.readouterr().out
    assert show([]) == 1


def test_the_ledger_shares_no_code_with_the_bot() -> None:
    tree = ast.parse(Path(ledger_module.__file__).read_text("utf-8"))
    modules = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    modules += [one.name for node in ast.walk(tree) if isinstance(node, ast.Import) for one in node.names]

    assert modules
    assert [name for name in modules if name.partition(".")[0] in ("bot", "tests")] == []
