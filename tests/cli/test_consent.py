"""`bot consent` reads the records, adds to them, and says what is wrong with them."""

from __future__ import annotations

import json
import re

import pytest

from bot.core.messages import Address
from tests.actors import ANA, BIA
from tests.cli import consenting
from tests.cli.consenting import (
    add_consent,
    bot_consent,
    in_portuguese,
    opt_out_and_in,
    record_of_ana,
    unseal,
)
from tests.stage import Stage

in_the_project = consenting.in_the_project
installation = consenting.installation


def test_an_untouched_record_is_in_order(stage: Stage) -> None:
    number = opt_out_and_in(stage)

    result = bot_consent(stage, "verify")

    assert result.exit_code == 0
    assert f"#{number}: 2 entries in order" in result.output


def test_a_removed_entry_is_found(stage: Stage) -> None:
    number = opt_out_and_in(stage)
    first = stage.sandbox.issue(number)["comments"][0]["id"]
    stage.state.issues.delete_comment(first)

    result = bot_consent(stage, "verify")

    assert result.exit_code == 1
    assert f"#{number}: entry 1 is" in result.output


def test_the_export_holds_every_entry_and_no_number(stage: Stage) -> None:
    opt_out_and_in(stage)

    lines = [json.loads(line) for line in bot_consent(stage, "export").output.splitlines()]

    assert [line["entry"]["action"] for line in lines] == ["withdrawn", "granted"]
    assert "87654321" not in json.dumps(lines)


def test_what_a_maintainer_adds_from_the_terminal_counts(installation: Stage) -> None:
    result = add_consent(installation)

    contact = installation.tools.vault.contact_id(Address.parse(ANA))
    assert result.output == f"{contact}: entry 1 of #1. The person agreed to marketing.\n"
    assert installation.sandbox.issue(1)["author"] == "marina"
    (entry,) = record_of_ana(installation).entries
    assert (entry.change.action, entry.change.by) == ("granted", "marina")
    assert entry.change.text == "formulario de 03/11/2026, pasta 12"
    assert bot_consent(installation, "verify").exit_code == 0


def test_a_number_among_the_evidence_is_left_out_and_that_is_reported(installation: Stage) -> None:
    added = ("--number", ANA, "--purpose", "alert", "--evidence", "ligou do 11 3333-4444")
    result = bot_consent(installation, "add", *added)

    assert "without what looks like a number" in result.output
    assert record_of_ana(installation).entries[0].change.text == "ligou do ***"


def test_the_terminal_and_the_bot_write_one_chain(installation: Stage) -> None:
    installation.variables.clear()
    installation.tools = installation.new_tools()
    opt_out_and_in(installation)
    installation.set_variables(GITHUB_TOKEN="personal")
    add_consent(installation)
    add_consent(installation, "--withdraw")
    assert "nothing was added" in add_consent(installation, "--withdraw").output

    assert [entry.change.action for entry in record_of_ana(installation).entries] == [
        "withdrawn",
        "granted",
        "granted",
        "withdrawn",
    ]
    assert "4 entries in order" in bot_consent(installation, "verify").output


def test_an_opt_out_from_the_terminal_shows_on_the_open_conversations(installation: Stage) -> None:
    installation.variables.clear()
    installation.tools = installation.new_tools()
    installation.record(installation.event("Oi"))
    installation.set_variables(GITHUB_TOKEN="personal")

    add_consent(installation, "--withdraw", purpose="all")
    assert "opt-out" in installation.sandbox.issue(1)["labels"]
    assert record_of_ana(installation).opted_out

    installation.set_variables(GITHUB_TOKEN="personal")
    add_consent(installation, purpose="all")
    assert "opt-out" not in installation.sandbox.issue(1)["labels"]


def test_nothing_to_verify_is_said(stage: Stage) -> None:
    result = bot_consent(stage, "verify")

    assert result.exit_code == 0
    assert result.stderr.startswith("There are no consent records.\n")
    assert "was not checked" in result.stderr


def test_one_entry_is_counted_as_one(stage: Stage) -> None:
    stage.record(stage.event("SAIR"))

    assert ": 1 entry in order" in bot_consent(stage, "verify").output


