"""Whoever writes is told at once what is kept of them, and has it erased, once they have proved they mean it."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest

from bot.core import clock, contact_keys
from bot.core.errors import TemporaryError
from bot.core.messages import Address
from bot.jobs.inbound import record_messages
from bot.jobs.rights import erasure
from bot.jobs.rights.plans import ErasureRequest
from bot.jobs.sending import policy_gate
from bot.jobs.tools import Tools
from bot.jobs.upkeep import reconcile
from bot.rules.people import consent
from bot.sandbox.github.values import Actor
from bot.sandbox.world import OWNER, SMS_NUMBER
from tests import wire
from tests.actors import ANA, BIA, Maintainer
from tests.conftest import MovedClock
from tests.jobs.inbound.files import PNG, kept, write
from tests.jobs.ordering import carry_out, new_order
from tests.stage import Stage

ON_WHATSAPP = f"whatsapp:{ANA}"
BOT = "github-actions[bot]"


@pytest.fixture
def marina(stage: Stage) -> Maintainer:
    return Maintainer(stage.sandbox, "marina")


def _write(stage: Stage, text: str, number: str = ANA, **more: object) -> None:
    stage.record(stage.event(text, number, **more))
    assert stage.twilio.wait_idle(10)


def _last(stage: Stage, number: str = ANA) -> str:
    return stage.sandbox.received(number)[-1]


def _code(stage: Stage, number: str = ANA) -> str:
    """Ask for an erasure; return the code that the answer holds."""
    _write(stage, "apagar!", number)
    return str(re.findall(r"envie APAGAR (\d{6})\n", "\n".join([*stage.sandbox.received(number), ""]))[-1])


def _erase(stage: Stage, number: str = ANA) -> None:
    _write(stage, f"apagar {_code(stage, number)}", number)


def _whole(stage: Stage) -> str:
    """Everything that stands on GitHub, as a maintainer can read it, and the addresses sealed in it."""
    parts = []
    for one in stage.sandbox.issues():
        issue = stage.sandbox.issue(one["number"])
        parts += [issue["title"], issue["body"], *(said["body"] for said in issue["comments"])]
    return "\n".join(parts)


def _at_twilio(stage: Stage, number: str = ANA) -> list[str]:
    return [one.body for one in stage.twilio.state.messages() if one.person.endswith(number[1:])]


def _ledger(stage: Stage) -> dict[str, Any]:
    (found,) = [one for one in stage.sandbox.issues() if "consentimento" in one["labels"]]
    return stage.sandbox.issue(found["number"])


def test_who_asks_is_told_at_once_what_is_kept_on_both_channels(stage: Stage, marina: Maintainer) -> None:
    _write(stage, "Preciso da guia")
    marina.comment(1, "/reply Segue por e-mail")
    marina.comment(1, "/reply Mais alguma coisa?")
    marina.comment(1, "cliente antiga")
    stage.reply()
    stage.record(write(stage, [("image/png", PNG)], "E esta?", ON_WHATSAPP))
    _write(stage, "Nada a ver", BIA)
    marina.comment(1, "/consent marketing")
    stage.reply()

    _write(stage, "Meus dados")

    told = _last(stage)
    assert "conversas 2, mensagens suas 3, nossas 2, arquivos 1" in told
    assert "Autorizou: propaganda." in told
    assert "APAGAR" in told
    assert len(told) <= 306
    assert "prazo é de 15 dias" in stage.sandbox.issue(1)["comments"][-1]["body"]


def test_who_asks_for_nothing_else_is_told_so_once(stage: Stage) -> None:
    event = stage.event("MIS DATOS")
    for _ in range(2):
        stage.record(event)
        assert stage.twilio.wait_idle(10)

    assert sum("conversas 1, mensagens suas 1" in text for text in stage.sandbox.received(ANA)) == 1
    assert sum("LGPD" in said["body"] for said in stage.sandbox.issue(1)["comments"]) == 1


def test_what_cannot_be_answered_is_left_to_maintainers(stage: Stage) -> None:
    stage.record(stage.event("MEUS DADOS", "BANCO"))

    assert "não pôde sair" in stage.sandbox.issue(1)["comments"][-1]["body"]


def test_an_erasure_is_asked_about_first_and_nothing_is_erased(stage: Stage) -> None:
    _write(stage, "Preciso da guia")
    code = _code(stage)

    assert "conversas 1, mensagens 2, arquivos 0" in _last(stage)
    assert re.fullmatch(r"\d{6}", code)
    assert "art. 16" in stage.sandbox.issue(1)["comments"][-1]["body"]
    assert "Preciso da guia" in stage.sandbox.issue(1)["body"]


@pytest.mark.parametrize("form", ["APAGAR {}", "apagar meus dados: {}.", "{}"])
def test_the_code_sent_back_erases_everything_on_both_channels(
    stage: Stage, marina: Maintainer, form: str
) -> None:
    _write(stage, "Meu CPF é 123.456.789-09")
    marina.comment(1, "/reply Obrigada, Ana")
    marina.comment(1, "ela mora em Santos")
    stage.reply()
    stage.record(write(stage, [("image/png", PNG)], "Foto", ON_WHATSAPP))
    carry_out(stage, new_order("Sua guia vence"))
    code = _code(stage)
    _write(stage, form.format(code))

    whole = _whole(stage)
    assert not [word for word in ("CPF", "Obrigada", "Santos", "Foto", "vence", "4321") if word in whole]
    assert kept(stage) == {}
    assert [(one["title"], one["state"], one["labels"]) for one in stage.sandbox.issues()[:2]] == [
        ("Conversa apagada", "closed", ["gateway-comunicacao", "apagada"])
    ] * 2
    assert stage.sandbox.issue(1)["comments"] == []
    assert "Delete issue" in stage.sandbox.issue(1)["body"]
    assert _last(stage) == "Pronto: apagamos suas conversas, mensagens e arquivos. Recibo 3."


def test_twilios_copies_go_and_those_still_under_way_go_later(stage: Stage) -> None:
    _write(stage, "Preciso da guia")
    _write(stage, "Oi", ON_WHATSAPP)
    _write(stage, "Oi", BIA)
    code = _code(stage)
    stage.sandbox.switch_on("twilio-20009", times=2)
    _write(stage, f"apagar {code}")

    assert len(_at_twilio(stage)) == 2
    assert "apagamento" in _ledger(stage)["labels"]
    assert "Apagamento em curso" in _whole(stage)
    assert "- #4: erased" in reconcile.run({}, stage.tools)
    assert _at_twilio(stage) == []
    assert _at_twilio(stage, BIA) != []
    assert "Apagamento em curso" not in _whole(stage)
    assert "apagamento" not in _ledger(stage)["labels"]
    assert not {"**Erasures**", "**Lost messages**"} & set(reconcile.run({}, stage.tools))


def test_what_twilio_never_lets_go_is_told_in_the_receipt(moved_clock: MovedClock, stage: Stage) -> None:
    code = _code(stage)
    stage.sandbox.switch_on("twilio-20009")
    _write(stage, f"apagar {code}")
    moved_clock.advance(timedelta(days=16))
    reconcile.run({}, stage.tools)

    assert "3 mensagens na Twilio" in _receipt(stage)
    assert not {"**Erasures**", "**Lost messages**"} & set(reconcile.run({}, stage.tools))


def _receipt(stage: Stage) -> str:
    (found,) = [said["body"] for said in _ledger(stage)["comments"] if '"receipt"' in said["body"]]
    return str(found)


def test_the_receipt_tells_when_by_whom_and_how_much_and_nothing_of_the_person(
    stage: Stage, marina: Maintainer
) -> None:
    _write(stage, "Preciso da guia")
    marina.comment(1, "/reply Segue")
    stage.reply()
    _erase(stage)

    told = _receipt(stage)
    assert "a pedido da própria pessoa" in told
    assert "Conversas: 1 (#1) · mensagens: 4 · comentários: 4 · arquivos: 0" in told
    assert "histórico de edições de #1" in told
    assert "4321" not in told


def test_an_opt_out_outlives_the_erasure(stage: Stage) -> None:
    _write(stage, "SAIR")
    _erase(stage)
    carry_out(stage, new_order())

    record = policy_gate.record_of(Address.parse(ANA), stage.tools)
    assert record.opted_out
    assert [entry.change.action for entry in record.entries] == ["withdrawn", "erased"]
    assert consent.verify(record.contact, stage.tools.ledger.lines(record.issue)) == []  # type: ignore[arg-type]
    assert "Sua guia vence amanhã" not in stage.sandbox.received(ANA)


def test_a_message_that_comes_afterwards_begins_a_new_conversation(stage: Stage) -> None:
    _write(stage, "Preciso da guia")
    _erase(stage)
    _write(stage, "Oi de novo")

    new = stage.sandbox.issues()[-1]
    assert (new["state"], new["title"]) == (
        "open",
        "Nova mensagem via Twilio - SMS - +55 11 *****-4321 - Oi de novo",
    )
    assert "Conversa anterior" not in stage.sandbox.issue(new["number"])["body"]
    assert "Oi de novo" not in stage.sandbox.issue(1)["body"]


def test_what_follows_the_code_in_one_batch_begins_a_new_conversation(stage: Stage) -> None:
    code = _code(stage)
    batch = [
        stage.event("Oi"),
        stage.event(f"APAGAR {code}"),
        stage.event("Mudei de telefone"),
        stage.event("Oi", ON_WHATSAPP),
    ]
    for _ in range(2):
        stage.record(*batch)
        assert stage.twilio.wait_idle(10)

    titles = [one["title"] for one in stage.sandbox.issues()]
    assert titles == [
        "Conversa apagada",
        f"Consentimento - {stage.tools.vault.contact_id(Address.parse(ANA))}",
        "Nova mensagem via Twilio - SMS - +55 11 *****-4321 - Mudei de telefone",
        "Nova mensagem via Twilio - WHATSAPP - +55 11 *****-4321 - Oi",
    ]


def test_a_batch_and_an_order_that_come_again_bring_nothing_back(stage: Stage) -> None:
    event, order = stage.event("Preciso da guia"), new_order()
    stage.record(event)
    carry_out(stage, order)
    confirmation = stage.event(f"APAGAR {_code(stage)}")
    for _ in range(2):
        stage.record(confirmation)
        assert stage.twilio.wait_idle(10)
    received = stage.sandbox.received(ANA)
    stage.record(event, confirmation)
    carry_out(stage, order)

    assert [one["title"].partition(" - ")[0] for one in stage.sandbox.issues()] == [
        "Conversa apagada",
        "Consentimento",
    ]
    assert stage.sandbox.received(ANA) == received
    assert _whole(stage).count('"receipt":') == 1


def test_a_second_erasure_is_a_second_receipt(stage: Stage) -> None:
    _erase(stage)
    _erase(stage)

    assert _whole(stage).count('"receipt":') == 2
    assert stage.sandbox.issues()[-1]["title"] == "Conversa apagada"
    assert [
        entry.change.action for entry in policy_gate.record_of(Address.parse(ANA), stage.tools).entries
    ] == [
        "erased",
        "erased",
    ]


@pytest.mark.parametrize("text", ["APAGAR 000000", "APAGAR TUDO"])
def test_without_the_right_code_nothing_is_erased(stage: Stage, text: str) -> None:
    code = _code(stage)
    assert code != "000000"
    _write(stage, text)

    assert stage.sandbox.issue(1)["title"].startswith("Nova mensagem")
    assert ("nao vale ou venceu" in _last(stage)) == (text == "APAGAR 000000")


def test_six_digits_that_nobody_asked_for_are_a_message_like_any_other(stage: Stage) -> None:
    _write(stage, "123456")

    assert stage.sandbox.received(ANA) == ["Recebemos sua mensagem. Protocolo 1. Vamos responder por aqui."]


def test_a_code_that_came_by_one_channel_may_come_back_by_the_other(stage: Stage) -> None:
    code = _code(stage)
    _write(stage, f"APAGAR {code}", ON_WHATSAPP)

    assert [one["title"].partition(" - ")[0] for one in stage.sandbox.issues()] == [
        "Conversa apagada",
        "Conversa apagada",
        "Consentimento",
    ]


def test_a_code_counts_for_a_day_and_for_the_person_who_got_it(moved_clock: MovedClock, stage: Stage) -> None:
    code = _code(stage)
    _write(stage, f"APAGAR {code}", BIA)
    assert any("nao vale ou venceu" in text for text in stage.sandbox.received(BIA))

    moved_clock.advance(timedelta(hours=25))
    _write(stage, f"APAGAR {code}")

    assert "nao vale ou venceu" in _last(stage)
    assert stage.sandbox.issue(1)["title"].startswith("Nova mensagem")


def test_an_office_that_must_keep_documents_hands_the_request_to_maintainers(stage: Stage) -> None:
    stage.configure({"privacy": {"erasure": "ask"}})
    _write(stage, "APAGAR MEUS DADOS")

    assert any(text.startswith("Recebemos seu pedido de apagar") for text in stage.sandbox.received(ANA))
    assert "guarde isso em outro lugar e apague o resto com `/forget`" in _whole(stage)


def test_an_administrators_token_deletes_the_issues_whole(stage: Stage) -> None:
    stage.state.add_token("administrator", Actor(OWNER, "fine-grained", frozenset({"issues:write"})))
    stage.set_variables(ERASURE_TOKEN="administrator")
    _write(stage, "Preciso da guia")
    _erase(stage)
    reconcile.run({}, stage.tools)
    _write(stage, "Oi")

    assert [one["number"] for one in stage.sandbox.issues()] == [2, 3]
    assert "Nada ficou para trás" in _receipt(stage)


def test_a_token_that_may_not_delete_issues_leaves_them_empty_and_says_so(stage: Stage) -> None:
    stage.state.add_token("too weak", Actor("marina", "fine-grained", frozenset({"issues:write"})))
    stage.set_variables(ERASURE_TOKEN="too weak")
    _erase(stage)

    assert stage.sandbox.issues()[0]["title"] == "Conversa apagada"
    assert "histórico de edições de #1" in _receipt(stage)


def test_people_known_by_an_earlier_key_are_erased_too_and_keep_their_opt_out(stage: Stage) -> None:
    _write(stage, "SAIR")
    old = stage.tools.vault.contact_id(Address.parse(ANA))
    stage.contact_key = f"{contact_keys.new_key()},{stage.contact_key}"
    stage.tools = stage.new_tools()
    _write(stage, "Oi", ON_WHATSAPP)
    _erase(stage)

    record = policy_gate.record_of(Address.parse(ANA), stage.tools)
    assert (record.contact, record.opted_out) == (old, True)
    assert {one["title"] for one in stage.sandbox.issues()} == {"Conversa apagada", f"Consentimento - {old}"}
    assert stage.state.labels.find(f"contato-{old}")


def _overtaken(stage: Stage) -> None:
    """A maintainer's erasure begins after a run has looked for the conversation, and before that run writes there."""
    _write(stage, "Preciso da guia")
    (conversation,) = stage.tools.conversations.with_person(Address.parse(ANA))
    request = ErasureRequest(
        "comment-1", clock.now(), Address.parse(ANA), Address.parse(SMS_NUMBER), by="marina"
    )
    erasure.begin(request, stage.tools)
    stage.tools.conversations.append(conversation, [stage.event("Chegou no meio")])


