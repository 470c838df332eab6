"""What somebody has typed into a form that is not taken: the page that says so shows it, for browsers keep no page.

Only the texts of forms in which one writes; never a password, a token or a key.
"""

from __future__ import annotations

from collections.abc import Mapping

from flask import g, request
from werkzeug.exceptions import HTTPException

_LABELS = {"destination": "To", "message": "Text"}
_VALUE = "value-"  # of a template's variable


def texts() -> Mapping[str, str]:
    """Return the texts by their labels in English; none of a form that a page of ours has not sent."""
    if not g.get("is_own_form"):
        return {}
    try:
        form = request.form
    except HTTPException:  # too large, for which this page may be the answer
        return {}
    return {_label(name): text for name, text in form.items() if _label(name) and text.strip()}


def _label(name: str) -> str:
    return _LABELS.get(name) or (name.removeprefix(_VALUE) if name.startswith(_VALUE) else "")
