"""/forget shows what it would erase, and erases once a maintainer with the rights for it has confirmed whose data."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from bot.adapters.github.issue_eraser import IssueEraser
from bot.core.messages import Address
from bot.jobs.replies import send_replies
from bot.jobs.rights import erasure
from bot.jobs.rights.plans import ErasureRequest
from bot.jobs.sending import policy_gate
from bot.jobs.tools import Tools
from bot.jobs.upkeep import reconcile
from bot.sandbox.world import SMS_NUMBER
from tests import wire
from tests.actors import ANA, BIA, Maintainer
from tests.conftest import MovedClock
from tests.jobs.inbound.files import PNG, kept, write
from tests.stage import Stage

ON_WHATSAPP = f"whatsapp:{ANA}"


@pytest.fixture
def marina(stage: Stage) -> Maintainer:
    """May maintain."""
    return Maintainer(stage.sandbox, "marina")


def _say(stage: Stage, who: str, text: str, issue: int = 1) -> int:
    comment = Maintainer(stage.sandbox, who).comment(issue, text)
    stage.reply(issue)
    return comment


def _last_comment(stage: Stage, issue: int = 1) -> str:
    return str(stage.sandbox.issue(issue)["comments"][-1]["body"])


def _code(stage: Stage, issue: int = 1) -> str:
    _say(stage, "marina", "/forget", issue)
    return str(re.findall(r"`/esquecer (\w+)`", _last_comment(stage, issue))[0])


def _titles(stage: Stage) -> list[str]:
    return [re.split(" - | · ", one["title"])[0] for one in stage.sandbox.issues()]


def _begin_erasing(stage: Stage) -> None:
    """Write down what is to be erased, as a run does that dies before it erases anything."""
    asked_at = stage.tools.repository.issue(1).created_at
    ours, ana = Address.parse(SMS_NUMBER), Address.parse(ANA)
    erasure.begin(ErasureRequest("comment-1", asked_at, ana, ours, by="marina"), stage.tools)


def test_the_command_alone_shows_what_it_would_erase_and_how_to_confirm_it(
    stage: Stage, marina: Maintainer
) -> None:
    stage.record(stage.event("Oi"))
    stage.record(write(stage, [("image/png", PNG)], "Foto", ON_WHATSAPP))
    comment = _say(stage, "marina", "/esquecer")

    assert "conversas #1, #2, 2 mensagens, 1 comentários (os internos também), 1 arquivos" in _last_comment(
        stage
    )
    assert "histórico de edições" in _last_comment(stage)
    assert marina.reactions(1, comment) == {"rocket"}
    assert _titles(stage) == ["SMS", "WhatsApp"]


def test_with_its_code_it_erases_both_channels_and_informs_the_person(stage: Stage) -> None:
    stage.record(stage.event("Oi"))
    stage.record(write(stage, [("image/png", PNG)], "Foto", ON_WHATSAPP))
    _say(stage, "marina", f"/forget {_code(stage)}")

    assert _titles(stage) == ["Conversa apagada", "Conversa apagada", "Consentimento"]
    assert kept(stage) == {}
    assert (
        stage.sandbox.received(ANA)[-1] == "Pronto: apagamos suas conversas, mensagens e arquivos. Recibo 3."
    )
    assert "@marina" in stage.sandbox.issue(1)["body"]
    (receipt,) = [one["body"] for one in stage.sandbox.issue(3)["comments"] if '"receipt"' in one["body"]]
    assert "@marina" in receipt


def test_commands_behind_it_are_not_carried_out(stage: Stage, marina: Maintainer) -> None:
    stage.record(stage.event("Oi"))
    code = _code(stage)
    marina.comment(1, f"/forget {code}")
    marina.comment(1, "/reply Tarde demais")
    stage.reply()

    assert "Tarde demais" not in stage.sandbox.received(ANA)
    assert stage.reply() == ["#1 não é uma conversa: nada a fazer."]


def test_a_code_of_another_person_erases_nothing(stage: Stage, marina: Maintainer) -> None:
    stage.record(stage.event("Oi"), stage.event("Oi", BIA))
    comment = _say(stage, "marina", f"/forget {_code(stage, 2)}")

    assert "outra pessoa" in _last_comment(stage)
    assert marina.reactions(1, comment) == {"confused"}
    assert _titles(stage) == ["SMS", "SMS"]


def test_it_takes_more_rights_than_an_answer_does(stage: Stage) -> None:
    stage.record(stage.event("Oi"))
    _say(stage, "tiago", "/forget")

    assert "`maintain`" in _last_comment(stage)
    assert "`triage`" in _last_comment(stage)

    stage.configure({"privacy": {"erasure_permission": "triage"}})
    _say(stage, "tiago", "/forget")

    assert "Para apagar, comente" in _last_comment(stage)


def test_an_edited_comment_erases_nothing(moved_clock: MovedClock, stage: Stage, marina: Maintainer) -> None:
    stage.record(stage.event("Oi"))
    code = _code(stage)
    comment = marina.comment(1, "/note nada")
    moved_clock.advance(timedelta(seconds=2))
    stage.sandbox.edit(comment, "marina", f"/forget {code}")
    stage.reply()

    assert "editado" in _last_comment(stage)
    assert _titles(stage) == ["SMS"]


def test_files_go_with_reconcile_where_this_one_may_not_delete_branches(stage: Stage) -> None:
    stage.record(write(stage, [("image/png", PNG)], "Foto"))
    code = _code(stage)
    weak = stage.state.people.job_token(frozenset({"contents:read", "issues:write"}))
    stage.set_variables(GITHUB_TOKEN=weak)
    _say(stage, "marina", f"/forget {code}")
    assert _titles(stage)[0] == "Conversa apagada"
    assert len(kept(stage)) == 1

    del stage.variables["GITHUB_TOKEN"]
    stage.tools = stage.new_tools()
    assert "- #2: dados apagados" in reconcile.run({}, stage.tools)
    assert kept(stage) == {}


def test_a_file_that_comes_while_an_erasure_is_under_way_is_not_erased_with_it(stage: Stage) -> None:
    stage.record(write(stage, [("image/png", PNG)], "Foto"))
    code = _code(stage)
    weak = stage.state.people.job_token(frozenset({"contents:read", "issues:write"}))
    stage.set_variables(GITHUB_TOKEN=weak)
    _say(stage, "marina", f"/forget {code}")
    stage.variables.clear()
    stage.tools = stage.new_tools()
    event = write(stage, [("image/png", PNG)], "Outra foto")
    stage.record(event)
    reconcile.run({}, stage.tools)

    assert kept(stage) == {f"{event.message.sid}/0.png": PNG}
    assert not {"**Apagamentos**", "**Mensagens perdidas**"} & set(reconcile.run({}, stage.tools))


def test_where_whatsapp_no_longer_accepts_free_text_the_person_is_not_informed(stage: Stage) -> None:
    stage.record(stage.event("Oi", ON_WHATSAPP))
    stage.twilio.wait_idle(5)
    code = _code(stage)
    for message in stage.twilio.state.messages():
        stage.twilio.state.remove(message.sid)
    before = stage.sandbox.received(ANA)
    _say(stage, "marina", f"/forget {code}")

    assert stage.sandbox.received(ANA) == before
    assert _titles(stage) == ["Conversa apagada", "Consentimento"]


def test_reconcile_finishes_what_another_died_over_but_disturbs_none_at_work(
    moved_clock: MovedClock, stage: Stage
) -> None:
    stage.record(stage.event("Oi"))
    _begin_erasing(stage)

    assert not {"**Apagamentos**", "**Mensagens perdidas**"} & set(reconcile.run({}, stage.tools))
    assert _titles(stage)[0] == "SMS"

    moved_clock.advance(timedelta(minutes=16))
    assert "- #2: dados apagados" in reconcile.run({}, stage.tools)
    assert _titles(stage)[0] == "Conversa apagada"


def test_nobody_is_greeted_about_a_conversation_that_is_being_erased(stage: Stage) -> None:
    event = stage.event("Oi")
    with pytest.raises(wire.DiedError), wire.dying_after(1):
        stage.record(event)
    _begin_erasing(stage)
    stage.tools = stage.new_tools()
    stage.record(event)

    assert stage.sandbox.received(ANA) == []


def test_a_message_that_joined_a_conversation_being_erased_is_known_beside_one_that_is_gone(
    stage: Stage,
) -> None:
    erased, late = stage.event("Minha guia"), stage.event("parar")
    stage.record(stage.event("Oi"))
    stage.record(erased)
    _begin_erasing(stage)
    (conversation,) = stage.tools.conversations.with_person(Address.parse(ANA))
    stage.tools.conversations.append(conversation, [late])
    IssueEraser(stage.tools.settings).delete_comment(stage.sandbox.issue(1)["comments"][0]["id"])
    stage.record(erased, late)

    assert policy_gate.record_of(Address.parse(ANA), stage.tools).opted_out


def _prepared(stage: Stage) -> None:
    stage.record(stage.event("Oi"))
    Maintainer(stage.sandbox, "marina").comment(1, f"/forget {_code(stage)}")


def _commanded(stage: Stage, tools: Tools) -> None:
    send_replies.run({"issue": {"number": 1}}, tools)
    assert stage.twilio.wait_idle(10)
    reconcile.run({}, tools)


def test_it_survives_a_crash_after_any_write(quick: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(erasure, "LEFT_ALONE_AFTER", timedelta())
    seen = dict(wire.after_each_crash(_prepared, _commanded))

    assert max(seen) >= 10
    assert {writes: one for writes, one in seen.items() if one != seen[0]} == {}
