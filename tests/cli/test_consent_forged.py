"""What somebody with access changed in a record of consent is found, and sends nothing."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from click.testing import CliRunner

from bot.cli import cli
from bot.core.messages import Address
from bot.jobs.sending import policy_gate
from bot.rules.people import consent
from bot.rules.people.consent import ConsentAction
from tests.cli import consenting
from tests.cli.consenting import (
    add_consent,
    bot_consent,
    judged,
    ledger_comments,
    opt_out_and_in,
    record_of_ana,
    unseal,
)
from tests.stage import Stage

in_the_project = consenting.in_the_project
installation = consenting.installation


def test_an_entry_copied_by_another_account_changes_nothing_and_is_found(installation: Stage) -> None:
    add_consent(installation, purpose="all")
    add_consent(installation, "--withdraw", purpose="all")
    granted = ledger_comments(installation, 1)[0]
    installation.sandbox.comment(1, "estranha", granted)

    assert record_of_ana(installation).opted_out
    result = bot_consent(installation, "verify")
    assert result.exit_code == 1
    assert "entry 3 is out of place" in result.output
    assert "history of edits" in result.stderr


def test_an_entry_copied_to_another_persons_record_does_not_count(installation: Stage) -> None:
    add_consent(installation, "--withdraw", purpose="all")
    installation.variables.clear()
    installation.tools = installation.new_tools()
    installation.record(installation.event("VOLTAR", "+5521912345678"))
    (number,) = [
        one["number"]
        for one in installation.sandbox.issues()
        if one["number"] > 1 and "consentimento" in one["labels"]
    ]
    installation.sandbox.comment(number, "estranha", ledger_comments(installation, 1)[0])

    record = policy_gate.record_of(Address.parse("+5521912345678"), installation.tools)
    assert [entry.change.action for entry in record.entries] == ["granted"]
    assert bot_consent(installation, "verify").exit_code == 0


def test_a_forged_entry_and_a_forged_record_do_not_count(installation: Stage) -> None:
    add_consent(installation, "--withdraw", purpose="all")
    forged = ledger_comments(installation, 1)[0].replace("withdrawn", "granted")
    installation.sandbox.comment(1, "estranha", forged)
    contact = installation.tools.vault.contact_id(Address.parse("+5521912345678"))
    body = f'<!-- auditoria360 {{"v":1,"ledger":"{contact}","seal":"{"0" * 64}"}} -->'
    installation.state.issues.create(
        "estranha",
        "Consentimento",
        body,
        installation.state.labels.ids(["consentimento", f"contato-{contact}"]),
    )

    assert record_of_ana(installation).opted_out
    assert policy_gate.record_of(Address.parse("+5521912345678"), installation.new_tools()).issue is None


def test_an_entry_edited_on_github_is_found(installation: Stage) -> None:
    installation.variables.clear()
    installation.tools = installation.new_tools()
    number = opt_out_and_in(installation)
    last = installation.sandbox.issue(number)["comments"][-1]
    line = installation.tools.ledger.lines(installation.tools.repository.issue(number))[-1]
    entry = consent.read(line)
    changed = replace(entry, change=replace(entry.change, by="outra"))
    forged = replace(changed, hash=consent._digest(changed))
    body = last["body"].replace(json.dumps(line)[1:-1], json.dumps(consent.write(forged))[1:-1])
    assert body != last["body"]
    installation.sandbox.edit(last["id"], "marina", body)

    result = bot_consent(installation, "verify")
    assert result.exit_code == 1
    assert "entry 2 has a seal that is not its own" in result.output


def test_an_opt_out_cannot_be_rewritten_by_leaving_out_the_seal(stage: Stage) -> None:
    stage.record(stage.event("SAIR"))
    (number,) = [one["number"] for one in stage.sandbox.issues() if "consentimento" in one["labels"]]
    (line,) = stage.tools.ledger.lines(stage.tools.repository.issue(number))
    entry = consent.read(line)
    changed = replace(entry, change=replace(entry.change, action=ConsentAction.GRANTED))
    forged = consent.write(replace(changed, hash=consent._digest(changed)))
    unseal(stage, number, (json.dumps(line)[1:-1], json.dumps(forged)[1:-1]))

    (note,) = judged(stage)

    assert "registro de consentimento da pessoa foi alterado" in note
    assert "`bot consent verify`" in note
    result = bot_consent(stage, "verify")
    assert result.exit_code == 1
    assert f"#{number}: entry 1 has no seal." in result.output


@pytest.mark.parametrize(
    "rewritten", ["Nada", "{first}"], ids=["its line removed", "an earlier entry copied over it"]
)
def test_an_opt_out_whose_comment_is_rewritten_still_holds(stage: Stage, rewritten: str) -> None:
    for word in ("VOLTAR", "SAIR"):
        stage.record(stage.event(word))
    (number,) = [one["number"] for one in stage.sandbox.issues() if "consentimento" in one["labels"]]
    first, last = stage.sandbox.issue(number)["comments"]
    stage.sandbox.edit(last["id"], "marina", rewritten.format(first=first["body"]))

    (note,) = judged(stage)

    assert "registro de consentimento da pessoa foi alterado" in note
    assert bot_consent(stage, "verify").exit_code == 1


def test_an_opt_out_cannot_be_skirted_by_a_record_whose_line_was_moved(stage: Stage) -> None:
    stage.record(stage.event("SAIR"))
    (number,) = [one["number"] for one in stage.sandbox.issues() if "consentimento" in one["labels"]]
    record = stage.state.issues.get(number)
    stage.state.issues.create("github-actions[bot]", record.title, record.body, record.labels)
    stage.state.issues.edit(number, record.title, "Nada")

    assert len(judged(stage)) == 1


def test_the_transferred_record_of_an_opt_out_still_holds_and_is_found(stage: Stage) -> None:
    stage.record(stage.event("SAIR"))
    (number,) = [one["number"] for one in stage.sandbox.issues() if "consentimento" in one["labels"]]
    number = stage.state.issues.transfer(number).number
    stage.tools = stage.new_tools()

    assert len(judged(stage)) == 1
    verified = bot_consent(stage, "verify")
    assert f"#{number}: the record is not bound to its issue." in verified.stdout
    assert "was transferred: bot consent seal" in verified.stderr
    assert "history of edits" not in verified.stderr
    sealed = CliRunner().invoke(cli, ["consent", "seal"], env=stage.environment, input="y\n")
    assert sealed.exit_code == 0, sealed.output
    assert bot_consent(stage, "verify").exit_code == 0
    assert [entry.change.action for entry in record_of_ana(stage).entries] == ["withdrawn"]


def test_entries_from_before_there_were_seals_count_once_they_are_sealed(stage: Stage) -> None:
    number = opt_out_and_in(stage)
    unseal(stage, number)
    assert record_of_ana(stage).opted_out

    declined = CliRunner().invoke(cli, ["consent", "seal"], env=stage.environment, input="n\n")
    assert declined.exit_code == 1
    assert f"#{number}: 2 entries to seal." in declined.output
    assert '· withdrew · all messages · by message · "SAIR"' in declined.output
    assert record_of_ana(stage).opted_out

    sealed = CliRunner().invoke(cli, ["consent", "seal"], env=stage.environment, input="y\n")

    assert sealed.exit_code == 0
    assert [entry.change.action for entry in record_of_ana(stage).entries] == ["withdrawn", "granted"]
    assert not record_of_ana(stage).opted_out
    assert bot_consent(stage, "verify").exit_code == 0
    assert bot_consent(stage, "seal").output == "There is nothing to seal.\n"


def test_a_forged_chain_is_not_sealed(stage: Stage) -> None:
    number = opt_out_and_in(stage)
    unseal(stage, number, ('\\"action\\":\\"withdrawn\\"', '\\"action\\":\\"granted\\"'))

    assert bot_consent(stage, "seal").output == "There is nothing to seal.\n"
    assert record_of_ana(stage).opted_out
