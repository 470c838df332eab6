"""Every command of the guide, typed in its order beside a running system; both guides have the same ones."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bot.sandbox.client import SandboxClient
from bot.sandbox.twilio.values import Template
from bot.sandbox.world import World
from tests.actors import Person
from tests.journeys.observer import Observer
from tests.stage import ROOT

GUIDE = ROOT / "docs" / "guia.pt-BR.md"
PERSON = "+5511999999999"
# What the guide has besides commands of the bot: they need a server with systemd, or another network.
_OF_THE_SERVER = ("git clone", "git pull", "scripts/setup", "sudo ", "read -rs ")
# Journeys of their own run these to the end, with all that they change.
_INSTEAD = {
    "bot setup": "bot setup --yes --dry-run",
    "bot rotate twilio-auth-token": "bot rotate twilio-auth-token --dry-run",
    "bot rotate github-token": "bot rotate github-token --help",
    "tail -f logs": "tail -n 5 logs",
    "bot broadcast clientes.csv": "bot broadcast clientes.csv --yes",  # nobody is there to be asked
}
# What the guide sends to many people.
_SID = f"HX{'c' * 32}"
_TEMPLATE = {
    "sid": _SID,
    "text": "Olá {nome}, sua guia vence em {data}.",
    "variables": ["nome", "data"],
    "channels": ["sms"],
}
# What may end with 1: the doctor finds what a sandbox lacks, and usage triggers need a budget.
_MAY_END_WITH = {"bot doctor": {0, 1}, "bot billing triggers": {0, 1}}


def _commands() -> list[str]:
    blocks = re.findall(r"```console\n(.*?)```", GUIDE.read_text("utf-8"), flags=re.DOTALL)
    found: list[str] = []
    for line in "\n".join(blocks).splitlines():
        if line.startswith("$ "):
            found.append(re.sub(r"\s{2,}# .*", "", line[2:]))
        elif found:
            found[-1] += f"\n{line}"
    return [one for one in found if not one.startswith(_OF_THE_SERVER)]


def _typed(world: World, command: str, known: dict[str, str]) -> subprocess.CompletedProcess[str]:
    for start, instead in _INSTEAD.items():
        if command.removeprefix(".venv/bin/").startswith(start) and not command.endswith("--dry-run"):
            command = (
                command.replace(start, instead) if start != "bot setup" or "--" not in command else command
            )
    command = command.replace(".venv/bin/bot", f"{sys.executable} -m bot.cli")
    for name, value in known.items():
        command = command.replace(name, value)
    return subprocess.run(
        ["/bin/sh", "-c", command],
        cwd=world.folder,
        env={"PATH": os.environ["PATH"], "LANG": "pt_BR.UTF-8", "BROWSER": "true"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.mark.timeout(300)
@pytest.mark.skipif(not shutil.which("curl"), reason="curl is not installed")
def test_every_command_of_the_guide_works_as_it_is_written(
    world: World, sandbox: SandboxClient, observer: Observer
) -> None:
    world.configure({"templates": {"boleto-vence": _TEMPLATE}})
    state = world.twilio.state
    state.put_template(Template(_SID, "Olá {{1}}, sua guia vence em {{2}}.", state.created_at))
    (world.folder / "clientes.csv").write_text(f"telefone;nome;data\n{PERSON};Ana;05/12\n", "utf-8")
    ana = Person(sandbox, PERSON)
    sid = ana.text("Bom dia")
    sandbox.until(lambda: sandbox.received(PERSON), "the greeting")
    number = ana.issue()["number"]
    known = {
        # Other tests share this world.
        "conversation show 1": f"conversation show {number}",
        "conversation open 1": f"conversation open {number}",
        "https://seu-dominio.com": world.relay_url,
        "TOKEN": world.status_token,
        "SM...": sid,
        "/messages/ID": "/messages/ID",
    }
    failed = []
    for command in _commands():
        done = _typed(world, command, known)
        if "send-enhanced" in command:
            known["/messages/ID"] = f"/messages/{json.loads(done.stdout)['data']['id']}"
        allowed = next((codes for start, codes in _MAY_END_WITH.items() if start in command), {0})
        if done.returncode not in allowed or "Traceback" in done.stderr:
            failed.append((command, done.returncode, done.stderr[-300:], done.stdout[-200:]))
    observer.settled()

    assert not failed
    assert Path(world.folder, "dados.json").exists()
    assert sandbox.received(PERSON).count("Olá Ana, sua guia vence em 05/12.") == 1
    assert Path(world.folder, "resultado.csv").exists()
