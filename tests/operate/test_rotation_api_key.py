"""The API key at Twilio is changed for a new one while messages are sent; stopped anywhere, the same call goes on."""

from __future__ import annotations

import fcntl
import os
import re
import threading
from collections.abc import Iterator
from contextlib import ExitStack, nullcontext
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Self

import pytest
from requests import PreparedRequest, Response

from bot.adapters.twilio.client import Messages
from bot.core import clock
from bot.core.errors import BotError, TemporaryError
from bot.core.messages import Address
from bot.core.settings import config
from bot.core.settings.config import Role
from bot.operate.rotation.api_key import (
    BEGUN,
    NEXT,
    OF_WORKFLOWS,
    OLD,
    SECRET,
    SID,
    WHOLE,
    ApiKeyRotation,
    Asked,
)
from bot.operate.rotation.site import Site
from bot.sandbox.github.values import Actor
from bot.sandbox.twilio.keys import MAIN, RESTRICTED, STANDARD, ApiKey, ApiKeys
from bot.sandbox.world import SMS_NUMBER
from tests.conftest import MovedClock
from tests.nearby import NearbyRelay, config_of
from tests.stage import ROOT, Stage
from tests.wire import DiedError, dying_after, passing

ADMIN_SCOPES = frozenset({"secrets:write"})
PERSON, OURS = Address.parse("+5511987654321"), Address.parse(SMS_NUMBER)
SENDING = ("/twilio/messaging/messages/create", "/twilio/messaging/messages/list")


class KeyBench:
    """A stage whose workflows send by an API key and know no auth token, and what a rotation needs."""

    def __init__(self, stage: Stage, folder: Path, *, relay_has_it: bool = True) -> None:
        self.stage = stage
        self.relay = NearbyRelay(stage, folder)
        self.said: list[str] = []
        self.failures: list[str] = []
        self.sent = 0
        self.dies_at = 0
        self._relay_has_it = relay_has_it
        self._folder = folder

    def __enter__(self) -> Self:
        self.relay.__enter__()
        self.old = self.keys.add("Escritório")
        for name, value in {SID: self.old.sid, SECRET: self.old.secret}.items():
            self.stage.state.secrets.put(name, value)
            if self._relay_has_it:
                self.relay.env.change({name: value})
        self.stage.state.add_token("admin-token", Actor("marina", "fine-grained", ADMIN_SCOPES))
        self.relay.env.change({"ADMIN_GITHUB_TOKEN": "admin-token"})
        self.site = Site(self._folder, config_of(self.stage, self._folder), self._say)
        return self

    def __exit__(self, *error: object) -> None:
        self.relay.__exit__(None, None, None)

    @property
    def keys(self) -> ApiKeys:
        return self.stage.switchboard.state.api_keys

    @property
    def env(self) -> dict[str, str]:
        return self.relay.env.read()

    @property
    def live(self) -> ApiKey:
        """The one key that the account has."""
        (only,) = self.keys.everything()
        return only

    def rotate(self, **asked: object) -> None:
        ApiKeyRotation(self.site, Asked(**asked)).run()  # type: ignore[arg-type]

    def _say(self, line: str) -> None:
        self.said.append(line)
        self.dies_at -= 1
        if self.dies_at == 0:
            raise DiedError

    def look(self, _request: PreparedRequest, _response: Response) -> None:
        """Let a run that is queued at this moment send a message, with the secrets as they are now."""
        thread = threading.Thread(target=self.send)
        thread.start()
        thread.join()

    def send(self) -> None:
        secrets = {name: one for name, one in self.stage.state.secrets.values().items() if "API_KEY" in name}
        given = {**self.stage.environment, **secrets}
        del given["TWILIO_AUTH_TOKEN"]
        try:
            Messages(config.load(ROOT / "config.yml", given, Role.JOB)).send(PERSON, OURS, "Oi")
            self.sent += 1
        except BotError as error:
            self.failures.append(str(error))

    def complete(self) -> bool:
        """Tell whether there is one live key, a new one, which all have, and nothing is left of the rotation."""
        pair, secrets = f"{self.live.sid}:{self.live.secret}", self.stage.state.secrets.values()
        return (
            self.live.sid != self.old.sid
            and secrets.get(WHOLE) == pair
            and not {SID, SECRET} & secrets.keys()
            and self.env.get(WHOLE) == (pair if self._relay_has_it else None)
            and not {SID, SECRET, BEGUN, NEXT, OLD} & self.env.keys()
        )


