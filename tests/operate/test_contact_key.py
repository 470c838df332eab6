"""CONTACT_KEY is changed for another: what is sealed stays readable, whatever happens meanwhile."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from requests import PreparedRequest, Response

from bot.adapters import relay_client
from bot.core.errors import BotError
from bot.core.messages import Address, Order, Purpose
from bot.jobs.orders import send_notification
from bot.jobs.record.conversations import open_message
from bot.jobs.upkeep import reconcile
from bot.operate.rotation.contact_key import KEY, ContactKeyRotation
from bot.rules.wire import markers
from bot.rules.wire.markers import ErasedMarker
from bot.sandbox.world import SMS_NUMBER
from tests.conftest import MovedClock
from tests.nearby import NearbyRelay
from tests.operate.bench import (
    Bench,
    elsewhere,
    follow,
    old_run,
    unended,
    when,
)
from tests.stage import ACCOUNT, Stage
from tests.wire import DiedError, dying_after, passing

OF_KEY = f"/actions/secrets/{KEY}"


def test_the_whole_way_of_a_contact_key(bench: Bench) -> None:
    stage = bench.stage
    stage.record(stage.event("Bom dia"))
    stage.sandbox.comment(1, "marina", "/optout")
    stage.reply()
    contact = stage.tools.vault.contact_id(stage.event().message.sender)
    rotation = ContactKeyRotation(bench.site)
    old = stage.contact_key

    rotation.run()
    follow(bench)
    assert stage.contact_key == bench.env["CONTACT_KEY"]
    with pytest.raises(BotError, match="texts in issues are sealed"):
        rotation.finish()
    with pytest.raises(BotError, match="not complete"):
        rotation.run()
    assert rotation.reseal(1).done == 1
    while rotation.reseal(1).left:
        pass
    assert rotation.reseal(100).done == 0
    rotation.finish()
    follow(bench)

    assert old not in bench.env["CONTACT_KEY"]
    stage.tools = stage.new_tools()
    assert stage.tools.vault.older_keys == 0
    # The person is the same as before: the issue, the opt-out, the label.
    stage.record(stage.event("Ainda aqui"), batch="batch-2")
    assert len([one for one in stage.sandbox.issues() if "mensagem-recebida" in one["labels"]]) == 1
    assert stage.tools.vault.contact_id(stage.event().message.sender) == contact
    assert stage.tools.ledger.record(contact).opted_out


def test_a_key_that_was_written_but_not_given_to_github_is_given_next_time(bench: Bench) -> None:
    old = bench.env["CONTACT_KEY"]
    for changes in (1, 2):  # the relay was asked, then GitHub had it
        with pytest.raises(DiedError), dying_after(changes):
            ContactKeyRotation(bench.site).run()
        assert bench.env["CONTACT_KEY"].startswith(f"{old},")
    new = bench.env["CONTACT_KEY"].split(",")[1]
    ContactKeyRotation(bench.site).run()

    assert bench.env["CONTACT_KEY"].startswith(f"{new},{old},id:")
    assert bench.stage.state.secrets.get("CONTACT_KEY").value == bench.env["CONTACT_KEY"]
    assert "ROTATING_CONTACT_KEY" not in bench.env


def test_sealed_texts_of_a_public_repository_are_sealed_again(tmp_path: Path) -> None:
    with Stage(private=False) as stage, Bench(stage, tmp_path) as bench:
        stage.record(stage.event("Segredo"))
        stage.record(stage.event("Outro"), batch="batch-2")
        rotation = ContactKeyRotation(bench.site)
        rotation.run()
        assert rotation.reseal(100).done == 2
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
    with Stage() as stage, Bench(stage, tmp_path) as bench:
        hours = {"policy": {"notification": {"hours": "08:00-22:00"}}}
        stage.configure({**stage.changes, **hours})
        order = Order(0, night, "order-1", Address.parse("+5511987654321"), "Bom dia", Purpose.NOTIFICATION)
        payload = stage.payload([order])
        send_notification.run({"client_payload": payload}, stage.tools)
        rotation = ContactKeyRotation(bench.site)
        rotation.run()
        follow(bench)
        rotation.reseal(100)
        rotation.finish()
        follow(bench)
        moved_clock.advance(timedelta(hours=9))
        reconcile.run({}, stage.new_tools())
        stage.twilio.wait_idle(5)

        assert stage.sandbox.received("+5511987654321") == ["Bom dia"]


def test_what_was_erased_meanwhile_is_not_written_again_by_resealing(bench: Bench) -> None:
    stage = bench.stage
    stage.record(stage.event("Segredo da Ana"))
    ContactKeyRotation(bench.site).run()
    erased = f"{markers.write(ErasedMarker(), stage.tools.vault)}\nApagada."

    def erase(request: PreparedRequest, response: Response) -> None:
        if request.method == "GET" and "/issues?" in str(request.url):
            _ = response.content
            elsewhere(lambda: stage.tools.repository.rewrite(1, "Conversa apagada", erased))

    with passing(erase):
        ContactKeyRotation(bench.site).reseal(100)

    assert "Segredo" not in stage.sandbox.issue(1)["body"]
    assert stage.sandbox.issue(1)["title"] == "Conversa apagada"


def test_a_comment_that_was_rewritten_meanwhile_keeps_its_newer_text(bench: Bench) -> None:
    stage = bench.stage
    stage.record(stage.event("Oi"))
    stage.sandbox.comment(1, "marina", "/optout")
    stage.reply()
    ContactKeyRotation(bench.site).run()
    vault = stage.tools.vault
    ledger = next(one for one in stage.sandbox.issues() if "consentimento" in one["labels"])["number"]
    sealed = markers.write(markers.OrderMarker("order-1", vault.seal(b"what was ordered")), vault)
    said = stage.tools.repository.comment(ledger, f"{sealed}\nantes")

    def change() -> None:
        stage.tools.repository.rewrite_comment(ledger, said.id, f"{sealed}\ndepois")

    with passing(when("GET", f"/issues/{ledger}/comments", lambda: elsewhere(change))):
        assert ContactKeyRotation(bench.site).reseal(100).left == 0

    bodies = [one["body"] for one in stage.sandbox.issue(ledger)["comments"]]
    assert sum("depois" in body for body in bodies) == 1
    assert not any("antes" in body or sealed in body for body in bodies)


def test_a_comment_that_is_gone_meanwhile_is_passed_over(bench: Bench) -> None:
    stage = bench.stage
    stage.record(stage.event("Oi"))
    said = stage.tools.repository.comment(
        1, markers.write(markers.OrderMarker("order-1", stage.tools.vault.seal(b"x")), stage.tools.vault)
    )
    ContactKeyRotation(bench.site).run()

    with passing(when("GET", "/issues/1/comments", lambda: stage.state.issues.delete_comment(said.id))):
        assert ContactKeyRotation(bench.site).reseal(100).done == 1


def test_only_what_the_bot_wrote_is_sealed_again(bench: Bench) -> None:
    stage = bench.stage
    stage.record(stage.event("Oi"))
    marker = markers.write(
        markers.OrderMarker("order-1", stage.tools.vault.seal(b"copied")), stage.tools.vault
    )
    stage.sandbox.comment(1, "marina", marker)
    rotation = ContactKeyRotation(bench.site)
    rotation.run()

    assert rotation.reseal(100).done == 1
    assert marker in [one["body"] for one in stage.sandbox.issue(1)["comments"]]


def test_workflows_open_with_the_new_key_before_any_of_them_seals_with_it(busy: Bench) -> None:
    old = busy.env[KEY]
    run = old_run(busy.stage)
    seen: list[str] = []
    looks: list[int] = []

    def look(request: PreparedRequest, _response: Response) -> None:
        if request.method == "PUT" and str(request.url).endswith(OF_KEY):
            seen.append(busy.stage.state.secrets.get(KEY).value)
        if "/actions/runs?" in str(request.url):
            looks.append(len(seen))
            if len(looks) == 7:
                unended(busy.stage, run, status="completed")

    with passing(look):
        ContactKeyRotation(busy.site).run()

    opens, seals = seen
    assert opens.split(",")[0] == old
    assert seals.split(",")[:2] == list(reversed(opens.split(",")[:2]))
    assert set(looks) == {1}
    assert len(looks) > 7
    assert seals == busy.env[KEY]


@pytest.mark.usefixtures("no_patience")
def test_a_run_with_the_old_key_alone_keeps_the_new_one_from_sealing(busy: Bench) -> None:
    old, run = busy.env[KEY], old_run(busy.stage)
    with pytest.raises(BotError, match="are not over: old"):
        ContactKeyRotation(busy.site).run()
    for entries in (busy.env[KEY], busy.stage.state.secrets.get(KEY).value):
        assert entries.split(",")[0] == old

    unended(busy.stage, run, status="completed")
    ContactKeyRotation(busy.site).run()
    assert busy.env[KEY].split(",")[1] == old
    assert busy.stage.state.secrets.get(KEY).value == busy.env[KEY]


def test_a_run_that_was_queued_meanwhile_opens_what_newer_runs_seal(bench: Bench) -> None:
    stage = bench.stage
    queued = []

    def queue() -> None:
        stage.contact_key = stage.state.secrets.get(KEY).value
        queued.append(stage.new_tools())  # its secrets are those of the moment in which it was queued

    with passing(when("PUT", OF_KEY, queue)):
        ContactKeyRotation(bench.site).run()
    stage.contact_key = stage.state.secrets.get(KEY).value
    stage.tools = stage.new_tools()
    stage.record(stage.event("Primeira"))
    stage.tools = queued[0]
    stage.record(stage.event("Segunda"), batch="batch-2")

    assert len([one for one in stage.sandbox.issues() if "mensagem-recebida" in one["labels"]]) == 1


def _resealed(bench: Bench) -> ContactKeyRotation:
    """Return a rotation of the contact key that only has to be finished."""
    rotation = ContactKeyRotation(bench.site)
    rotation.run()
    assert rotation.reseal(100).left == 0
    return rotation


def test_a_relay_that_is_down_is_called_down(bench: Bench) -> None:
    old = bench.env[KEY]
    bench.relay.env.change({"RELAY_URL": "http://127.0.0.1:9"})
    with pytest.raises(BotError, match=r"The relay does not answer at http://127\.0\.0\.1:9"):
        ContactKeyRotation(bench.site).run()

    assert bench.env[KEY].split(",")[0] == old
    plan = ContactKeyRotation(bench.site).plan()
    assert plan[0].startswith("Now: the new key is in .env")
    assert not any("write a new key" in line for line in plan)


def test_the_old_key_stays_while_a_run_has_it(busy: Bench) -> None:
    rotation = _resealed(busy)
    run = old_run(busy.stage)
    with pytest.raises(BotError, match="1 workflow runs have it"):
        rotation.finish()

    unended(busy.stage, run, status="completed")
    rotation.finish()
    assert len(busy.env[KEY].split(",")) == 2


def test_the_old_key_stays_while_a_message_waits_in_the_relay(bench: Bench) -> None:
    rotation = _resealed(bench)
    sid = f"SM{'0' * 32}"
    form = {
        "MessageSid": sid,
        "AccountSid": ACCOUNT,
        "From": "+5511987654321",
        "To": SMS_NUMBER,
        "Body": "Oi",
    }
    assert relay_client.deliver_webhook(bench.site.settings(), form) == ""
    with pytest.raises(BotError, match="1 messages wait in the relay"):
        rotation.finish()


def test_the_old_key_stays_while_the_relay_seals_with_it(bench: Bench, tmp_path: Path) -> None:
    rotation = _resealed(bench)
    new, old, ids = bench.env[KEY].split(",")
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    with NearbyRelay(bench.stage, folder) as other:
        other.env.change({KEY: f"{old},{new},{ids}"})
        bench.relay.env.change({"RELAY_URL": other.url})
        with pytest.raises(BotError, match="the relay still seals with it"):
            rotation.finish()
        bench.relay.env.change({"RELAY_URL": "http://127.0.0.1:9"})
        with pytest.raises(BotError, match="The relay does not answer"):
            rotation.finish()
