"""`bot consent` reads the record as anybody with access can, and finds what was tampered with."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from click.testing import CliRunner, Result

from bot.cli import cli
from bot.core.messages import Address
from bot.jobs.record.ledger import ConsentRecord
from bot.jobs.sending import policy_gate
from bot.rules.people import consent
from bot.rules.people.consent import ConsentAction
from bot.sandbox.github.values import Actor
from tests.actors import ANA
from tests.stage import CONFIG, Stage


@pytest.fixture(autouse=True)
def _in_the_project(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(CONFIG.parent)


def _bot(stage: Stage, *arguments: str, answer: str = "", **variables: str) -> Result:
    environment = {**stage.environment, **variables}
    return CliRunner().invoke(cli, ["consent", *arguments], env=environment, input=answer)


def _portuguese(stage: Stage, *arguments: str, answer: str = "") -> str:
    """Return what a terminal in Brazil shows."""
    return _bot(stage, *arguments, answer=answer, LC_MESSAGES="pt_BR.UTF-8").output


def _opt_out_and_in(stage: Stage) -> int:
    """Return the number of the issue that holds the record."""
    for word in ("SAIR", "VOLTAR"):
        stage.record(stage.event(word))
    return int(next(one["number"] for one in stage.sandbox.issues() if "consentimento" in one["labels"]))


def test_an_untouched_record_is_in_order(stage: Stage) -> None:
    number = _opt_out_and_in(stage)

    result = _bot(stage, "verify")

    assert result.exit_code == 0
    assert f"#{number}: 2 entries in order" in result.output


def test_a_removed_entry_is_found(stage: Stage) -> None:
    number = _opt_out_and_in(stage)
    first = stage.sandbox.issue(number)["comments"][0]["id"]
    stage.state.issues.delete_comment(first)

    result = _bot(stage, "verify")

    assert result.exit_code == 1
    assert f"#{number}: entry 1 is" in result.output


def test_the_export_holds_every_entry_and_no_number(stage: Stage) -> None:
    _opt_out_and_in(stage)

    lines = [json.loads(line) for line in _bot(stage, "export").output.splitlines()]

    assert [line["entry"]["action"] for line in lines] == ["withdrawn", "granted"]
    assert "87654321" not in json.dumps(lines)


@pytest.fixture
def installation(stage: Stage) -> Stage:
    """The terminal of a maintainer, whose own account writes the entries."""
    stage.state.add_token("personal", Actor("marina"))
    stage.set_variables(GITHUB_TOKEN="personal")
    return stage


def _add(stage: Stage, *more: str, purpose: str = "marketing") -> Result:
    evidence = ("--evidence", "formulario de 03/11/2026, pasta 12")
    return _bot(stage, "add", "--number", ANA, "--purpose", purpose, *evidence, *more)


def _record(stage: Stage) -> ConsentRecord:
    """What the jobs go by, which act as the bot's account."""
    stage.variables.pop("GITHUB_TOKEN", None)
    return policy_gate.record_of(Address.parse(ANA), stage.new_tools())


def test_what_a_maintainer_adds_from_the_terminal_counts(installation: Stage) -> None:
    result = _add(installation)

    contact = installation.tools.vault.contact_id(Address.parse(ANA))
    assert result.output == f"{contact}: entry 1 of #1. The person agreed to marketing.\n"
    assert installation.sandbox.issue(1)["author"] == "marina"
    (entry,) = _record(installation).entries
    assert (entry.change.action, entry.change.by) == ("granted", "marina")
    assert entry.change.text == "formulario de 03/11/2026, pasta 12"
    assert _bot(installation, "verify").exit_code == 0


def test_a_number_among_the_evidence_is_left_out_and_that_is_reported(installation: Stage) -> None:
    added = ("--number", ANA, "--purpose", "alert", "--evidence", "ligou do 11 3333-4444")
    result = _bot(installation, "add", *added)

    assert "without what looks like a number" in result.output
    assert _record(installation).entries[0].change.text == "ligou do ***"


def test_the_terminal_and_the_bot_write_one_chain(installation: Stage) -> None:
    installation.variables.clear()
    installation.tools = installation.new_tools()
    _opt_out_and_in(installation)
    installation.set_variables(GITHUB_TOKEN="personal")
    _add(installation)
    _add(installation, "--withdraw")
    assert "nothing was added" in _add(installation, "--withdraw").output

    assert [entry.change.action for entry in _record(installation).entries] == [
        "withdrawn",
        "granted",
        "granted",
        "withdrawn",
    ]
    assert "4 entries in order" in _bot(installation, "verify").output