@pytest.mark.parametrize("evidence", ["", " ", "\u200b\u2060", "...", "\u3164", "\t\n", "11 3333-4444"])
def test_evidence_that_proves_nothing_is_refused(installation: Stage, evidence: str) -> None:
    added = ("--number", ANA, "--purpose", "marketing", "--evidence", evidence)
    result = bot_consent(installation, "add", *added)

    assert result.exit_code != 0
    assert "a consent without proof proves nothing" in str(result.exception)
    assert installation.sandbox.issues() == []


def test_other_evidence_of_a_known_consent_is_kept_once(installation: Stage) -> None:
    add_consent(installation)
    later = (
        "--number",
        ANA,
        "--purpose",
        "marketing",
        "--evidence",
        "contrato assinado em 20/11/2026, pasta 14",
    )

    assert "entry 2 of" in bot_consent(installation, "add", *later).output
    assert "already recorded" in bot_consent(installation, "add", *later).output
    assert "already recorded" in add_consent(installation).output


def test_the_list_holds_a_line_a_person_and_no_number(installation: Stage) -> None:
    add_consent(installation)
    installation.variables.clear()
    installation.tools = installation.new_tools()
    installation.record(installation.event("SAIR", "+5521912345678"))

    head, *lines = bot_consent(installation, "list").output.splitlines()
    given, out = sorted(lines, key=lambda line: "opted out" in line)

    assert head.split("  ")[0] == "Contact"
    assert re.search(r"not given +given +not given +reachable", given)
    assert "opted out" in out
    assert bot_consent(installation, "list", "--number", ANA).output.splitlines()[1].split() == given.split()
    assert "4321" not in "".join(lines)
    assert re.search(
        r"não autorizou +autorizou +não autorizou +recebe +\d\d/\d\d/20\d\d",
        in_portuguese(installation, "list"),
    )


def test_programs_read_the_list(installation: Stage) -> None:
    add_consent(installation)

    (one,) = json.loads(bot_consent(installation, "list", "--json", LC_MESSAGES="pt_BR.UTF-8").stdout)

    assert one.pop("last_change").endswith("-03:00")
    assert one == {
        "contact": installation.tools.vault.contact_id(Address.parse(ANA)),
        "issue": 1,
        "in_order": True,
        "opted_out": False,
        "purposes": {"notification": "none", "marketing": "given", "alert": "none"},
        "merged": [],
    }


def test_somebody_whose_record_was_changed_counts_as_opted_out_in_the_list_too(stage: Stage) -> None:
    number = opt_out_and_in(stage)
    assert "reachable" in bot_consent(stage, "list").output
    unseal(stage, number)

    shown = bot_consent(stage, "list")
    (one,) = json.loads(bot_consent(stage, "list", "--number", ANA, "--json").stdout)

    assert "reachable" not in shown.stdout
    assert "not in order" in shown.stdout
    assert "bot consent verify" in shown.stderr
    assert (one["in_order"], one["opted_out"]) == (False, True)


def test_programs_read_what_is_wrong_with_a_record(stage: Stage) -> None:
    number = opt_out_and_in(stage)
    before = bot_consent(stage, "verify", "--json")
    unseal(stage, number)
    after = bot_consent(stage, "verify", "--json")

    (good,), (bad,) = (json.loads(one.stdout)["records"] for one in (before, after))
    assert (before.exit_code, after.exit_code) == (0, 1)
    assert (good["issue"], good["entries"], len(good["last_hash"]), good["faults"]) == (number, 2, 64, [])
    assert {(one["kind"], one["entry"]) for one in bad["faults"]} >= {("unsealed", 1), ("unsealed", 2)}
    assert json.loads(after.stdout)["relay"] == "unknown"