def _finished(stage: Stage, tools: Tools) -> None:
    erasure.finish(policy_gate.record_of(Address.parse(ANA), tools), tools)
    assert stage.twilio.wait_idle(10)
    reconcile.run({}, tools)


def test_a_message_that_slips_into_a_conversation_while_it_is_erased_is_not_lost(quick: None) -> None:
    seen = dict(wire.after_each_crash(_overtaken, _finished))

    assert len(seen) > 8
    assert {writes: one for writes, one in seen.items() if one != seen[0]} == {}
    old, _, new = seen[0]["issues"]
    assert (old["title"], old["comments"]) == ("Conversa apagada", [])
    assert (new["title"], new["state"]) == ("Nova mensagem via Twilio - SMS - +55 11 *****-4321", "open")
    assert "> `Chegou no meio`" in new["body"]


def test_a_message_carried_over_is_a_conversation_like_any_other(stage: Stage) -> None:
    _overtaken(stage)
    _finished(stage, stage.tools)
    _write(stage, "E mais isto")

    assert "E mais isto" in stage.sandbox.issue(3)["comments"][0]["body"]
    assert len(stage.sandbox.issues()) == 3


def test_a_message_that_arrives_during_an_erasure_joins_none_of_what_is_going(stage: Stage) -> None:
    _write(stage, "Preciso da guia")
    request = ErasureRequest(
        "comment-1", clock.now(), Address.parse(ANA), Address.parse(SMS_NUMBER), by="marina"
    )
    erasure.begin(request, stage.tools)
    _write(stage, "Chegou no meio")

    assert "Chegou no meio" in stage.sandbox.issue(3)["body"]
    assert "Preciso da guia" in stage.sandbox.issue(1)["body"]
    _finished(stage, stage.tools)
    assert [one["title"].partition(" - ")[0] for one in stage.sandbox.issues()] == [
        "Conversa apagada",
        "Consentimento",
        "Nova mensagem via Twilio",
    ]