def test_an_opt_out_from_the_terminal_shows_on_the_open_conversations(installation: Stage) -> None:
    installation.variables.clear()
    installation.tools = installation.new_tools()
    installation.record(installation.event("Oi"))
    installation.set_variables(GITHUB_TOKEN="personal")

    _add(installation, "--withdraw", purpose="all")
    assert "opt-out" in installation.sandbox.issue(1)["labels"]
    assert _record(installation).opted_out

    installation.set_variables(GITHUB_TOKEN="personal")
    _add(installation, purpose="all")
    assert "opt-out" not in installation.sandbox.issue(1)["labels"]


def _ledger_comments(stage: Stage, number: int) -> list[str]:
    return [one["body"] for one in stage.sandbox.issue(number)["comments"]]


def test_an_entry_copied_by_another_account_changes_nothing_and_is_found(installation: Stage) -> None:
    _add(installation, purpose="all")
    _add(installation, "--withdraw", purpose="all")
    granted = _ledger_comments(installation, 1)[0]
    installation.sandbox.comment(1, "estranha", granted)

    assert _record(installation).opted_out
    result = _bot(installation, "verify")
    assert result.exit_code == 1
    assert "entry 3 is out of place" in result.output
    assert "history of edits" in result.stderr


def test_an_entry_copied_to_another_persons_record_does_not_count(installation: Stage) -> None:
    _add(installation, "--withdraw", purpose="all")
    installation.variables.clear()
    installation.tools = installation.new_tools()
    installation.record(installation.event("VOLTAR", "+5521912345678"))
    (number,) = [
        one["number"]
        for one in installation.sandbox.issues()
        if one["number"] > 1 and "consentimento" in one["labels"]
    ]
    installation.sandbox.comment(number, "estranha", _ledger_comments(installation, 1)[0])

    record = policy_gate.record_of(Address.parse("+5521912345678"), installation.tools)
    assert [entry.change.action for entry in record.entries] == ["granted"]
    assert _bot(installation, "verify").exit_code == 0


def test_a_forged_entry_and_a_forged_record_do_not_count(installation: Stage) -> None:
    _add(installation, "--withdraw", purpose="all")
    forged = _ledger_comments(installation, 1)[0].replace("withdrawn", "granted")
    installation.sandbox.comment(1, "estranha", forged)
    contact = installation.tools.vault.contact_id(Address.parse("+5521912345678"))
    body = f'<!-- auditoria360 {{"v":1,"ledger":"{contact}","seal":"{"0" * 64}"}} -->'
    installation.state.issues.create(
        "estranha",
        "Consentimento",
        body,
        installation.state.labels.ids(["consentimento", f"contato-{contact}"]),
    )

    assert _record(installation).opted_out
    assert policy_gate.record_of(Address.parse("+5521912345678"), installation.new_tools()).issue is None


def test_an_entry_edited_on_github_is_found(installation: Stage) -> None:
    installation.variables.clear()
    installation.tools = installation.new_tools()
    number = _opt_out_and_in(installation)
    last = installation.sandbox.issue(number)["comments"][-1]
    line = installation.tools.ledger.lines(installation.tools.repository.issue(number))[-1]
    entry = consent.read(line)
    changed = replace(entry, change=replace(entry.change, by="outra"))
    forged = replace(changed, hash=consent._digest(changed))
    body = last["body"].replace(json.dumps(line)[1:-1], json.dumps(consent.write(forged))[1:-1])
    assert body != last["body"]
    installation.sandbox.edit(last["id"], "marina", body)

    result = _bot(installation, "verify")
    assert result.exit_code == 1
    assert "entry 2 has a seal that is not its own" in result.output


def _unseal(stage: Stage, number: int, also: tuple[str, str] = ("", "")) -> None:
    """Remove seals and signatures from a record, as it was before there were any, or as a forger would."""
    for one in stage.sandbox.issue(number)["comments"]:
        body = re.sub(r',"seal":"\w+"|,"issue":\d+,"bound":"\w+"', "", one["body"]).replace(*also)
        stage.sandbox.edit(one["id"], "marina", body)


def _judged(stage: Stage) -> list[str]:
    """What Ana gets of a reply, and what the maintainers are told."""
    stage.sandbox.comment(1, "marina", "/reply olá")
    stage.reply(1)
    assert stage.twilio.wait_idle(10)
    notes = [one["body"] for one in stage.sandbox.issue(1)["comments"] if one["author"] != "marina"]
    return [text for text in stage.sandbox.received(ANA) if text == "olá"] + notes[-1:]