@pytest.fixture
def bench(stage: Stage, tmp_path: Path) -> Iterator[KeyBench]:
    with KeyBench(stage, tmp_path) as bench:
        yield bench


@pytest.fixture
def unseen(stage: Stage, tmp_path: Path) -> Iterator[KeyBench]:
    """The key is in GitHub's secrets alone."""
    with KeyBench(stage, tmp_path, relay_has_it=False) as bench:
        yield bench


def test_a_rotation_leaves_one_new_key_everywhere_and_no_message_fails(bench: KeyBench) -> None:
    with passing(bench.look):
        bench.rotate()

    assert bench.complete()
    assert bench.failures == []
    assert bench.sent > 10
    everything = "\n".join(bench.said)
    for secret in (bench.live.secret, bench.old.secret, "admin-token"):
        assert secret not in everything
    assert bench.relay.env.path.stat().st_mode & 0o077 == 0
    assert re.fullmatch(r"Escritório \d{4}-\d\d-\d\d [0-9a-f]{8}", bench.live.name)


def test_a_second_rotation_keeps_the_name_with_another_date_behind(bench: KeyBench) -> None:
    bench.rotate()
    bench.old = bench.live
    bench.rotate()

    assert bench.complete()
    assert re.fullmatch(r"Escritório \d{4}-\d\d-\d\d [0-9a-f]{8}", bench.live.name)
    assert bench.live.name != bench.old.name


def _runs_out(folder: Path, writes: int, says: int) -> bool:
    """Rotate, die after so many requests that change something or at so many announced steps; rotate again.

    Return whether it did not die.
    """
    with Stage() as stage, KeyBench(stage, folder) as bench, ExitStack() as watched:
        watched.enter_context(passing(bench.look))
        bench.dies_at = says
        survived = True
        try:
            with dying_after(writes) if writes else nullcontext():
                bench.rotate()
        except DiedError:
            survived = False
            bench.rotate()
        assert bench.complete(), (writes, says, bench.said)
        assert bench.failures == []
        return survived


@pytest.mark.parametrize("kind", ["writes", "says"])
def test_killed_after_any_step_the_same_command_completes_it(tmp_path: Path, kind: str) -> None:
    for number in count(1):
        folder = tmp_path / str(number)
        folder.mkdir()
        if _runs_out(folder, **{"writes": 0, "says": 0, kind: number}):
            break

    assert number > (5 if kind == "writes" else 8)


def test_a_key_whose_secret_got_lost_is_ended(bench: KeyBench) -> None:
    with pytest.raises(DiedError), dying_after(1):
        bench.rotate()
    lost = next(one for one in bench.keys.everything() if one.sid != bench.old.sid)
    assert lost.name.endswith(bench.env[BEGUN])
    assert NEXT not in bench.env
    bench.rotate()

    assert bench.complete()
    assert f"A key of this rotation whose secret got lost is ended: {lost.sid}." in bench.said


def test_keys_of_others_are_left_alone(bench: KeyBench) -> None:
    theirs = bench.keys.add("Escritório 2026-11-24 0123abcd")
    bench.rotate()

    assert bench.keys.find(theirs.sid)
    assert len(bench.keys.everything()) == 2


def test_a_plan_says_what_is_left_and_changes_nothing(bench: KeyBench) -> None:
    before = dict(bench.env)
    plan = ApiKeyRotation(bench.site).plan()

    assert plan[0] == "Now: not begun."
    assert len(plan) == 9
    assert plan[-2].endswith(f"{bench.old.sid} (Escritório)")
    assert (bench.env, bench.live) == (before, bench.old)

    bench.dies_at = 2
    with pytest.raises(DiedError):
        bench.rotate()
    plan = ApiKeyRotation(bench.site).plan()
    assert plan[:2] == ["Now: the new key is made.", "see that Twilio takes it and lists messages for it"]


