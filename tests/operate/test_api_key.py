"""The API key at Twilio is changed while messages are sent: by one of its kind, and only its own."""

from __future__ import annotations

import re
from contextlib import nullcontext
from datetime import timedelta

import pytest

from bot.core import clock
from bot.core.errors import BotError, TemporaryError
from bot.operate.rotation.api_key import BEGUN, NEXT, OF_WORKFLOWS, OLD, SECRET, SID, WHOLE, ApiKeyRotation
from bot.sandbox.twilio.keys import MAIN, RESTRICTED, STANDARD
from tests.conftest import MovedClock
from tests.operate.bench import (
    KeyBench,
    UnseenKeyBench,
    killed_after,
)
from tests.wire import DiedError, passing

SENDING = ("/twilio/messaging/messages/create", "/twilio/messaging/messages/list")


def test_a_rotation_leaves_one_new_key_everywhere_and_no_message_fails(keyed: KeyBench) -> None:
    with passing(keyed.look):
        keyed.rotate()

    assert keyed.complete()
    assert keyed.failures == []
    assert keyed.sent > 10
    everything = "\n".join(keyed.said)
    for secret in (keyed.live.secret, keyed.old.secret, "admin-token"):
        assert secret not in everything
    assert keyed.relay.env.path.stat().st_mode & 0o077 == 0
    assert re.fullmatch(r"Escritório \d{4}-\d\d-\d\d [0-9a-f]{8}", keyed.live.name)


def test_a_second_rotation_keeps_the_name_with_another_date_behind(keyed: KeyBench) -> None:
    keyed.rotate()
    keyed.old = keyed.live
    keyed.rotate()

    assert keyed.complete()
    assert re.fullmatch(r"Escritório \d{4}-\d\d-\d\d [0-9a-f]{8}", keyed.live.name)
    assert keyed.live.name != keyed.old.name


def test_a_key_whose_secret_got_lost_is_ended(keyed: KeyBench) -> None:
    with pytest.raises(DiedError), killed_after(2):
        keyed.rotate()
    lost = next(one for one in keyed.keys.everything() if one.sid != keyed.old.sid)
    assert lost.name.endswith(keyed.env[BEGUN])
    assert NEXT not in keyed.env
    keyed.rotate()

    assert keyed.complete()
    assert f"A key of this rotation whose secret got lost is ended: {lost.sid}." in keyed.said


def test_keys_of_others_are_left_alone(keyed: KeyBench) -> None:
    theirs = keyed.keys.add("Escritório 2026-11-24 0123abcd")
    keyed.rotate()

    assert keyed.keys.find(theirs.sid)
    assert len(keyed.keys.everything()) == 2


def test_a_plan_says_what_is_left_and_changes_nothing(keyed: KeyBench) -> None:
    before = dict(keyed.env)
    plan = ApiKeyRotation(keyed.site).plan()

    assert plan[0] == "Now: not begun."
    assert len(plan) == 9
    assert plan[-2].endswith(f"{keyed.old.sid} (Escritório)")
    assert (keyed.env, keyed.live) == (before, keyed.old)

    with pytest.raises(DiedError), killed_after(3):
        keyed.rotate()
    plan = ApiKeyRotation(keyed.site).plan()
    assert plan[:2] == ["Now: the new key is made.", "see that Twilio takes it and lists messages for it"]


def test_a_restricted_key_is_followed_by_one_with_the_same_permissions(keyed: KeyBench) -> None:
    allow = (*SENDING, "/twilio/billing/usage/*")
    keyed.keys.add(keyed.old.name, kind=RESTRICTED, allow=allow, sid=keyed.old.sid, secret=keyed.old.secret)
    with passing(keyed.look):
        keyed.rotate()

    assert keyed.complete()
    assert keyed.failures == []
    assert (keyed.live.kind, keyed.live.allow) == (RESTRICTED, allow)
    assert "Beware" not in "\n".join(keyed.said)


def test_permissions_that_do_not_suffice_are_said(keyed: KeyBench) -> None:
    allow = ("/twilio/messaging/messages/read",)
    keyed.keys.add(kind=RESTRICTED, allow=allow, sid=keyed.old.sid, secret=keyed.old.secret)
    keyed.rotate()

    assert keyed.complete()
    assert "lack /twilio/messaging/messages/create, /twilio/messaging/messages/list." in keyed.said[1]
    assert keyed.said[2] == "Twilio takes the new key."


def test_permissions_that_twilio_does_not_know_any_more_are_not_widened(keyed: KeyBench) -> None:
    keyed.keys.add(kind=RESTRICTED, allow=("of old",), sid=keyed.old.sid, secret=keyed.old.secret)

    with pytest.raises(BotError, match=r"make a Restricted key .* \(error 70002\)\. Duplicate the old one"):
        keyed.rotate()
    assert keyed.live == keyed.keys.find(keyed.old.sid)
    assert not {BEGUN, NEXT, OLD} & keyed.env.keys()