def test_an_opt_out_cannot_be_rewritten_by_leaving_out_the_seal(stage: Stage) -> None:
    stage.record(stage.event("SAIR"))
    (number,) = [one["number"] for one in stage.sandbox.issues() if "consentimento" in one["labels"]]
    (line,) = stage.tools.ledger.lines(stage.tools.repository.issue(number))
    entry = consent.read(line)
    changed = replace(entry, change=replace(entry.change, action=ConsentAction.GRANTED))
    forged = consent.write(replace(changed, hash=consent._digest(changed)))
    _unseal(stage, number, (json.dumps(line)[1:-1], json.dumps(forged)[1:-1]))

    (note,) = _judged(stage)

    assert "registro de consentimento da pessoa foi alterado" in note
    assert "`bot consent verify`" in note
    result = _bot(stage, "verify")
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

    (note,) = _judged(stage)

    assert "registro de consentimento da pessoa foi alterado" in note
    assert _bot(stage, "verify").exit_code == 1


def test_an_opt_out_cannot_be_skirted_by_a_record_whose_line_was_moved(stage: Stage) -> None:
    stage.record(stage.event("SAIR"))
    (number,) = [one["number"] for one in stage.sandbox.issues() if "consentimento" in one["labels"]]
    record = stage.state.issues.get(number)
    stage.state.issues.create("github-actions[bot]", record.title, record.body, record.labels)
    stage.state.issues.edit(number, record.title, "Nada")

    assert len(_judged(stage)) == 1


def test_the_transferred_record_of_an_opt_out_still_holds_and_is_found(stage: Stage) -> None:
    stage.record(stage.event("SAIR"))
    (number,) = [one["number"] for one in stage.sandbox.issues() if "consentimento" in one["labels"]]
    number = stage.state.issues.transfer(number).number
    stage.tools = stage.new_tools()

    assert len(_judged(stage)) == 1
    verified = _bot(stage, "verify")
    assert f"#{number}: the record is not bound to its issue." in verified.stdout
    assert "was transferred: bot consent seal" in verified.stderr
    assert "history of edits" not in verified.stderr
    sealed = CliRunner().invoke(cli, ["consent", "seal"], env=stage.environment, input="y\n")
    assert sealed.exit_code == 0, sealed.output
    assert _bot(stage, "verify").exit_code == 0
    assert [entry.change.action for entry in _record(stage).entries] == ["withdrawn"]


def test_entries_from_before_there_were_seals_count_once_they_are_sealed(stage: Stage) -> None:
    number = _opt_out_and_in(stage)
    _unseal(stage, number)
    assert _record(stage).opted_out

    declined = CliRunner().invoke(cli, ["consent", "seal"], env=stage.environment, input="n\n")
    assert declined.exit_code == 1
    assert f"#{number}: 2 entries to seal." in declined.output
    assert '· withdrew · all messages · by message · "SAIR"' in declined.output
    assert _record(stage).opted_out

    sealed = CliRunner().invoke(cli, ["consent", "seal"], env=stage.environment, input="y\n")

    assert sealed.exit_code == 0
    assert [entry.change.action for entry in _record(stage).entries] == ["withdrawn", "granted"]
    assert not _record(stage).opted_out
    assert _bot(stage, "verify").exit_code == 0
    assert _bot(stage, "seal").output == "There is nothing to seal.\n"


def test_a_forged_chain_is_not_sealed(stage: Stage) -> None:
    number = _opt_out_and_in(stage)
    _unseal(stage, number, ('\\"action\\":\\"withdrawn\\"', '\\"action\\":\\"granted\\"'))

    assert _bot(stage, "seal").output == "There is nothing to seal.\n"
    assert _record(stage).opted_out


def test_nothing_to_verify_is_said(stage: Stage) -> None:
    result = _bot(stage, "verify")

    assert result.exit_code == 0
    assert result.stderr.startswith("There are no consent records.\n")
    assert "was not checked" in result.stderr


def test_one_entry_is_counted_as_one(stage: Stage) -> None:
    stage.record(stage.event("SAIR"))

    assert ": 1 entry in order" in _bot(stage, "verify").output


@pytest.mark.parametrize("evidence", ["", " ", "\u200b\u2060", "...", "\u3164", "\t\n", "11 3333-4444"])
def test_evidence_that_proves_nothing_is_refused(installation: Stage, evidence: str) -> None:
    added = ("--number", ANA, "--purpose", "marketing", "--evidence", evidence)
    result = _bot(installation, "add", *added)

    assert result.exit_code != 0
    assert "a consent without proof proves nothing" in str(result.exception)
    assert installation.sandbox.issues() == []


def test_other_evidence_of_a_known_consent_is_kept_once(installation: Stage) -> None:
    _add(installation)
    later = (
        "--number",
        ANA,
        "--purpose",
        "marketing",
        "--evidence",
        "contrato assinado em 20/11/2026, pasta 14",
    )

    assert "entry 2 of" in _bot(installation, "add", *later).output
    assert "already recorded" in _bot(installation, "add", *later).output
    assert "already recorded" in _add(installation).output


