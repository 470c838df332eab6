"""The key of the relay's GitHub App is changed for another that somebody made."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.core import app_key
from bot.core.errors import BotError
from bot.operate.rotation.app_key import KEY, OLD, AppKeyRotation
from bot.operate.rotation.github_token import GithubTokenRotation
from tests.nearby import APP_MAY
from tests.operate.bench import (
    AppBench,
    Bench,
)
from tests.stage import Stage


def test_the_whole_way_of_a_key(office: AppBench) -> None:
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

    assert office.complete()
    everything = "\n".join(office.said)
    for pem in (office.old, office.new):
        assert pem[40:90] not in everything
        assert app_key.one_line(pem) not in everything


def test_a_key_that_stands_in_the_file_over_several_lines_is_replaced_whole(office: AppBench) -> None:
    text = office.relay.env.path.read_text(encoding="utf-8")
    line = f"{KEY}={app_key.one_line(office.old)}\n"
    assert line in text
    office.relay.env.path.write_text(text.replace(line, f'{KEY}="{office.old}"\n'), encoding="utf-8")

    AppKeyRotation(office.site, office.new).run()
    assert "-----BEGIN" not in office.relay.env.path.read_text(encoding="utf-8")
    assert office.env[OLD] == app_key.one_line(office.old)
    assert office.uses == app_key.fingerprint(office.new)


def test_what_will_not_do_is_said_before_anything_is_changed(office: AppBench) -> None:
    before = dict(office.env)
    stranger = office.apps.new_key()
    office.delete(stranger)
    for given, said in (
        ("", "No key was given"),
        ("no key", "That is no private key"),
        (office.old, "is in .env already"),
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


def test_trying_a_key_out_changes_nothing(office: AppBench) -> None:
    before = dict(office.env)
    AppKeyRotation(office.site, office.new).try_out()

    assert office.env == before
    assert "Nothing was changed" in office.said[-1]


def test_a_rotation_is_finished_before_the_next_begins(office: AppBench) -> None:
    AppKeyRotation(office.site, office.new).run()

    with pytest.raises(BotError, match="not complete"):
        AppKeyRotation(office.site, office.apps.new_key()).run()


def test_an_old_key_is_not_forgotten_on_the_word_of_a_dead_new_one(office: AppBench) -> None:
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
    assert office.complete()


def test_a_third_key_takes_the_place_of_the_second_once_the_first_is_dead(office: AppBench) -> None:
    AppKeyRotation(office.site, office.new).run()
    office.delete(office.old)
    office.old, office.new = office.new, office.apps.new_key()
    AppKeyRotation(office.site, office.new).run()

    assert office.env[OLD] == app_key.one_line(office.old)
    assert office.uses == app_key.fingerprint(office.new)


def test_a_key_that_was_deleted_first_is_replaced_all_the_same(office: AppBench) -> None:
    office.delete(office.old)
    AppKeyRotation(office.site, office.new).run()
    AppKeyRotation(office.site).finish()

    assert office.complete()


def test_github_being_down_says_nothing_about_the_old_key(office: AppBench) -> None:
    AppKeyRotation(office.site, office.new).run()
    office.delete(office.old)
    office.stage.github_faults.switch_on("github-clock-behind")
    with pytest.raises(BotError, match="clock"):
        AppKeyRotation(office.site).finish()
    assert OLD in office.env


def test_a_relay_that_does_not_answer_is_asked_again_by_the_same_command(office: AppBench) -> None:
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


def test_a_key_that_the_environment_hides_stops_it(office: AppBench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(KEY, app_key.one_line(office.new))

    with pytest.raises(BotError, match="hides the line"):
        AppKeyRotation(office.site, office.new).run()
