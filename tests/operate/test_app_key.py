"""The key of the relay's GitHub App is replaced by another that somebody made."""

from __future__ import annotations

import pytest

from bot.core import app_key
from bot.core.errors import BotError
from bot.operate.rotation.app_key import KEY, OLD, AppKeyRotation
from bot.operate.rotation.engine import RotationOutcome
from bot.operate.rotation.github_token import GithubTokenRotation
from tests.nearby import APP_MAY
from tests.operate.bench import AppBench, Bench


def test_the_whole_way_of_a_key(app_bench: AppBench) -> None:
    assert app_bench.uses == app_key.fingerprint(app_bench.old)
    app_bench.rotation().run()
    assert app_bench.uses == app_key.fingerprint(app_bench.new)
    assert AppKeyRotation(app_bench.site).run() == RotationOutcome.KEPT  # a second time it only looks
    assert app_bench.env[OLD] == app_key.one_line(app_bench.old)
    assert f"Now delete the old key, {app_key.fingerprint(app_bench.old)}" in "\n".join(app_bench.lines)

    with pytest.raises(BotError, match="GitHub still accepts the old key, SHA256:"):
        app_bench.finish()
    assert OLD in app_bench.env
    third = app_bench.apps.new_key()
    with pytest.raises(BotError, match="not complete"):
        AppKeyRotation(app_bench.site, third).run()
    app_bench.delete(third)
    app_bench.delete(app_bench.old)
    app_bench.finish()

    assert app_bench.complete()


def test_a_key_that_is_in_the_file_over_several_lines_is_replaced_whole(app_bench: AppBench) -> None:
    text = app_bench.relay.env.path.read_text(encoding="utf-8")
    line = f"{KEY}={app_key.one_line(app_bench.old)}\n"
    assert line in text
    app_bench.relay.env.path.write_text(text.replace(line, f'{KEY}="{app_bench.old}"\n'), encoding="utf-8")

    app_bench.rotation().run()
    assert "-----BEGIN" not in app_bench.relay.env.path.read_text(encoding="utf-8")
    assert app_bench.env[OLD] == app_key.one_line(app_bench.old)
    assert app_bench.uses == app_key.fingerprint(app_bench.new)


def test_a_key_that_cannot_be_used_is_refused_before_anything_is_changed(app_bench: AppBench) -> None:
    before = app_bench.env
    stranger = app_bench.apps.new_key()
    app_bench.delete(stranger)
    for given, message in (
        ("", "No key was given"),
        ("no key", "That is not the private key"),
        (app_bench.old, "is in .env already"),
        (stranger, "GitHub refuses the App's key"),
    ):
        with pytest.raises(BotError, match=message):
            AppKeyRotation(app_bench.site, given).run()
    app_bench.apps.install({"contents": "write"})
    with pytest.raises(BotError, match="Actions: read"):
        app_bench.rotation().run()
    with pytest.raises(BotError, match="no older key"):
        app_bench.finish()

    assert app_bench.env == before


def test_a_preview_tests_the_key(app_bench: AppBench) -> None:
    app_bench.rotation().run(dry_run=True)
    assert "Nothing was changed" in app_bench.shown[-1]

    stranger = app_bench.apps.new_key()
    app_bench.delete(stranger)
    with pytest.raises(BotError, match="GitHub refuses the App's key"):
        AppKeyRotation(app_bench.site, stranger).run(dry_run=True)


def test_an_old_key_is_not_forgotten_on_the_word_of_a_dead_new_one(app_bench: AppBench) -> None:
    app_bench.rotation().run()
    app_bench.delete(app_bench.new)  # the wrong one
    with pytest.raises(BotError, match="GitHub rejects the new key"):
        app_bench.finish()
    assert OLD in app_bench.env

    app_bench.new = app_bench.apps.new_key()
    app_bench.rotation().run()
    assert app_bench.env[OLD] == app_key.one_line(app_bench.old)
    app_bench.delete(app_bench.old)
    app_bench.finish()
    assert app_bench.complete()


def test_a_third_key_takes_the_place_of_the_second_once_the_first_is_dead(app_bench: AppBench) -> None:
    app_bench.rotation().run()
    app_bench.delete(app_bench.old)
    app_bench.old, app_bench.new = app_bench.new, app_bench.apps.new_key()
    app_bench.rotation().run()

    assert app_bench.env[OLD] == app_key.one_line(app_bench.old)
    assert app_bench.uses == app_key.fingerprint(app_bench.new)


def test_a_key_that_was_deleted_first_is_replaced_all_the_same(app_bench: AppBench) -> None:
    app_bench.delete(app_bench.old)
    app_bench.rotation().run()
    app_bench.finish()

    assert app_bench.complete()


def test_github_being_down_proves_nothing_about_the_old_key(app_bench: AppBench) -> None:
    app_bench.rotation().run()
    app_bench.delete(app_bench.old)
    app_bench.stage.github_faults.switch_on("github-clock-behind")
    with pytest.raises(BotError, match="clock"):
        app_bench.finish()
    assert OLD in app_bench.env


def test_where_a_token_acts_there_is_no_app_key_and_the_other_way_round(bench: Bench) -> None:
    apps = bench.stage.state.apps
    apps.make("office-relay", APP_MAY)
    with pytest.raises(BotError, match="bot rotate github-token"):
        AppKeyRotation(bench.site, apps.new_key()).run()
    bench.relay.act_by_app()
    with pytest.raises(BotError, match="bot rotate github-app-key"):
        GithubTokenRotation(bench.site, bench.relay.new_github_token()).run()