def test_the_list_holds_a_line_a_person_and_no_number(installation: Stage) -> None:
    _add(installation)
    installation.variables.clear()
    installation.tools = installation.new_tools()
    installation.record(installation.event("SAIR", "+5521912345678"))

    head, *lines = _bot(installation, "list").output.splitlines()
    given, out = sorted(lines, key=lambda line: "opted out" in line)

    assert head.split("  ")[0] == "Contact"
    assert re.search(r"not given +given +not given +reachable", given)
    assert "opted out" in out
    assert _bot(installation, "list", "--number", ANA).output.splitlines()[1].split() == given.split()
    assert "4321" not in "".join(lines)
    assert re.search(
        r"não autorizou +autorizou +não autorizou +recebe +\d\d/\d\d/20\d\d",
        _portuguese(installation, "list"),
    )


def test_programs_read_the_list(installation: Stage) -> None:
    _add(installation)

    (one,) = json.loads(_bot(installation, "list", "--json", LC_MESSAGES="pt_BR.UTF-8").stdout)

    assert one.pop("last_change").endswith("-03:00")
    assert one == {
        "contact": installation.tools.vault.contact_id(Address.parse(ANA)),
        "issue": 1,
        "in_order": True,
        "opted_out": False,
        "purposes": {"notification": "none", "marketing": "given", "alert": "none"},
    }


def test_somebody_whose_record_was_changed_counts_as_opted_out_in_the_list_too(stage: Stage) -> None:
    number = _opt_out_and_in(stage)
    assert "reachable" in _bot(stage, "list").output
    _unseal(stage, number)

    shown = _bot(stage, "list")
    (one,) = json.loads(_bot(stage, "list", "--number", ANA, "--json").stdout)

    assert "reachable" not in shown.stdout
    assert "not in order" in shown.stdout
    assert "bot consent verify" in shown.stderr
    assert (one["in_order"], one["opted_out"]) == (False, True)


def test_programs_read_what_is_wrong_with_a_record(stage: Stage) -> None:
    number = _opt_out_and_in(stage)
    before = _bot(stage, "verify", "--json")
    _unseal(stage, number)
    after = _bot(stage, "verify", "--json")

    (good,), (bad,) = (json.loads(one.stdout)["records"] for one in (before, after))
    assert (before.exit_code, after.exit_code) == (0, 1)
    assert (good["issue"], good["entries"], len(good["last_hash"]), good["faults"]) == (number, 2, 64, [])
    assert {(one["kind"], one["entry"]) for one in bad["faults"]} >= {("unsealed", 1), ("unsealed", 2)}
    assert json.loads(after.stdout)["relay"] == "unknown"


def test_a_record_is_judged_and_sealed_in_portuguese(stage: Stage) -> None:
    number = _opt_out_and_in(stage)
    assert f"#{number}: 2 entradas em ordem, a última é " in _portuguese(stage, "verify")
    _unseal(stage, number)

    judged = _portuguese(stage, "verify")
    asked = _portuguese(stage, "seal", answer="n\n")
    sealed = _portuguese(stage, "seal", answer="s\n")

    assert f"#{number}: a entrada 1 está sem lacre." in judged
    assert "não foi conferido se entradas ou registros inteiros foram apagados." in judged
    assert f"#{number}: 2 entradas a lacrar." in asked
    assert '· retirou a autorização · todas as mensagens · por mensagem · "SAIR"' in asked
    assert "Foi isso que as pessoas autorizaram ou recusaram? Lacrar? [s/N]:" in asked
    assert f"#{number}: lacrado." in sealed
    assert _portuguese(stage, "seal") == "Não há nada a lacrar.\n"


def test_what_is_added_is_confirmed_in_portuguese(installation: Stage) -> None:
    contact = installation.tools.vault.contact_id(Address.parse(ANA))
    added = ("add", "--number", ANA, "--evidence", "ligou do 11 3333-4444", "--purpose")

    assert _portuguese(installation, *added, "alert").splitlines() == [
        f"{contact}: entrada 1 de #1. A pessoa autorizou alertas.",
        "A comprovação fica guardada sem o que parece um número: ligou do ***",
    ]
    withdrawn = _portuguese(installation, *added, "all", "--withdraw")
    assert f"{contact}: entrada 2 de #1. A pessoa não recebe mais mensagens." in withdrawn
    again = _portuguese(installation, *added, "all", "--withdraw")
    assert again == f"{contact}: já estava registrado; nada foi acrescentado.\n"


def test_of_long_evidence_only_the_hash_is_kept_and_that_is_reported(installation: Stage) -> None:
    added = ("--number", ANA, "--purpose", "alert", "--evidence", "contrato " * 40)

    assert "only its hash is kept, sha256:" in _bot(installation, "add", *added).output


def test_a_record_of_nobody_is_shown_as_such(stage: Stage) -> None:
    result = _bot(stage, "list")

    assert (result.exit_code, result.stderr) == (0, "There are no consent records.\n")
