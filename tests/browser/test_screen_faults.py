"""The sandbox's screen while its own server fails: it says so, and goes on as soon as it can."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, Route, expect

from bot.sandbox.world import World
from tests.journeys.conftest import new_number


@pytest.fixture(name="number")
def _number() -> str:
    return new_number()


@pytest.fixture(name="address")
def _address(world: World, number: str) -> str:
    return f"{world.addresses.screen}/?phone={quote(number, safe='')}"


def _busy(route: Route) -> None:
    route.fulfill(status=503, content_type="text/plain", body="busy")


def _cut(route: Route) -> None:
    route.abort("connectionrefused")


@pytest.mark.parametrize("fails", [_busy, _cut])
def test_changes_are_told_again_after_their_stream_has_failed(
    page: Page, world: World, address: str, number: str, fails: Callable[[Route], None]
) -> None:
    page.route("**/events", fails, times=1)
    page.goto(address)
    expect(page.locator("#lost")).to_be_visible()
    expect(page.locator("#lost")).to_be_hidden()

    world.sandbox.text(number, "Ouviu?")

    expect(page.locator(".bubble.mine")).to_contain_text("Ouviu?")


@pytest.mark.parametrize("fails", [_busy, _cut])
def test_a_pane_that_could_not_be_renewed_is_renewed_without_another_change(
    page: Page, world: World, address: str, number: str, fails: Callable[[Route], None]
) -> None:
    page.goto(address)
    expect(page.locator("#lost")).to_be_hidden()
    page.route("**/phones?*", fails)
    world.sandbox.text(number, "Chegou?")
    expect(page.locator("#lost")).to_be_visible()
    page.unroute("**/phones?*")

    expect(page.locator(".bubble.mine")).to_contain_text("Chegou?")
    expect(page.locator("#lost")).to_be_hidden()


def test_a_message_that_was_not_taken_is_said_and_sent_by_the_second_try(page: Page, address: str) -> None:
    page.goto(address)
    page.route("**/phones/text*", _busy, times=1)
    page.locator("#body").fill("Vai?")
    page.locator("#body").press("Enter")
    expect(page.locator("#lost")).to_be_visible()
    expect(page.locator("#body")).to_have_value("Vai?")

    page.locator("#body").press("Enter")

    expect(page.locator(".bubble.mine")).to_contain_text("Vai?")
    expect(page.locator("#lost")).to_be_hidden()