def test_a_restricted_key_is_followed_by_one_with_the_same_permissions(bench: KeyBench) -> None:
    allow = (*SENDING, "/twilio/billing/usage/*")
    bench.keys.add(bench.old.name, kind=RESTRICTED, allow=allow, sid=bench.old.sid, secret=bench.old.secret)
    with passing(bench.look):
        bench.rotate()

    assert bench.complete()
    assert bench.failures == []
    assert (bench.live.kind, bench.live.allow) == (RESTRICTED, allow)
    assert "Beware" not in "\n".join(bench.said)


def test_permissions_that_do_not_suffice_are_said(bench: KeyBench) -> None:
    allow = ("/twilio/messaging/messages/read",)
    bench.keys.add(kind=RESTRICTED, allow=allow, sid=bench.old.sid, secret=bench.old.secret)
    bench.rotate()

    assert bench.complete()
    assert "lack /twilio/messaging/messages/create, /twilio/messaging/messages/list." in bench.said[1]
    assert bench.said[2] == "Twilio takes the new key."


def test_permissions_that_twilio_does_not_know_any_more_are_not_widened(bench: KeyBench) -> None:
    bench.keys.add(kind=RESTRICTED, allow=("of old",), sid=bench.old.sid, secret=bench.old.secret)

    with pytest.raises(BotError, match=r"make a Restricted key .* \(error 70002\)\. Duplicate the old one"):
        bench.rotate()
    assert bench.live == bench.keys.find(bench.old.sid)
    assert not {BEGUN, NEXT, OLD} & bench.env.keys()


def test_a_main_key_is_followed_by_a_standard_one_which_is_said(bench: KeyBench) -> None:
    bench.keys.add(kind=MAIN, sid=bench.old.sid, secret=bench.old.secret)
    bench.rotate()

    assert bench.complete()
    assert bench.live.kind == STANDARD
    assert "Main key" in bench.said[0]


def test_a_key_that_github_alone_has_is_named_once(unseen: KeyBench) -> None:
    with pytest.raises(BotError, match=rf"--old SK\.\.\. Twilio has: {unseen.old.sid} \(Escritório\)"):
        unseen.rotate()
    with pytest.raises(BotError, match="somebody has deleted it"):
        unseen.rotate(old=f"SK{'0' * 32}")

    unseen.rotate(old=unseen.old.sid)
    assert unseen.complete()
    assert unseen.env[OF_WORKFLOWS] == unseen.live.sid
    unseen.old = unseen.live
    unseen.rotate()
    assert unseen.complete()


@pytest.mark.parametrize("writes", range(1, 6))
def test_what_was_named_need_not_be_named_again_after_a_crash(unseen: KeyBench, writes: int) -> None:
    with pytest.raises(DiedError), dying_after(writes):
        unseen.rotate(old=unseen.old.sid)
    unseen.rotate()

    assert unseen.complete()


def test_a_key_of_the_relay_alone_is_not_given_to_the_workflows(bench: KeyBench) -> None:
    for name in (SID, SECRET):
        bench.stage.state.secrets.remove(name)
    bench.rotate()

    assert bench.live.sid == bench.env[WHOLE].partition(":")[0]
    assert WHOLE not in bench.stage.state.secrets.values()


def test_where_no_key_is_in_use_one_is_made_only_if_asked_for(unseen: KeyBench) -> None:
    secrets = unseen.stage.state.secrets
    for name in (SID, SECRET):
        secrets.remove(name)
    unseen.keys.remove(unseen.old.sid)
    with pytest.raises(BotError, match=r"No API key is in use.*--create"):
        unseen.rotate()
    assert unseen.keys.everything() == []

    with pytest.raises(DiedError), dying_after(1):
        unseen.rotate(create=True)
    unseen.rotate()  # what was begun goes on without being asked for again

    assert unseen.complete()
    assert unseen.live.kind == STANDARD
    assert unseen.live.name.startswith("AUDITORIA360 ")
    unseen.send()
    assert unseen.failures == []
    with pytest.raises(BotError, match="A key is in use"):
        unseen.rotate(create=True)


