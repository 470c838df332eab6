"""One pane of the screen: a fragment at an address of its own, and how one can tell that it has changed.

What is open on the screen is in its address alone, such as `/?phone=%2B5511987654321&issue=3`; a pane's fragment
takes the same. Everything one can press is a link or a form that works by itself. `static/screen.js` follows it without
a new page: `goes`, `posts` and `sends` write the attributes for both.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Flask, Response, g, make_response, redirect, render_template, request, url_for
from markupsafe import Markup

REFUSED = 422
Answer = Response | tuple[str, int]


@dataclass(frozen=True)
class Pane:
    """A pane is drawn by the template of its name with `values()`, which may look at `opened()`.

    It counts as changed when `mark()` returns something else than before; a few times a second, so it has to be cheap.
    `routes` are below the pane's own address, as `/phones/text`. `close` closes what the pane holds open.
    """

    name: str
    values: Callable[[], Mapping[str, Any]]
    mark: Callable[[], object]
    routes: Blueprint
    close: Callable[[], None] = lambda: None

    def draw(self, **more: object) -> str:
        return render_template(f"{self.name}.html", **self.values(), **more)

    def answer(self, **changes: object) -> Response:
        """Answer a form: with the pane as it is now, or by leading back to the screen. `changes` open something."""
        keep_open(**changes)
        if "HX-Request" not in request.headers:
            return make_response(redirect(here(self.name), code=303))
        answer = make_response(self.draw())
        if changes:
            answer.headers["HX-Trigger"] = json.dumps({"screen-went": {"set": _query(changes)}})
        return answer

    def refuse(self, sentence: object, **more: object) -> tuple[str, int]:
        """Answer a form that cannot be followed, with a sentence that the pane shows as `fault`."""
        drawn = self.draw(fault=sentence, **more)
        if "HX-Request" not in request.headers:
            return g.whole({self.name: drawn}), REFUSED
        return drawn, REFUSED


def opened(name: str) -> str:
    """Return what is open of that name: the value in the screen's address."""
    return str(_opened().get(name, ""))


def opened_number(name: str) -> int:
    """Return the number of what is open of that name, 0 where nothing is or the address has no number there."""
    try:
        return int(opened(name))
    except ValueError:
        return 0


def here(pane: str = "", **changes: object) -> str:
    """Return the screen's address as it is, with some of it changed; an empty value leaves one out."""
    query = _query({name: value for name, value in _changed(changes).items() if value})
    return url_for("whole") + (f"?{query}" if query else "") + (f"#{pane}" if pane else "")


def goes(panes: str, **changes: object) -> Markup:
    """Return the attributes of a link that changes what is open; `panes` show it, the first of them is looked at."""
    return Markup('href="{}" data-go="{}" data-set="{}"').format(
        here(panes.split(maxsplit=1)[0], **changes), panes, _query(changes)
    )


def posts(pane: str, view: str, **values: Any) -> Markup:
    """Return the attributes of a form that is answered by a pane: `view` is the name of the route, as `phones.text`."""
    address = url_for(view, **values) + "?" + _query(_opened())
    return Markup('method="post" action="{0}" hx-post="{0}" hx-target="#{1}" hx-swap="innerHTML"').format(
        address, pane
    )


def sends(pane: str, view: str, **values: Any) -> Markup:
    """Return the attributes of a form that stays in its pane while it is sent, so that one can go on writing."""
    address = url_for(view, **values) + "?" + _query(_opened())
    return Markup('method="post" action="{}" data-send="{}"').format(address, pane)


def keep_open(**changes: object) -> None:
    """Have whatever answers this form show something: what the form was about, rather than what is first by now."""
    g.opened = _changed(changes)


def install(app: Flask) -> None:
    """Give the templates what they can use of this."""
    app.jinja_env.globals |= {"opened": opened, "here": here, "goes": goes, "posts": posts, "sends": sends}


def _opened() -> dict[str, object]:
    if "opened" not in g:
        g.opened = {name: value for name, value in request.args.items() if name != "lang"}
    return dict(g.opened)


def _changed(changes: Mapping[str, object]) -> dict[str, object]:
    return {**_opened(), **changes}


def _query(values: Mapping[str, object]) -> str:
    return urlencode({name: "" if value is None else str(value) for name, value in values.items()})