def test_a_record_is_judged_and_sealed_in_portuguese(stage: Stage) -> None:
    number = opt_out_and_in(stage)
    assert f"#{number}: 2 entradas em ordem, a última é " in in_portuguese(stage, "verify")
    unseal(stage, number)

    judged = in_portuguese(stage, "verify")
    asked = in_portuguese(stage, "seal", answer="n\n")
    sealed = in_portuguese(stage, "seal", answer="s\n")

    assert f"#{number}: a entrada 1 está sem lacre." in judged
    assert "não foi conferido se entradas ou registros inteiros foram apagados." in judged
    assert f"#{number}: 2 entradas a lacrar." in asked
    assert '· retirou a autorização · todas as mensagens · por mensagem · "SAIR"' in asked
    assert "Foi isso que as pessoas autorizaram ou recusaram? Lacrar? [s/N]:" in asked
    assert f"#{number}: lacrado." in sealed
    assert in_portuguese(stage, "seal") == "Não há nada a lacrar.\n"


def test_what_is_added_is_confirmed_in_portuguese(installation: Stage) -> None:
    contact = installation.tools.vault.contact_id(Address.parse(ANA))
    added = ("add", "--number", ANA, "--evidence", "ligou do 11 3333-4444", "--purpose")

    assert in_portuguese(installation, *added, "alert").splitlines() == [
        f"{contact}: entrada 1 de #1. A pessoa autorizou alertas.",
        "A comprovação fica guardada sem o que parece um número: ligou do ***",
    ]
    withdrawn = in_portuguese(installation, *added, "all", "--withdraw")
    assert f"{contact}: entrada 2 de #1. A pessoa não recebe mais mensagens." in withdrawn
    again = in_portuguese(installation, *added, "all", "--withdraw")
    assert again == f"{contact}: já estava registrado; nada foi acrescentado.\n"


def test_of_long_evidence_only_the_hash_is_kept_and_that_is_reported(installation: Stage) -> None:
    added = ("--number", ANA, "--purpose", "alert", "--evidence", "contrato " * 40)

    assert "only its hash is kept, sha256:" in bot_consent(installation, "add", *added).output


def test_a_record_of_nobody_is_shown_as_such(stage: Stage) -> None:
    result = bot_consent(stage, "list")

    assert (result.exit_code, result.stderr) == (0, "There are no consent records.\n")


def test_merged_numbers_are_listed_with_each_others_opt_out_and_never_with_each_others_consent(
    installation: Stage,
) -> None:
    add_consent(installation)
    installation.variables.clear()
    installation.tools = installation.new_tools()
    vault = installation.tools.vault
    ana, bia = (list(vault.ids(Address.parse(one))) for one in (ANA, BIA))
    installation.tools.ledger.merge([ana, bia])

    def listed(*more: str) -> list[tuple[bool, str, list[str]]]:
        found = json.loads(bot_consent(installation, "list", "--json", *more).output)
        return [(one["opted_out"], one["purposes"]["marketing"], one["merged"]) for one in found]

    assert sorted(listed()) == sorted([(False, "given", bia[:1]), (False, "none", ana[:1])])
    assert listed("--number", BIA) == [(False, "none", ana[:1])]
    installation.record(installation.event("SAIR", BIA))
    assert sorted(listed()) == sorted([(True, "withdrawn", bia[:1]), (True, "withdrawn", ana[:1])])
    assert listed("--number", ANA) == [(True, "withdrawn", bia[:1])]
    assert bot_consent(installation, "verify").exit_code == 0
    exported = [json.loads(line) for line in bot_consent(installation, "export").output.splitlines()]
    assert {one["contact"]: one["merged"] for one in exported} == {ana[0]: bia[:1], bia[0]: ana[:1]}


def test_the_record_of_a_merged_number_that_is_gone_is_missed(installation: Stage) -> None:
    add_consent(installation)
    installation.variables.clear()
    installation.tools = installation.new_tools()
    numbers = [list(installation.tools.vault.ids(Address.parse(one))) for one in (ANA, BIA)]
    installation.tools.ledger.merge(numbers)
    gone = installation.tools.ledger.record(numbers[1][0]).issue
    assert gone
    installation.state.issues.delete(gone.number)

    result = bot_consent(installation, "verify")
    assert result.exit_code == 1
    assert "the record of a number merged with this one is gone" in result.output
    assert json.loads(bot_consent(installation, "list", "--json").output)[0]["opted_out"] is True