def test_a_main_key_is_followed_by_a_standard_one_which_is_said(keyed: KeyBench) -> None:
    keyed.keys.add(kind=MAIN, sid=keyed.old.sid, secret=keyed.old.secret)
    keyed.rotate()

    assert keyed.complete()
    assert keyed.live.kind == STANDARD
    assert "Main key" in keyed.said[0]


def test_a_key_that_github_alone_has_is_named_once(unseen: UnseenKeyBench) -> None:
    with pytest.raises(BotError, match=rf"--old SK\.\.\. Twilio has: {unseen.old.sid} \(Escritório\)"):
        unseen.rotate()
    with pytest.raises(BotError, match="somebody has deleted it"):
        unseen.rotate(f"SK{'0' * 32}")

    unseen.rotate(unseen.old.sid)
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
        unseen.rotate()
    assert unseen.keys.everything() == []

    with pytest.raises(DiedError), killed_after(2):
        unseen.rotate(create=True)
    unseen.rotate()  # what was begun goes on without being asked for again

    assert unseen.complete()
    assert unseen.live.kind == STANDARD
    assert unseen.live.name.startswith("AUDITORIA360 ")
    unseen.send()
    assert unseen.failures == []
    with pytest.raises(BotError, match="A key is in use"):
        unseen.rotate(create=True)


def test_a_key_that_somebody_deleted_is_made_anew_only_if_asked_for(keyed: KeyBench) -> None:
    keyed.keys.remove(keyed.old.sid)
    with pytest.raises(BotError, match="somebody has deleted it"):
        keyed.rotate()

    keyed.rotate(create=True)
    assert keyed.complete()
    keyed.send()
    assert keyed.failures == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"ADMIN_GITHUB_TOKEN": None}, "ADMIN_GITHUB_TOKEN is not set"),
        ({"ADMIN_GITHUB_TOKEN": "unknown"}, r"GitHub refused.* ADMIN_GITHUB_TOKEN is not valid"),
        ({"TWILIO_AUTH_TOKEN": "wrong"}, "Twilio refuses TWILIO_AUTH_TOKEN"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_missing_is_said_before_anything_is_changed(
    keyed: KeyBench, change: dict[str, str | None], said: str
) -> None:
    keyed.relay.env.change(change)
    before = dict(keyed.env)

    with pytest.raises(BotError, match=said):
        keyed.rotate()
    assert (keyed.env, keyed.live) == (before, keyed.old)


def test_a_key_that_the_environment_hides_stops_it(keyed: KeyBench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(WHOLE, f"SK{'0' * 32}:another")

    with pytest.raises(BotError, match="hides the line"):
        keyed.rotate()


def test_another_old_key_than_the_one_in_env_stops_it(keyed: KeyBench) -> None:
    with pytest.raises(BotError, match="Leave out --old"):
        keyed.rotate(f"SK{'0' * 32}")


def test_workflows_that_do_not_know_the_secret_stop_it(keyed: KeyBench) -> None:
    files = keyed.stage.state.files
    for text, stops in (
        ("${{ secrets.TWILIO_API_KEY_SID }}", True),
        ("${{ secrets.TWILIO_API_KEY }}", False),
    ):
        tree = files.add_tree({".github/workflows/send-replies.yml": files.add_blob(text.encode())})
        files.set_branch("main", files.add_commit(tree, (), "Workflows", "marina").sha)
        with pytest.raises(BotError, match="up to date") if stops else nullcontext():
            ApiKeyRotation(keyed.site).plan()


def test_an_admin_token_that_may_only_read_stops_it_and_a_good_one_goes_on(keyed: KeyBench) -> None:
    keyed.let_administer(frozenset({"secrets:read"}))
    with pytest.raises(BotError, match="GitHub refused"):
        keyed.rotate()
    assert keyed.keys.find(keyed.old.sid)
    keyed.send()

    keyed.let_administer(keyed.SCOPES)
    keyed.rotate()
    assert keyed.complete()
    assert keyed.failures == []


def test_trouble_at_twilio_stops_it_and_the_same_command_goes_on(keyed: KeyBench) -> None:
    keyed.stage.sandbox.switch_on("twilio-down")
    with pytest.raises(TemporaryError):
        keyed.rotate()
    keyed.stage.sandbox.switch_off("twilio-down")
    keyed.rotate()

    assert keyed.complete()


def test_a_new_key_that_twilio_does_not_take_is_given_to_nobody(
    moved_clock: MovedClock, keyed: KeyBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(DiedError), killed_after(3):
        keyed.rotate()
    keyed.keys.remove(keyed.env[NEXT].partition(":")[0])
    monkeypatch.setattr(clock, "sleep", lambda seconds: moved_clock.advance(timedelta(seconds=seconds)))

    with pytest.raises(BotError, match=rf"does not take the new key .* take the line {NEXT} out"):
        keyed.rotate()
    assert WHOLE not in keyed.stage.state.secrets.values()
    keyed.relay.env.change({NEXT: None})
    keyed.rotate()
    assert keyed.complete()
