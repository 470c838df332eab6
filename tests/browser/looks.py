"""The ways in which each page is looked at: light and dark, on a desk and on a phone, in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Literal

from playwright.sync_api import Page, Response

MOST_BYTES = 150_000  # of a page with all that it loads
_SIZES = {"desk": {"width": 1280, "height": 900}, "phone": {"width": 390, "height": 844}}
_SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")

# What a stranger writes who wants a page to do something.
HOSTILE = (
    "<script>alert(1)</script> <img src=https://elsewhere.test/x.png> ![y](https://elsewhere.test/y.png) "
    "[here](javascript:alert(2)) @marina #1 `` ` <!-- --> </code><a href='https://elsewhere.test'>z</a>"
)


def each(page: Page) -> Iterator[str]:
    """Show the page in each way, and yield that way's name."""
    for (name, size), scheme in product(_SIZES.items(), _SCHEMES):
        page.set_viewport_size({"width": size["width"], "height": size["height"]})
        page.emulate_media(color_scheme=scheme)
        yield f"{name}-{scheme}"


def fits(page: Page) -> bool:
    """Return whether nothing overflows the edge of the screen."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def bytes_of(page: Page, address: str) -> int:
    """Return how many bytes a page sends over the wire with all that it loads, streams apart."""
    answers: list[Response] = []
    tab = page.context.new_page()
    # Playwright wants a function of Python as a listener.
    tab.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108 - see above
    tab.goto(address)  # whose scripts have been loaded then
    tab.close()
    return sum(int(answer.headers.get("content-length", 0)) for answer in answers)
