"""A label that somebody removed from an issue of ours comes back, and with it what the bot remembers there."""

from __future__ import annotations

import pytest

from bot.core import calls
from bot.core.messages import Address
from bot.jobs.record.notices import Notice
from bot.jobs.upkeep import labels as put_back
from tests.conftest import MovedClock
from tests.jobs.upkeep import reconciling
from tests.jobs.upkeep.reconciling import HOUR, attempt
from tests.stage import Stage

stage = reconciling.stage


def strip(stage: Stage, number: int) -> None:
    """Remove every label, as somebody with triage can."""
    stage.state.issues.set_labels(number, ())


def labels(stage: Stage, number: int) -> set[str]:
    return set(stage.sandbox.issue(number)["labels"])


def test_a_conversation_and_a_consent_record_get_back_what_they_are_found_by(stage: Stage) -> None:
    stage.record(stage.event("SAIR"))
    before = {number: labels(stage, number) for number in (1, 2)}
    for number in before:
        strip(stage, number)
    attempt(stage)

    for number, had in before.items():
        found_by = {label for label in had if label.startswith("contato-")}
        assert found_by | {"gateway-comunicacao"} <= labels(stage, number)
    assert "consentimento" in labels(stage, 2) ^ labels(stage, 1)


def test_an_opt_out_whose_labels_were_removed_holds_again(moved_clock: MovedClock, stage: Stage) -> None:
    stage.record(stage.event("SAIR"))
    number = next(one["number"] for one in stage.sandbox.issues() if "consentimento" in one["labels"])
    for other in range(110):  # it is not among the newest any more
        stage.state.issues.create("marina", f"Outra {other}", None)
    strip(stage, number)
    attempt(stage)
    person = stage.event().message.sender
    contact = stage.tools.vault.contact_id(person)

    assert stage.new_tools().ledger.record(contact).opted_out


def test_another_prefix_of_the_persons_labels_reaches_every_issue_and_forgets_no_opt_out(
    moved_clock: MovedClock, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(put_back, "_MOST_IN_A_RUN", 2)
    people = [f"+55119876543{number}0" for number in range(3)]
    for person in people:
        stage.record(stage.event("SAIR", person))
    moved_clock.advance(9 * HOUR)
    stage.ran("reconcile")
    moved_clock.advance(9 * HOUR)
    stage.record(stage.event("Oi", "+5511912345678"))
    stage.configure({"labels": {"contact_prefix": "pessoa-"}})
    for other in range(110):
        stage.state.issues.create("marina", f"Outra {other}", None)
    summaries = [attempt(stage) for _ in range(4)]
    ledger, vault = stage.new_tools().ledger, stage.tools.vault

    assert "ainda têm as labels de um prefixo anterior" in summaries[0]
    assert "put back" not in summaries[-1]
    assert all(ledger.record(vault.contact_id(Address.parse(person))).opted_out for person in people)


@pytest.mark.parametrize(
    ("topic", "label"),
    [
        ("billing-alert", "custos"),
        ("billing-report/2026-10", "custos"),
        ("rotation/contact-key", "rotacao"),
        ("runs", "operacao"),
    ],
)
def test_a_notice_gets_back_the_label_of_its_kind(stage: Stage, topic: str, label: str) -> None:
    notice = Notice(topic, "Aviso", "texto", [label, "gateway-comunicacao"])
    number = stage.tools.notices.keep(notice).number
    strip(stage, number)
    attempt(stage)

    assert labels(stage, number) == {label, "gateway-comunicacao"}


def test_it_is_done_once_and_a_quiet_hour_costs_nothing(moved_clock: MovedClock, stage: Stage) -> None:
    stage.record(stage.event("Oi"))
    strip(stage, 1)
    assert "labels repostas: 2" in attempt(stage)
    assert "put back" not in attempt(stage)
    moved_clock.advance(5 * HOUR)
    attempt(stage)
    calls.made.clear()
    attempt(stage)

    assert calls.made[calls.GITHUB] <= 9


def test_an_issue_of_somebody_else_gets_no_label(stage: Stage) -> None:
    stage.record(stage.event("Oi"))
    body = stage.state.issues.get(1).body
    copy = stage.state.issues.create("marina", "Cópia", body)
    attempt(stage)

    assert labels(stage, copy.number) == set()
