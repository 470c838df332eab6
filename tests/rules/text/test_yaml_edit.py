"""A value in config.yml is changed, and nothing else in the file is."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.text import yaml_edit
from tests.stage import CONFIG

URL = ("relay", "public_url")


def test_the_value_changes_and_every_comment_stays() -> None:
    before = CONFIG.read_text("utf-8")
    after = yaml_edit.changed(before, {URL: "https://bot.escritorio.com.br", ("language", "people"): "en"})

    loaded = yaml.safe_load(after)
    assert loaded["relay"]["public_url"] == "https://bot.escritorio.com.br"
    assert loaded["language"]["people"] == "en"
    differing = [
        pair for pair in zip(before.splitlines(), after.splitlines(), strict=True) if pair[0] != pair[1]
    ]
    assert len(differing) == 2
    assert yaml_edit.changed(after, {URL: "https://bot.escritorio.com.br"}) == after


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# nothing yet",
        "relay:\n  port: 8360\n",
        "relay:\n  public_url:\n  port: 8360\n",
        "relay:\n    public_url: 'a' # why\n",
        'relay: {public_url: "a", port: 1}\n',
        "language:\n  people: en",
        "relay:\n- 1\n",
    ],
)
def test_what_is_not_there_yet_is_added(text: str) -> None:
    if "- 1" in text:
        with pytest.raises(ValueError, match="relay"):
            yaml_edit.changed(text, {URL: "https://x.example"})
        return
    after = yaml_edit.changed(text, {URL: "https://x.example"})

    before = yaml.safe_load(text) or {}
    expected = {**before, "relay": {**(before.get("relay") or {}), "public_url": "https://x.example"}}
    assert yaml.safe_load(after) == expected
    assert all(line in after for line in text.splitlines() if line.startswith("#"))


@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn")), min_size=1))
def test_any_text_comes_back_as_it_was_written(value: str) -> None:
    after = yaml_edit.changed("a:\n  b: 1 # one\n  c: 2\n", {("a", "b"): value})

    assert yaml.safe_load(after) == {"a": {"b": value, "c": 2}}
    assert "# one" in after
