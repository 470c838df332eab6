"""README's pictures, taken of a sandbox at work: a phone beside its issue, the bill, and the console."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Page

from bot.core import clock
from bot.sandbox.twilio.values import Charge
from bot.sandbox.world import World

Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
MOST_BYTES = 350_000
_ANA = "+5511987654321"
_SHARPNESS = 1.25
_OF_BUDGET = Decimal("0.6")  # is spent
# What Twilio charged today and on the days before, over and over, in hundredths of a dollar.
_DAYS = (62, 88, 41, 0, 0, 95, 73, 80, 57, 66, 0, 12)


def take(browser: Browser, world: World, folder: Path) -> Mapping[str, str]:
    """Write each picture in light and in dark; return the words on each page, by the picture's name.

    Nobody else should be in the world: they would be in the pictures, and it has spent its money afterwards.
    """
    folder.mkdir(parents=True, exist_ok=True)
    number = _converse(world)
    conversation = f"{world.addresses.screen}/?phone=%2B{_ANA.lstrip('+')}&issue={number}"
    words = {"conversation": _both(browser, conversation, (1200, 980), folder / "conversation")}
    bill = f"{world.addresses.issues}/{_spend(world)}"
    words["bill"] = _both(browser, bill, (1000, 1000), folder / "bill")
    for workflow in ("reconcile", "remind-rotation"):  # whose figures the console shows
        _run(world, workflow)
    words["console"] = _both(
        browser, world.addresses.relay + "/console/", (1200, 900), folder / "console", world
    )
    return words


def _both(
    browser: Browser, address: str, size: tuple[int, int], name: Path, enters: World | None = None
) -> str:
    words = ""
    for scheme in SCHEMES:
        with _page(browser, scheme, size) as page:
            if enters:
                page.goto(enters.console_link())
                page.get_by_role("button", name="Entrar").click()
                page.wait_for_url(address)
            page.goto(address)
            issue = page.locator("#desk-scroll")
            if issue.count():
                issue.evaluate("issue => { issue.scrollTop = 0 }")
            page.screenshot(path=name.with_name(f"{name.name}-{scheme}.png"))
            words = page.locator("body").inner_text()
    return words


@contextmanager
def _page(browser: Browser, scheme: Scheme, size: tuple[int, int]) -> Iterator[Page]:
    width, height = size
    context = browser.new_context(
        color_scheme=scheme,
        viewport={"width": width, "height": height},
        device_scale_factor=_SHARPNESS,
        locale="pt-BR",
    )
    context.add_init_script("localStorage.setItem('strip-closed', 'yes')")  # the way of the messages
    yield context.new_page()
    context.close()


def _converse(world: World) -> int:
    """Play a first message and Marina's answer; return the number of the issue."""
    sandbox, before = world.sandbox, {one["number"] for one in world.sandbox.issues()}
    sandbox.text(_ANA, "Bom dia! Preciso da segunda via da guia do FGTS, vence hoje.")
    new = sandbox.until(lambda: {one["number"] for one in sandbox.issues()} - before, "the issue")
    number = int(min(new))
    answer = sandbox.comment(
        number,
        "marina",
        "/responder Bom dia, Ana! A segunda via já está no seu e-mail. Vence hoje até as 21h.",
    )
    sandbox.until(lambda: "rocket" in _reactions(world, number, answer["id"]), "the reaction")
    sandbox.text(_ANA, "Chegou, muito obrigada!")
    sandbox.until(lambda: len(sandbox.issue(number)["comments"]) > 1 or None, "the thanks")
    sandbox.rest()
    return number


def _reactions(world: World, number: int, comment: int) -> Mapping[str, object]:
    return next(
        dict(one["reactions"]) for one in world.sandbox.issue(number)["comments"] if one["id"] == comment
    )


def _spend(world: World) -> int:
    """Spend more than half of a budget and run check-billing; return the number of its issue."""
    today, spent = clock.now(), Decimal(0)
    for ago in range(today.day):
        cents = _DAYS[ago % len(_DAYS)]
        if cents:
            at, price = today - timedelta(days=ago), Decimal(cents) / 100
            world.twilio.state.charge(Charge("sms-outbound-longcode", at, price, cents // 4, cents // 4))
            world.twilio.state.charge(Charge("sms-inbound-longcode", at, price / 5, cents // 3, cents // 3))
            spent += price + price / 5
    budget = world.configuration.billing.monthly_budget
    world.configure({"billing": {"monthly_budget": f"{spent / _OF_BUDGET:.2f}"}})
    try:
        _run(world, "check-billing")
    finally:
        world.configure({"billing": {"monthly_budget": budget}})
    labelled = [one for one in world.sandbox.issues() if world.configuration.billing.label in one["labels"]]
    return int(labelled[-1]["number"])


def _run(world: World, workflow: str) -> None:
    run = world.sandbox.schedule(workflow)["id"]
    world.sandbox.until(lambda: world.sandbox.run(run)["conclusion"], workflow, 300)
