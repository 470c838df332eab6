"""axe-core's verdict on a page."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page


def faults(page: Page, *within: str) -> list[str]:
    """Return what axe-core finds wrong with the page as it is now, or with some of it; each with the first element."""
    found = Axe().run(page, context=list(within) or None).response["violations"]
    return [f"{one['id']}: {one['help']} ({one['nodes'][0]['html'][:120]})" for one in found]
