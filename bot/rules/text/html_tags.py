"""HTML in a comment's Markdown: what a tag means for a phone, and the text of a block of HTML."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

# Comments, instructions and declarations, which no page shows; then tags, and what a browser takes for one.
_HIDDEN_OR_TAG = re.compile(
    r"""(?P<hidden><!--.*?(?:-->|\Z)|<\?.*?(?:\?>|\Z)|<![^>]*+(?:>|\Z))"""
    # An open quotation mark or tag takes all that follows, as in a browser.
    r"""|(?P<tag></?[A-Za-z](?:[^>"']|"[^"]*+"|'[^']*+')*+(?:>|["'].*+\Z|\Z))""",
    re.DOTALL,
)
_NAME = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9-]*+)")
_ADDRESS = re.compile(r"""\b(?:href|src)\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s"'=<>`]++))""", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag: its name in small letters, whether it closes, and the address in its `href` or `src`."""

    name: str
    closes: bool
    address: str


def read(source: str) -> Tag | None:
    """Return the tag, or None for a comment and whatever else no page shows."""
    found = _NAME.match(source)
    if not found:
        return None
    address = _ADDRESS.search(source)
    given = next((group for group in address.groups() if group is not None), "") if address else ""
    return Tag(found[2].lower(), bool(found[1]), html.unescape(given).strip())


def pieces(block: str) -> list[str | Tag]:
    """Return the texts of a block of HTML as a page shows them, and the tags between them."""
    found: list[str | Tag] = []
    end = 0
    for match in _HIDDEN_OR_TAG.finditer(block):
        found.append(html.unescape(block[end : match.start()]))
        tag = read(match[0]) if match["tag"] else None
        if tag:
            found.append(tag)
        end = match.end()
    return [*found, html.unescape(block[end:])]
