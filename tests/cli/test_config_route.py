"""`bot config route`: which rules a first message meets."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli import config

RULES = """routes:
  - words: [boleto, "🧾"]
    labels: [fiscal]
    assign: [ana, bia]
  - channel: whatsapp
    labels: [matriz, Fiscal]
  - number: "whatsapp:+551140001234"
    assign: [caio]
  - returning: true
    assign: earlier
"""


def shown(folder: Path, text: str, *options: str, rules: str = RULES) -> list[str]:
    file = folder / "config.yml"
    file.write_text(rules, encoding="utf-8")
    done = CliRunner().invoke(config.command, ["route", text, *options, "--config", str(file)])
    assert done.exit_code == 0, done.output
    return done.output.replace(f"{folder}/", "").splitlines()


def test_the_rules_that_are_met_are_shown_with_their_lines_and_what_they_do(tmp_path: Path) -> None:
    options = ("--channel", "whatsapp", "--number", "whatsapp:+551140001234", "--returning")

    assert shown(tmp_path, "Cadê o BOLETO?", *options) == [
        "config.yml:2: rule 1 is met.",
        "config.yml:5: rule 2 is met.",
        "config.yml:7: rule 3 is met.",
        "config.yml:9: rule 4 is met.",
        "Labels: fiscal, matriz.",
        "Assigned, in this order until somebody can be:",
        "  - one of ana, bia, in turn",
        "  - caio",
        "  - whoever had the person's last conversation",
    ]


def test_in_portuguese_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "pt_BR.UTF-8")

    assert shown(tmp_path, "🧾")[-2:] == [
        "Responsáveis, nesta ordem até que alguém possa ser:",
        "  - um destes, por vez: ana, bia",
    ]


@pytest.mark.parametrize(
    ("text", "options", "rules", "last"),
    [
        ("Oi", (), RULES, "No rule is met."),
        ("Oi", ("--channel", "whatsapp"), RULES, "Nobody is assigned."),
        ("Oi", (), "language: {people: en}\n", "There are no routes in config.yml."),
    ],
)
def test_where_nothing_is_done_it_says_so(
    tmp_path: Path, text: str, options: tuple[str, ...], rules: str, last: str
) -> None:
    assert shown(tmp_path, text, *options, rules=rules)[-1] == last
