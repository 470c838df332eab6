"""Issue forms as GitHub reads them, and the issues that it makes of what people fill in."""

from __future__ import annotations

import pytest

from bot.sandbox.github import issue_forms
from bot.sandbox.github.issue_forms import IssueFormError

FORM = """\
name: Pedido
description: Um pedido
title: Pedido
labels: [pedido]
body:
  - type: markdown
    attributes: {value: Obrigado!}
  - {type: input, id: who, attributes: {label: Quem}, validations: {required: true}}
  - {type: dropdown, id: how, attributes: {label: Como, options: [SMS, WhatsApp]}}
  - {type: textarea, id: what, attributes: {label: O quê, render: text}}
  - {type: textarea, id: more, attributes: {label: Mais}}
"""


def test_each_answer_is_below_a_heading_and_text_to_render_in_a_fence() -> None:
    answers = {"who": " Ana ", "how": "SMS", "what": "Oi\n### Quem", "more": "a\nb"}

    assert issue_forms.read(FORM).body(answers, private=False) == (
        "### Quem\n\nAna\n\n### Como\n\nSMS\n\n### O quê\n\n```text\nOi\r\n### Quem\n```\n\n### Mais\n\na\r\nb"
    )


def test_a_field_without_an_answer_says_so_and_a_private_repository_requires_none() -> None:
    form = issue_forms.read(FORM)

    assert form.body({}, private=True).count("_No response_") == 4
    with pytest.raises(IssueFormError, match="Quem is required"):
        form.body({}, private=False)


def test_an_option_may_be_chosen_beforehand() -> None:
    preset = FORM.replace("options: [SMS, WhatsApp]", "options: [SMS, WhatsApp], default: 1")

    assert "### Como\n\nWhatsApp\n" in issue_forms.read(preset).body({}, private=True)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("name: Pedido\n", ""),
        ("description: Um pedido", "description: true"),
        ("title: Pedido", "titel: Pedido"),
        ("id: how", "id: who"),
        ("label: Como", "label: Quem"),
        ("label: Como", "label: quem"),
        ("label: Como", "labels: Como"),
        ("id: how", "id: how much"),
        ("[SMS, WhatsApp]", "[SMS, SMS]"),
        ("[SMS, WhatsApp]", "[]"),
        ("[SMS, WhatsApp]", "[SMS], default: 1"),
        ("type: input", "type: number"),
        ("render: text", "render: 1"),
        (FORM.partition("body:")[2], " []"),
        (FORM.partition("body:")[2], " x"),
        (FORM, "- x"),
        (FORM, "a: [b"),
    ],
)
def test_what_github_does_not_offer_is_no_form(old: str, new: str) -> None:
    assert old in FORM
    with pytest.raises(IssueFormError):
        issue_forms.read(FORM.replace(old, new, 1))


@pytest.mark.parametrize("answers", [{"how": "Fax"}, {"whom": "Ana"}])
def test_an_answer_that_the_page_does_not_let_in_is_refused(answers: dict[str, str]) -> None:
    with pytest.raises(IssueFormError):
        issue_forms.read(FORM).body(answers, private=True)
