"""The key of the relay's GitHub App is changed for another; stopped anywhere, the same command goes on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from itertools import count
from pathlib import Path

import pytest

from bot.adapters import relay_client
from bot.core import app_key
from bot.core.errors import BotError
from bot.operate.rotation.app_key import KEY, OLD, AppKeyRotation
from bot.operate.rotation.github_token import GithubTokenRotation
from bot.sandbox.github.apps import Apps
from tests.nearby import APP_MAY
from tests.operate.test_rotation import Bench
from tests.stage import Stage
from tests.wire import DiedError, dying_after


class Office(Bench):
    """A bench at which a GitHub App acts; `old` is its key, `new` another."""

    def __init__(self, stage: Stage, folder: Path) -> None:
        super().__init__(stage, folder)
        self.apps: Apps = stage.state.apps

    def begin_with_app(self) -> None:
        self.old = self.relay.act_by_app()
        self.new = self.apps.new_key()

    @property
    def uses(self) -> str:
        """The fingerprint of the key that the relay acts with."""
        report = relay_client.ask_credentials(self.relay.url, self.stage.tools.vault, try_out=True)
        assert report is not None
        assert report.github_faults == ()
        prints = {
            pem: self.stage.tools.vault.fingerprints(pem)[0] in report.github_app_key
            for pem in (self.old, self.new)
        }
        (used,) = [pem for pem, is_it in prints.items() if is_it]
        return app_key.fingerprint(used)

    def delete(self, pem: str) -> None:
        self.apps.delete_key(app_key.fingerprint(pem))


@pytest.fixture
def office(stage: Stage, tmp_path: Path) -> Iterator[Office]:
    with Office(stage, tmp_path) as office:
        office.begin_with_app()
        yield office


def _complete(office: Office) -> bool:
    return (
        office.env[KEY] == app_key.one_line(office.new)
        and OLD not in office.env
        and list(office.apps.app.keys) == [app_key.fingerprint(office.new)]
        and office.uses == app_key.fingerprint(office.new)
    )


def test_the_whole_way_of_a_key(office: Office) -> None:
    assert office.uses == app_key.fingerprint(office.old)
    AppKeyRotation(office.site, office.new).run()
    assert office.uses == app_key.fingerprint(office.new)
    assert office.env[OLD] == app_key.one_line(office.old)
    assert f"Now delete the old key, {app_key.fingerprint(office.old)}" in "\n".join(office.said)

    with pytest.raises(BotError, match="GitHub still takes the old key, SHA256:"):
        AppKeyRotation(office.site).finish()
    assert OLD in office.env
    office.delete(office.old)
    AppKeyRotation(office.site).finish()

    assert _complete(office)
    everything = "\n".join(office.said)
    for pem in (office.old, office.new):
        assert pem[40:90] not in everything
        assert app_key.one_line(pem) not in everything


def test_a_key_that_stands_in_the_file_over_several_lines_is_replaced_whole(office: Office) -> None:
    text = office.relay.env.path.read_text(encoding="utf-8")
    line = f"{KEY}={app_key.one_line(office.old)}\n"
    assert line in text
    office.relay.env.path.write_text(text.replace(line, f'{KEY}="{office.old}"\n'), encoding="utf-8")

    AppKeyRotation(office.site, office.new).run()
    assert "-----BEGIN" not in office.relay.env.path.read_text(encoding="utf-8")
    assert office.env[OLD] == app_key.one_line(office.old)
    assert office.uses == app_key.fingerprint(office.new)


def _runs_out(folder: Path, writes: int, says: int) -> bool:
    """Begin, and die after so many requests that change something or at so many announced steps; begin again.

    Return whether it did not die.
    """
    with Stage() as stage, Office(stage, folder) as office:
        office.begin_with_app()
        office.dies_at = says
        survived = True
        try:
            with dying_after(writes) if writes else nullcontext():
                AppKeyRotation(office.site, office.new).run()
        except DiedError:
            survived = False
            assert office.env[KEY] in (app_key.one_line(office.old), app_key.one_line(office.new))
            AppKeyRotation(office.site, office.new).run()
        office.dies_at = 0
        assert office.env[OLD] == app_key.one_line(office.old)
        AppKeyRotation(office.site).run()  # the file may be gone by then
        office.delete(office.old)
        office.dies_at = 1
        with pytest.raises(DiedError):
            AppKeyRotation(office.site).finish()
        assert _complete(office)
        return survived


@pytest.mark.parametrize("kind", ["writes", "says"])
def test_killed_after_any_step_the_same_command_completes_it(tmp_path: Path, kind: str) -> None:
    for number in count(1):
        folder = tmp_path / str(number)
        folder.mkdir()
        if _runs_out(folder, **{"writes": 0, "says": 0, kind: number}):
            break

    assert number > 3


def test_what_will_not_do_is_said_before_anything_is_changed(office: Office) -> None:
    before = dict(office.env)
    stranger = office.apps.new_key()
    office.delete(stranger)
    for given, said in (
        ("", "No key was given"),
        ("no key", "That is no private key"),
        (office.old, "stands in .env already"),
        (stranger, "GitHub refuses the App's key"),
    ):
        with pytest.raises(BotError, match=said):
            AppKeyRotation(office.site, given).run()
    office.apps.install({"contents": "write"})
    with pytest.raises(BotError, match="Actions: read"):
        AppKeyRotation(office.site, office.new).run()
    with pytest.raises(BotError, match="no older key"):
        AppKeyRotation(office.site).finish()

    assert office.env == before


def test_trying_a_key_out_changes_nothing(office: Office) -> None:
    before = dict(office.env)
    AppKeyRotation(office.site, office.new).try_out()

    assert office.env == before
    assert "Nothing was changed" in office.said[-1]


def test_a_rotation_is_finished_before_the_next_begins(office: Office) -> None:
    AppKeyRotation(office.site, office.new).run()

    with pytest.raises(BotError, match="not complete"):
        AppKeyRotation(office.site, office.apps.new_key()).run()


def test_an_old_key_is_not_forgotten_on_the_word_of_a_dead_new_one(office: Office) -> None:
    AppKeyRotation(office.site, office.new).run()
    office.delete(office.new)  # the wrong one
    with pytest.raises(BotError, match="GitHub refuses the new key"):
        AppKeyRotation(office.site).finish()
    assert OLD in office.env

    office.new = office.apps.new_key()
    AppKeyRotation(office.site, office.new).run()
    assert office.env[OLD] == app_key.one_line(office.old)
    office.delete(office.old)
    AppKeyRotation(office.site).finish()
    assert _complete(office)


def test_a_third_key_takes_the_place_of_the_second_once_the_first_is_dead(office: Office) -> None:
    AppKeyRotation(office.site, office.new).run()
    office.delete(office.old)
    office.old, office.new = office.new, office.apps.new_key()
    AppKeyRotation(office.site, office.new).run()

    assert office.env[OLD] == app_key.one_line(office.old)
    assert office.uses == app_key.fingerprint(office.new)


def test_a_key_that_was_deleted_first_is_replaced_all_the_same(office: Office) -> None:
    office.delete(office.old)
    AppKeyRotation(office.site, office.new).run()
    AppKeyRotation(office.site).finish()

    assert _complete(office)


def test_github_being_down_says_nothing_about_the_old_key(office: Office) -> None:
    AppKeyRotation(office.site, office.new).run()
    office.delete(office.old)
    office.stage.github_faults.switch_on("github-clock-behind")
    with pytest.raises(BotError, match="clock"):
        AppKeyRotation(office.site).finish()
    assert OLD in office.env


def test_a_relay_that_does_not_answer_is_asked_again_by_the_same_command(office: Office) -> None:
    url = office.env["RELAY_URL"]
    office.relay.env.change({"RELAY_URL": "http://127.0.0.1:9"})
    with pytest.raises(BotError, match="The relay does not answer at"):
        AppKeyRotation(office.site, office.new).run()
    office.relay.env.change({"RELAY_URL": url})
    AppKeyRotation(office.site, office.new).run()

    assert office.uses == app_key.fingerprint(office.new)


def test_where_a_token_acts_there_is_no_app_key_and_the_other_way_round(stage: Stage, tmp_path: Path) -> None:
    with Bench(stage, tmp_path) as bench:
        stage.state.apps.make("office-relay", APP_MAY)
        key = stage.state.apps.new_key()
        with pytest.raises(BotError, match="bot rotate github-token"):
            AppKeyRotation(bench.site, key).run()
        bench.relay.act_by_app()
        with pytest.raises(BotError, match="bot rotate github-app-key"):
            GithubTokenRotation(bench.site, bench.relay.new_github_token()).run()


def test_a_key_that_the_environment_hides_stops_it(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(KEY, app_key.one_line(office.new))

    with pytest.raises(BotError, match="hides the line"):
        AppKeyRotation(office.site, office.new).run()
