"""`bot person export` hands over what is kept of one person, and nothing of another."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from bot.cli import cli
from bot.core.messages import Address
from tests.actors import ANA, BIA, Maintainer
from tests.jobs.inbound.files import PNG, write
from tests.stage import CONFIG, Stage


@pytest.mark.parametrize("private", [True, False], ids=["quoted", "sealed"])
def test_everything_of_one_person_on_both_channels_is_in_one_file(
    monkeypatch: pytest.MonkeyPatch, private: bool
) -> None:
    monkeypatch.chdir(CONFIG.parent)
    with Stage(private=private) as stage:
        stage.record(stage.event("Preciso da guia"), stage.event("Segredo da Bia", BIA))
        stage.record(write(stage, [("image/png", PNG)], "Foto", f"whatsapp:{ANA}"))
        Maintainer(stage.sandbox, "marina").comment(1, "/reply Segue")
        stage.reply()
        stage.record(stage.event("SAIR"))
        result = CliRunner().invoke(cli, ["person", "export", ANA], env=stage.environment)
        contact = stage.tools.vault.contact_id(Address.parse(ANA))

    assert result.exit_code == 0
    given = json.loads(result.output)
    texts = json.dumps(given["conversations"], ensure_ascii=False)
    assert {one["channel"] for one in given["conversations"]} == {"sms", "whatsapp"}
    assert all(word in texts for word in ("Preciso da guia", "Foto", "/reply Segue"))
    assert "Segredo" not in result.output
    assert [entry["action"] for entry in given["consent"]] == ["withdrawn"]
    assert len(given["files"][f"midia/{contact}"]) == (1 if private else 0)
    assert {"from the person", "to the person"} == {one["direction"] for one in given["at_twilio"]}
    assert "sealed" not in texts


@pytest.mark.parametrize("who", [ANA, "BR.555", "whatsapp:BR.555"])
def test_a_person_is_exported_whole_by_the_number_or_by_whatsapps_id(
    monkeypatch: pytest.MonkeyPatch, who: str
) -> None:
    monkeypatch.chdir(CONFIG.parent)
    user = Address.parse("whatsapp:BR.555")
    with Stage() as stage:
        stage.record(stage.event("Por id", "whatsapp:BR.555"))
        stage.record(stage.event("Por numero", f"whatsapp:{ANA}", also=(user,)), stage.event("Por SMS", ANA))
        stage.record(stage.event("Segredo da Bia", BIA))
        result = CliRunner().invoke(cli, ["person", "export", who], env=stage.environment)

    assert result.exit_code == 0
    assert all(text in result.output for text in ("Por id", "Por numero", "Por SMS"))
    assert "Segredo" not in result.output


@pytest.mark.parametrize(
    ("spoken", "said"),
    [("en_US", "Nothing is kept about this person."), ("pt_BR", "Não há nada guardado sobre esta pessoa.")],
    ids=str,
)
def test_that_nothing_is_kept_is_said_beside_the_copy(
    monkeypatch: pytest.MonkeyPatch, spoken: str, said: str
) -> None:
    monkeypatch.chdir(CONFIG.parent)
    with Stage() as stage:
        environment = {**stage.environment, "LC_MESSAGES": spoken}
        result = CliRunner().invoke(cli, ["person", "export", ANA], env=environment)

    assert (result.exit_code, result.stderr) == (0, f"{said}\n")
    assert json.loads(result.stdout)["conversations"] == []
