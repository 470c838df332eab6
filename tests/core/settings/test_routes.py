"""`routes` in config.yml: what is understood, and what is refused with its line and what to write instead."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.core.settings import Configuration
from bot.core.settings.routes import MOST_LABELS, MOST_ROUTES
from tests.core.settings.faults import faults_of

LIST = "routes:\n  - words: [boleto]\n    "


def test_an_example_of_each_is_understood(tmp_path: Path) -> None:
    text = """routes:
  - words: [boleto, "🧾", imposto de renda]
    labels: [fiscal]
    assign: [ana, Bia_office]
  - channel: whatsapp
    number: "whatsapp:+551140001234"
    labels: [matriz, Fiscal]
  - number: +551140001234
    assign: [caio]
  - returning: true
    assign: earlier
  - assign: [dora]
"""
    assert faults_of(tmp_path, text) == []


def test_without_them_nothing_is_routed() -> None:
    assert Configuration().routes == ()
    assert Configuration().route_labels == ()


def test_a_label_of_several_rules_is_one_whatever_its_capitals() -> None:
    routes = [{"labels": ["fiscal", "matriz"]}, {"labels": ["Fiscal", "pessoal"]}]

    assert Configuration.model_validate({"routes": routes}).route_labels == ("fiscal", "matriz", "pessoal")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (
            "routes: fiscal",
            'config.yml:1: routes is "fiscal"; expected a list in brackets, such as [one, two].',
        ),
        (f"{LIST}lables: [a]", "config.yml:3: routes.0.lables is not a setting. Did you mean labels?"),
        (
            f"{LIST}assign: [ana]\n  - wrds: [a]\n    labels: [a]",
            "config.yml:4: routes.1.wrds is not a setting. Did you mean words?",
        ),
        (
            LIST.rstrip(),
            "config.yml:2: routes.0: expected labels or assign beside the conditions, such as labels: [fiscal].",
        ),
        (
            f"{LIST}channel: whatsap\n    labels: [a]",
            'config.yml:3: routes.0.channel is "whatsap"; expected one of sms, whatsapp, other. Did you mean whatsapp?',
        ),
        (
            "routes:\n  - labels: [a]\n    words:\n      - boleto\n      - '...'",
            (
                'config.yml:5: routes.0.words.1 is "..."; expected words with letters, digits or an emoji, such as '
                "imposto de renda."
            ),
        ),
        ("routes:\n  - words: boleto\n    labels: [a]", "expected a list in brackets."),
        (f"{LIST}labels: ['a,b']", 'routes.0.labels.0 is "a,b"; expected a label without a comma'),
        (
            f"{LIST}labels: [Contato-x]",
            "expected labels that do not begin with contato-, as the labels of persons do.",
        ),
        (
            f"{LIST}labels: [Fila]",
            (
                "config.yml:3: routes.0.labels.0 is Fila, the label of labels.overflow, which the bot sets itself. "
                "Give the rule another."
            ),
        ),
        (
            f"labels: {{overflow: espera}}\n{LIST}labels: [a, espera]",
            "config.yml:4: routes.0.labels.1 is espera",
        ),
        (f"{LIST}labels: [CUSTOS]", "the label of billing.label"),
        (
            f"{LIST}assign: ana",
            "expected logins on GitHub without @ in brackets, such as [ana, bia], or earlier.",
        ),
        (
            f"{LIST}assign: ['@ana']",
            'config.yml:3: routes.0.assign is ["@ana"]; expected logins on GitHub without @',
        ),
        (f"{LIST}assign: []", "such as [ana, bia], or earlier."),
        (f"{LIST}assign: [ana, Ana]", "expected each login once, such as [ana, bia]."),
        (
            f"{LIST}assign: [{', '.join(f'a{n}' for n in range(21))}]",
            "expected at most 20 logins, such as [ana, bia].",
        ),
        (
            f"{LIST}assign: earlier\n    returning: false",
            "expected returning: true beside assign: earlier, or no returning at all.",
        ),
        (f"{LIST}number: 123\n    labels: [a]", "config.yml:3: routes.0.number is"),
        (
            f"{LIST}labels: [a]\n    channel: sms\n    number: whatsapp:+551140001234",
            "expected a number of that channel: one that begins with whatsapp: is for WhatsApp alone.",
        ),
        (f"{LIST}labels: [a]\n    returning: sometimes", "expected true or false."),
        (f"{LIST}labels: [{', '.join(f'a{n}' for n in range(11))}]", "a list with at most 10 entries"),
        (f"routes: [{', '.join(['{labels: [a]}'] * (MOST_ROUTES + 1))}]", "a list with at most 50 entries"),
        (
            "routes:\n" + "".join(f"  - labels: [a{n}]\n" for n in range(MOST_LABELS + 1)),
            "expected at most 40 different labels in all.",
        ),
    ],
)
def test_a_fault_is_a_sentence_with_its_line(tmp_path: Path, text: str, fault: str) -> None:
    faults = faults_of(tmp_path, text)

    assert len(faults) == 1
    assert faults[0].endswith(fault) or fault in faults[0]
