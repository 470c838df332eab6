"""The key of the relay's GitHub App is replaced by another that somebody made."""

from __future__ import annotations

import pytest

from bot.core import app_key
from bot.core.errors import BotError
from bot.operate.rotation.app_key import KEY, OLD, AppKeyRotation
from bot.operate.rotation.github_token import GithubTokenRotation
from tests.nearby import APP_MAY
from tests.operate.bench import AppBench, Bench


def test_the_whole_way_of_a_key(office: AppBench) -> None:
    assert office.uses == app_key.fingerprint(office.old)
    office.rotation().run()
    assert office.uses == app_key.fingerprint(office.new)
    assert office.env[OLD] == app_key.one_line(office.old)
    assert f"Now delete the old key, {app_key.fingerprint(office.old)}" in "\n".join(office.lines)

    with pytest.raises(BotError, match="GitHub still accepts the old key, SHA256:"):
        office.finish()
    assert OLD in office.env
    third = office.apps.new_key()
    with pytest.raises(BotError, match="not complete"):
        AppKeyRotation(office.site, third).run()
    office.delete(third)
    office.delete(office.old)
    office.finish()

    assert office.complete()


def test_a_key_that_is_in_the_file_over_several_lines_is_replaced_whole(office: AppBench) -> None:
    text = office.relay.env.path.read_text(encoding="utf-8")
    line = f"{KEY}={app_key.one_line(office.old)}\n"
    assert line in text
    office.relay.env.path.write_text(text.replace(line, f'{KEY}="{office.old}"\n'), encoding="utf-8")

    office.rotation().run()
    assert "-----BEGIN" not in office.relay.env.path.read_text(encoding="utf-8")
    assert office.env[OLD] == app_key.one_line(office.old)
    assert office.uses == app_key.fingerprint(office.new)


def test_a_key_that_cannot_be_used_is_refused_before_anything_is_changed(office: AppBench) -> None:
    before = office.env
    stranger = office.apps.new_key()
    office.delete(stranger)
    for given, message in (
        ("", "No key was given"),
        ("no key", "That is not the private key"),
        (office.old, "is in .env already"),
        (stranger, "GitHub refuses the App's key"),
    ):
        with pytest.raises(BotError, match=message):
            AppKeyRotation(office.site, given).run()
    office.apps.install({"contents": "write"})
    with pytest.raises(BotError, match="Actions: read"):
        office.rotation().run()
    with pytest.raises(BotError, match="no older key"):
        office.finish()

    assert office.env == before


def test_a_preview_tests_the_key(office: AppBench) -> None:
    office.rotation().run(dry_run=True)
    assert "Nothing was changed" in office.lines[-1]

    stranger = office.apps.new_key()
    office.delete(stranger)
    with pytest.raises(BotError, match="GitHub refuses the App's key"):
        AppKeyRotation(office.site, stranger).run(dry_run=True)


def test_an_old_key_is_not_forgotten_on_the_word_of_a_dead_new_one(office: AppBench) -> None:
    office.rotation().run()
    office.delete(office.new)  # the wrong one
    with pytest.raises(BotError, match="GitHub rejects the new key"):
        office.finish()
    assert OLD in office.env

    office.new = office.apps.new_key()
    office.rotation().run()
    assert office.env[OLD] == app_key.one_line(office.old)
    office.delete(office.old)
    office.finish()
    assert office.complete()


def test_a_third_key_takes_the_place_of_the_second_once_the_first_is_dead(office: AppBench) -> None:
    office.rotation().run()
    office.delete(office.old)
    office.old, office.new = office.new, office.apps.new_key()
    office.rotation().run()

    assert office.env[OLD] == app_key.one_line(office.old)
    assert office.uses == app_key.fingerprint(office.new)


def test_a_key_that_was_deleted_first_is_replaced_all_the_same(office: AppBench) -> None:
    office.delete(office.old)
    office.rotation().run()
    office.finish()

    assert office.complete()


def test_github_being_down_proves_nothing_about_the_old_key(office: AppBench) -> None:
    office.rotation().run()
    office.delete(office.old)
    office.stage.github_faults.switch_on("github-clock-behind")
    with pytest.raises(BotError, match="clock"):
        office.finish()
    assert OLD in office.env


def test_where_a_token_acts_there_is_no_app_key_and_the_other_way_round(bench: Bench) -> None:
    apps = bench.stage.state.apps
    apps.make("office-relay", APP_MAY)
    with pytest.raises(BotError, match="bot rotate github-token"):
        AppKeyRotation(bench.site, apps.new_key()).run()
    bench.relay.act_by_app()
    with pytest.raises(BotError, match="bot rotate github-app-key"):
        GithubTokenRotation(bench.site, bench.relay.new_github_token()).run()