def test_an_order_waits_until_an_erasure_under_way_is_done(stage: Stage) -> None:
    _write(stage, "Preciso da guia")
    request = ErasureRequest(
        "comment-1", clock.now(), Address.parse(ANA), Address.parse(SMS_NUMBER), by="marina"
    )
    erasure.begin(request, stage.tools)
    order = new_order("Sua guia vence")
    with pytest.raises(TemporaryError):
        carry_out(stage, order)
    assert "Sua guia vence" not in stage.sandbox.received(ANA)

    _finished(stage, stage.tools)
    carry_out(stage, order)

    assert stage.sandbox.received(ANA)[-1] == "Sua guia vence"


def _prepared(stage: Stage) -> None:
    _write(stage, "Preciso da guia")
    stage.record(write(stage, [("image/png", PNG)], "Foto", ON_WHATSAPP))
    Maintainer(stage.sandbox, "marina").comment(1, "/reply Segue")
    stage.reply()
    stage.confirmation = stage.event(f"APAGAR {_code(stage)}")  # type: ignore[attr-defined]


def _confirmed(stage: Stage, tools: Tools) -> None:
    payload = stage.payload([stage.confirmation])  # type: ignore[attr-defined]
    record_messages.run({"client_payload": payload}, tools)
    assert stage.twilio.wait_idle(10)
    reconcile.run({}, tools)


def test_an_erasure_survives_a_crash_after_any_write(quick: None) -> None:
    seen = dict(wire.after_each_crash(_prepared, _confirmed))

    assert len(seen) > 15
    assert {writes: one for writes, one in seen.items() if one != seen[0]} == {}
    whole = str(seen[0])
    assert '"erasure"' not in whole
    assert "Foto" not in whole.partition("'phones'")[0]


def _asked(stage: Stage) -> None:
    _write(stage, "Preciso da guia")
    stage.asked = [stage.event("MEUS DADOS"), stage.event("APAGAR")]  # type: ignore[attr-defined]


def _attended(stage: Stage, tools: Tools) -> None:
    payload = stage.payload(stage.asked)  # type: ignore[attr-defined]
    record_messages.run({"client_payload": payload}, tools)


def test_both_questions_are_answered_once_whatever_the_job_dies_over(quick: None) -> None:
    seen = dict(wire.after_each_crash(_asked, _attended))

    assert len(seen) > 5
    assert {writes: one for writes, one in seen.items() if one != seen[0]} == {}
    assert len(seen[0]["phones"][ANA]) == 3
