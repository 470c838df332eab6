"""The API key at Twilio is replaced by one of its kind, and no other key is touched."""

from __future__ import annotations

import re
from contextlib import nullcontext

import pytest

from bot.core.errors import BotError
from bot.operate.rotation.api_key import BEGUN, NEXT, OF_WORKFLOWS, OLD, SECRET, SID, WHOLE, ApiKeyRotation
from bot.sandbox.twilio.keys import MAIN, RESTRICTED, STANDARD
from tests.operate.bench import KeyBench, UnseenKeyBench
from tests.operate.interruptions import killed_after
from tests.wire import DiedError

SENDING = ("/twilio/messaging/messages/create", "/twilio/messaging/messages/list")


def test_each_new_key_keeps_the_name_with_another_date_behind(keyed: KeyBench) -> None:
    names = [keyed.old.name]
    for _ in range(2):
        keyed.begin()
        keyed.rotate()
        assert keyed.complete()
        assert re.fullmatch(r"Escritório \d{4}-\d\d-\d\d [0-9a-f]{8}", keyed.live.name)
        names.append(keyed.live.name)

    assert len(set(names)) == 3


def test_a_key_whose_secret_was_lost_is_deleted(keyed: KeyBench) -> None:
    with pytest.raises(DiedError), killed_after(2):
        keyed.rotate()
    lost = next(one for one in keyed.keys.everything() if one.sid != keyed.old.sid)
    assert lost.name.endswith(keyed.env[BEGUN])
    assert NEXT not in keyed.env
    keyed.rotate()

    assert keyed.complete()
    assert f"A key of this rotation whose secret was lost is deleted: {lost.sid}." in keyed.lines


def test_keys_of_others_are_left_alone(keyed: KeyBench) -> None:
    theirs = keyed.keys.add("Escritório 2026-11-24 0123abcd")
    keyed.rotate()

    assert keyed.keys.find(theirs.sid)
    assert len(keyed.keys.everything()) == 2


def test_a_plan_names_the_steps_that_are_left(keyed: KeyBench) -> None:
    plan = keyed.plan()
    assert len(plan) == 7
    assert plan[-2].endswith(f"{keyed.old.sid} (Escritório).")

    with pytest.raises(DiedError), killed_after(3):
        keyed.rotate()
    assert keyed.plan()[:2] == [
        "Now: the new key exists.",
        "See that Twilio accepts it and lists messages for it.",
    ]


@pytest.mark.parametrize(
    ("kind", "allow", "follower", "line"),
    [
        (RESTRICTED, (*SENDING, "/twilio/billing/usage/*"), RESTRICTED, ""),
        (RESTRICTED, ("/twilio/messaging/messages/read",), RESTRICTED, f"lack {', '.join(SENDING)}."),
        (MAIN, (), STANDARD, "The old key is a Main key"),
    ],
    ids=["restricted", "insufficient", "main"],
)
def test_a_key_is_replaced_by_one_of_its_kind_with_its_permissions(
    keyed: KeyBench, kind: str, allow: tuple[str, ...], follower: str, line: str
) -> None:
    keyed.keys.add(keyed.old.name, kind=kind, allow=allow, sid=keyed.old.sid, secret=keyed.old.secret)
    keyed.rotate()

    assert keyed.complete()
    assert (keyed.live.kind, keyed.live.allow) == (follower, allow)
    everything = "\n".join(keyed.lines)
    assert line in everything
    assert ("Warning" in everything) == (line.startswith("lack"))


def test_permissions_that_twilio_does_not_know_any_more_are_not_widened(keyed: KeyBench) -> None:
    keyed.keys.add(kind=RESTRICTED, allow=("unknown",), sid=keyed.old.sid, secret=keyed.old.secret)

    with pytest.raises(BotError, match=r"make a Restricted key .* \(error 70002\)\. Duplicate the old one"):
        keyed.rotate()
    assert keyed.live == keyed.keys.find(keyed.old.sid)
    assert not {BEGUN, NEXT, OLD} & keyed.env.keys()


