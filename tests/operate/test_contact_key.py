"""CONTACT_KEY is changed for another: what is sealed stays readable, whatever happens meanwhile."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from requests import PreparedRequest, Response

from bot.adapters import relay_client
from bot.adapters.env_file import EnvFile
from bot.adapters.github import sessions
from bot.core.errors import BotError
from bot.core.messages import Address, Order, Purpose
from bot.jobs.orders import send_notification
from bot.jobs.upkeep import reconcile
from bot.operate.rotation.contact_key import KEY, SHARE
from bot.operate.rotation.site import Site
from bot.rules.people.relay_keys import relay_key
from bot.rules.wire import markers
from bot.rules.wire.envelope import open_message
from bot.rules.wire.rights_markers import ErasedMarker
from bot.sandbox.world import SMS_NUMBER
from tests.conftest import MovedClock
from tests.nearby import NearbyRelay
from tests.operate.bench import ContactKeyBench, follow
from tests.operate.interruptions import elsewhere, old_run, unended, when
from tests.stage import ACCOUNT, Stage
from tests.wire import passing

OF_KEY = f"/actions/secrets/{KEY}"


@pytest.fixture
def bench(stage: Stage, tmp_path: Path) -> Iterator[ContactKeyBench]:
    """A bench on which nobody has written yet."""
    with ContactKeyBench(stage, tmp_path, conversations=0) as bench:
        yield bench


def test_the_whole_way_of_a_contact_key(bench: ContactKeyBench) -> None:
    stage = bench.stage
    stage.record(stage.event("Bom dia"))
    stage.sandbox.comment(1, "marina", "/optout")
    stage.reply()
    contact = stage.tools.vault.contact_id(stage.event().message.sender)
    old = stage.contact_key

    bench.rotation().run()
    follow(bench)
    assert stage.contact_key == bench.env["CONTACT_KEY"]
    with pytest.raises(BotError, match=r"texts? in (an issue|issues) (is|are) sealed"):
        bench.finish()
    with pytest.raises(BotError, match="not complete"):
        bench.rotation().run()
    assert bench.reseal(1)[0].startswith("Sealed with the new key now: 1.")
    while bench.reseal(1)[1].startswith("Run it again"):
        pass
    assert bench.reseal() == [
        "Sealed with the new key now: 0. Left: 0.",
        "Then: bot rotate contact-key --finish",
    ]
    bench.finish()
    follow(bench)

    assert old not in bench.env["CONTACT_KEY"]
    assert stage.tools.vault.older_keys == 0
    # The person is the same as before: the issue, the opt-out, the label.
    stage.record(stage.event("Ainda aqui"), batch="batch-2")
    assert len([one for one in stage.sandbox.issues() if "mensagem-recebida" in one["labels"]]) == 1
    assert stage.tools.vault.contact_id(stage.event().message.sender) == contact
    assert stage.tools.ledger.record(contact).opted_out


def test_the_relays_share_in_the_same_file_changes_with_the_key(bench: ContactKeyBench) -> None:
    before = share_of(bench.relay)
    bench.relay.env.change({SHARE: before})
    bench.rotate()
    follow(bench)

    assert bench.env[SHARE] == relay_key(bench.env[KEY].split(",")) != before


def test_a_relay_that_has_only_its_share_is_rotated_from_another_machine(
    bench: ContactKeyBench, tmp_path: Path
) -> None:
    office = tmp_path / "office"
    office.mkdir()
    EnvFile(office).change(bench.env)
    bench.relay.env.change({KEY: None, SHARE: share_of(bench.relay)})
    bench.site = Site.of(office, bench.file, bench.lines.append, bench.show)

    def give_share() -> None:
        bench.relay.env.change({SHARE: relay_key(bench.site.env.read()[KEY].split(","))})

    with pytest.raises(BotError, match=r"does not open with the new key.*bot config relay-key"):
        bench.rotation().run()
    give_share()
    with pytest.raises(BotError, match=r"does not seal with the new key.*bot config relay-key"):
        bench.rotation().run()
    with pytest.raises(BotError, match="the relay still seals with it"):
        bench.finish()
    give_share()
    bench.reseal()
    bench.finish()

    assert "," not in bench.site.env.read()[KEY].partition(",id:")[0]
    assert KEY not in bench.env


def share_of(relay: NearbyRelay) -> str:
    return relay_key(relay.env.read()[KEY].split(","))


def test_sealed_texts_of_a_public_repository_are_sealed_again(tmp_path: Path) -> None:
    with Stage(private=False) as stage, ContactKeyBench(stage, tmp_path, conversations=0) as bench:
        stage.record(stage.event("Segredo"))
        stage.record(stage.event("Outro"), batch="batch-2")
        bench.rotation().run()
        assert bench.reseal()[0].startswith("Sealed with the new key now: 2.")
        newest = bench.env["CONTACT_KEY"].split(",")[0]
        stage.contact_key = f"{newest},{bench.env['CONTACT_KEY'].split(',')[-1]}"
        stage.tools = tools = stage.new_tools()
        (shown,) = re.findall(r"^```\n([\w=-]+)\n```", stage.sandbox.issue(1)["body"], re.MULTILINE)

        assert tools.conversations.read(tools.repository.issue(1))
        assert open_message(shown, tools.vault).message.text == "Segredo"


def test_an_order_that_waits_for_its_hour_leaves_under_the_new_key_alone(
    moved_clock: MovedClock, tmp_path: Path
) -> None:
    night = datetime(2026, 11, 24, 4, tzinfo=UTC)
    moved_clock.set(night)
    with Stage() as stage, ContactKeyBench(stage, tmp_path, conversations=0) as bench:
        hours = {"policy": {"notification": {"hours": "08:00-22:00"}}}
        stage.configure({**stage.changes, **hours})
        order = Order(0, night, "order-1", Address.parse("+5511987654321"), "Bom dia", Purpose.NOTIFICATION)
        payload = stage.payload([order])
        send_notification.run({"client_payload": payload}, stage.tools)
        bench.rotation().run()
        follow(bench)
        bench.reseal()
        bench.finish()
        follow(bench)
        moved_clock.advance(timedelta(hours=9))
        reconcile.run({}, stage.new_tools())
        stage.twilio.wait_idle(5)

        assert stage.sandbox.received("+5511987654321") == ["Bom dia"]


def test_what_was_erased_meanwhile_is_not_written_again_by_resealing(bench: ContactKeyBench) -> None:
    stage = bench.stage
    stage.record(stage.event("Segredo da Ana"))
    bench.rotation().run()
    erased = f"{markers.write(ErasedMarker(), stage.tools.vault, 1)}\nApagada."

    def erase(request: PreparedRequest, response: Response) -> None:
        if request.method == "GET" and "/issues?" in str(request.url):
            _ = response.content
            elsewhere(lambda: stage.tools.repository.rewrite(1, "Conversa apagada", erased))

    with passing(erase):
        bench.reseal()

    assert "Segredo" not in stage.sandbox.issue(1)["body"]
    assert stage.sandbox.issue(1)["title"] == "Conversa apagada"


def test_a_comment_that_was_rewritten_meanwhile_keeps_its_newer_text(bench: ContactKeyBench) -> None:
    stage = bench.stage
    stage.record(stage.event("Oi"))
    stage.sandbox.comment(1, "marina", "/optout")
    stage.reply()
    bench.rotation().run()
    vault = stage.tools.vault
    ledger = next(one for one in stage.sandbox.issues() if "consentimento" in one["labels"])["number"]
    sealed = markers.write(markers.OrderMarker("order-1", vault.seal(b"what was ordered")), vault, ledger)
    sent = stage.tools.repository.comment(ledger, f"{sealed}\nantes")

    def change() -> None:
        stage.tools.repository.rewrite_comment(ledger, sent.id, f"{sealed}\ndepois")

    with passing(when("GET", f"/issues/{ledger}/comments", lambda: elsewhere(change))):
        assert "Left: 0" in bench.reseal()[0]

    bodies = [one["body"] for one in stage.sandbox.issue(ledger)["comments"]]
    assert sum("depois" in body for body in bodies) == 1
    assert not any("antes" in body or sealed in body for body in bodies)


def test_a_comment_that_is_gone_meanwhile_is_passed_over(bench: ContactKeyBench) -> None:
    stage = bench.stage
    stage.record(stage.event("Oi"))
    sent = stage.tools.repository.comment(
        1, markers.write(markers.OrderMarker("order-1", stage.tools.vault.seal(b"x")), stage.tools.vault, 1)
    )
    bench.rotation().run()
    sessions.opened.clear()  # another process did all this

    with passing(when("GET", "/issues/1/comments", lambda: stage.state.issues.delete_comment(sent.id))):
        assert bench.reseal()[0].startswith("Sealed with the new key now: 1.")


def test_only_what_the_bot_wrote_is_sealed_again(bench: ContactKeyBench) -> None:
    stage = bench.stage
    stage.record(stage.event("Oi"))
    marker = markers.write(
        markers.OrderMarker("order-1", stage.tools.vault.seal(b"copied")), stage.tools.vault, 1
    )
    stage.sandbox.comment(1, "marina", marker)
    bench.rotation().run()

    assert bench.reseal()[0].startswith("Sealed with the new key now: 1.")
    assert marker in [one["body"] for one in stage.sandbox.issue(1)["comments"]]


def test_workflows_are_given_the_new_key_after_the_old_one_before_it_is_first(bench: ContactKeyBench) -> None:
    seen: list[list[str]] = []

    def look(request: PreparedRequest, _response: Response) -> None:
        if request.method == "PUT" and str(request.url).endswith(OF_KEY):
            seen.append(bench.stage.state.secrets.get(KEY).value.split(",")[:2])

    with passing(look):
        bench.rotation().run()

    (first, new), seals = seen
    assert (first, seals) == (bench.old_key, [new, first])


def test_a_run_that_was_queued_meanwhile_opens_what_newer_runs_seal(bench: ContactKeyBench) -> None:
    stage = bench.stage
    queued = []

    def queue() -> None:
        stage.contact_key = stage.state.secrets.get(KEY).value
        queued.append(stage.new_tools())  # its secrets are those of the moment in which it was queued

    with passing(when("PUT", OF_KEY, queue)):
        bench.rotation().run()
    stage.contact_key = stage.state.secrets.get(KEY).value
    stage.tools = stage.new_tools()
    stage.record(stage.event("Primeira"))
    stage.tools = queued[0]
    stage.record(stage.event("Segunda"), batch="batch-2")

    assert len([one for one in stage.sandbox.issues() if "mensagem-recebida" in one["labels"]]) == 1


def _resealed(bench: ContactKeyBench) -> None:
    """Leave the rotation of the contact key only to be finished."""
    bench.rotation().run()
    assert "Left: 0" in bench.reseal()[0]


@pytest.mark.parametrize("busy", [ContactKeyBench], indirect=True)
def test_the_old_key_stays_while_a_run_has_it(busy: ContactKeyBench) -> None:
    _resealed(busy)
    run = old_run(busy.stage)
    with pytest.raises(BotError, match=r"1 workflow runs? ha"):
        busy.finish()

    unended(busy.stage, run, status="completed")
    busy.finish()
    assert len(busy.env[KEY].split(",")) == 2


def test_the_old_key_stays_while_a_message_waits_in_the_relay(bench: ContactKeyBench) -> None:
    _resealed(bench)
    form = {
        "MessageSid": f"SM{'0' * 32}",
        "AccountSid": ACCOUNT,
        "From": "+5511987654321",
        "To": SMS_NUMBER,
        "Body": "Oi",
    }
    assert relay_client.deliver_webhook(bench.site.settings, form) == ""
    with pytest.raises(BotError, match="1 message waits in the relay"):
        bench.finish()


def test_the_old_key_stays_while_the_relay_seals_with_it(bench: ContactKeyBench, tmp_path: Path) -> None:
    _resealed(bench)
    new, old, ids = bench.env[KEY].split(",")
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    with NearbyRelay(bench.stage, folder) as other:
        other.env.change({KEY: f"{old},{new},{ids}"})
        bench.relay.env.change({"RELAY_URL": other.url})
        with pytest.raises(BotError, match="the relay still seals with it"):
            bench.finish()
        bench.relay.env.change({"RELAY_URL": "http://127.0.0.1:9"})
        with pytest.raises(BotError, match="The relay does not answer"):
            bench.finish()