def test_a_key_that_somebody_deleted_is_made_anew_only_if_asked_for(bench: KeyBench) -> None:
    bench.keys.remove(bench.old.sid)
    with pytest.raises(BotError, match="somebody has deleted it"):
        bench.rotate()

    bench.rotate(create=True)
    assert bench.complete()
    bench.send()
    assert bench.failures == []


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
    bench: KeyBench, change: dict[str, str | None], said: str
) -> None:
    bench.relay.env.change(change)
    before = dict(bench.env)

    with pytest.raises(BotError, match=said):
        bench.rotate()
    assert (bench.env, bench.live) == (before, bench.old)


def test_a_key_that_the_environment_hides_stops_it(bench: KeyBench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(WHOLE, f"SK{'0' * 32}:another")

    with pytest.raises(BotError, match="hides the line"):
        bench.rotate()


def test_another_old_key_than_the_one_in_env_stops_it(bench: KeyBench) -> None:
    with pytest.raises(BotError, match="Leave out --old"):
        bench.rotate(old=f"SK{'0' * 32}")


def test_workflows_that_do_not_know_the_secret_stop_it(bench: KeyBench) -> None:
    files = bench.stage.state.files
    for text, stops in (
        ("${{ secrets.TWILIO_API_KEY_SID }}", True),
        ("${{ secrets.TWILIO_API_KEY }}", False),
    ):
        tree = files.add_tree({".github/workflows/send-replies.yml": files.add_blob(text.encode())})
        files.set_branch("main", files.add_commit(tree, (), "Workflows", "marina").sha)
        with pytest.raises(BotError, match="up to date") if stops else nullcontext():
            ApiKeyRotation(bench.site).plan()


def test_an_admin_token_that_may_only_read_stops_it_and_a_good_one_goes_on(bench: KeyBench) -> None:
    bench.stage.state.add_token("admin-token", Actor("marina", "fine-grained", frozenset({"secrets:read"})))
    with pytest.raises(BotError, match="GitHub refused"):
        bench.rotate()
    assert bench.keys.find(bench.old.sid)
    bench.send()

    bench.stage.state.add_token("admin-token", Actor("marina", "fine-grained", ADMIN_SCOPES))
    bench.rotate()
    assert bench.complete()
    assert bench.failures == []


def test_trouble_at_twilio_stops_it_and_the_same_command_goes_on(bench: KeyBench) -> None:
    bench.stage.hand.break_("twilio-down")
    with pytest.raises(TemporaryError):
        bench.rotate()
    bench.stage.hand.mend("twilio-down")
    bench.rotate()

    assert bench.complete()


def test_a_new_key_that_twilio_does_not_take_is_given_to_nobody(
    moved_clock: MovedClock, bench: KeyBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.dies_at = 1
    with pytest.raises(DiedError):
        bench.rotate()
    bench.keys.remove(bench.env[NEXT].partition(":")[0])
    monkeypatch.setattr(clock, "sleep", lambda seconds: moved_clock.advance(timedelta(seconds=seconds)))

    with pytest.raises(BotError, match=rf"does not take the new key .* take the line {NEXT} out"):
        bench.rotate()
    assert WHOLE not in bench.stage.state.secrets.values()
    bench.relay.env.change({NEXT: None})
    bench.rotate()
    assert bench.complete()


def test_two_at_once_are_one_too_many(bench: KeyBench) -> None:
    descriptor = os.open(bench.site.folder, os.O_RDONLY)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    try:
        with pytest.raises(BotError, match="Another `bot rotate`"):
            bench.rotate()
    finally:
        os.close(descriptor)
    bench.rotate()
    assert bench.complete()