def test_a_key_that_github_alone_has_is_named_once(unseen: UnseenKeyBench) -> None:
    for named, message in (
        ("", rf"--old SK\.\.\. Twilio has: {unseen.old.sid} \(Escritório\)"),
        (f"SK{'0' * 32}", "somebody has deleted it"),
    ):
        with pytest.raises(BotError, match=message):
            ApiKeyRotation(unseen.site, named).run()

    unseen.rotate()
    assert unseen.complete()
    assert unseen.env[OF_WORKFLOWS] == unseen.live.sid
    unseen.old = unseen.live
    unseen.rotate()
    assert unseen.complete()


def test_a_key_of_the_relay_alone_is_not_given_to_the_workflows(keyed: KeyBench) -> None:
    for name in (SID, SECRET):
        keyed.stage.state.secrets.remove(name)
    keyed.rotate()

    assert keyed.live.sid == keyed.env[WHOLE].partition(":")[0]
    assert WHOLE not in keyed.stage.state.secrets.values()


def test_where_no_key_is_in_use_one_is_made_only_if_asked_for(unseen: UnseenKeyBench) -> None:
    secrets = unseen.stage.state.secrets
    for name in (SID, SECRET):
        secrets.remove(name)
    unseen.keys.remove(unseen.old.sid)
    with pytest.raises(BotError, match=r"No API key is in use.*--create"):
        ApiKeyRotation(unseen.site).run()
    assert unseen.keys.everything() == []

    with pytest.raises(DiedError), killed_after(2):
        unseen.create()
    unseen.rotate()  # what was begun is resumed without being asked for again

    assert unseen.complete()
    assert unseen.live.kind == STANDARD
    assert unseen.live.name.startswith("AUDITORIA360 ")
    unseen.send()
    assert unseen.failures == []
    with pytest.raises(BotError, match="A key is in use"):
        unseen.create()


@pytest.mark.parametrize("named", [True, False])
def test_a_key_that_nobody_uses_is_not_replaced(unseen: UnseenKeyBench, named: bool) -> None:
    for name in (SID, SECRET):
        unseen.stage.state.secrets.remove(name)
    if not named:
        unseen.relay.env.change({OF_WORKFLOWS: unseen.old.sid})
    with pytest.raises(BotError, match=r"No API key is in use.*--create"):
        ApiKeyRotation(unseen.site, unseen.old.sid if named else "").run()
    assert unseen.live == unseen.old

    unseen.create()

    new = next(one for one in unseen.keys.everything() if one.sid != unseen.old.sid)
    assert unseen.stage.state.secrets.values()[WHOLE] == f"{new.sid}:{new.secret}"


def test_a_key_that_somebody_deleted_is_made_anew_only_if_asked_for(keyed: KeyBench) -> None:
    keyed.keys.remove(keyed.old.sid)
    with pytest.raises(BotError, match="somebody has deleted it"):
        keyed.rotate()

    keyed.create()
    assert keyed.complete()
    keyed.send()
    assert keyed.failures == []


def test_another_old_key_than_the_one_in_env_stops_it(keyed: KeyBench) -> None:
    with pytest.raises(BotError, match="Leave out --old"):
        ApiKeyRotation(keyed.site, f"SK{'0' * 32}").run()


def test_workflows_that_do_not_know_the_secret_stop_it(keyed: KeyBench) -> None:
    files = keyed.stage.state.files
    for text, stops in (
        ("${{ secrets.TWILIO_API_KEY_SID }}", True),
        ("${{ secrets.TWILIO_API_KEY }}", False),
    ):
        tree = files.add_tree({".github/workflows/send-replies.yml": files.add_blob(text.encode())})
        files.set_branch("main", files.add_commit(tree, (), "Workflows", "marina").sha)
        with pytest.raises(BotError, match="up to date") if stops else nullcontext():
            keyed.plan()


@pytest.mark.usefixtures("no_patience")
def test_a_new_key_that_twilio_rejects_is_given_to_nobody(keyed: KeyBench) -> None:
    with pytest.raises(DiedError), killed_after(3):
        keyed.rotate()
    keyed.keys.remove(keyed.env[NEXT].partition(":")[0])

    with pytest.raises(BotError, match=rf"rejects the new key .* remove the line {NEXT} from"):
        keyed.rotate()
    assert WHOLE not in keyed.stage.state.secrets.values()
    keyed.relay.env.change({NEXT: None})
    keyed.rotate()
    assert keyed.complete()
