"""Rotations from a page: the plan first, then the steps as they come, by the engine of `bot rotate`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from flask import Blueprint, Response, g, render_template, request, url_for
from werkzeug.exceptions import NotFound

from bot.console.credentials.rotations import BY_SLUG, LONGEST_GIVEN, Given, RotationKind, possible, preview
from bot.console.entry import returning, visitor
from bot.console.entry.visitor import Visitor
from bot.console.tools.work import Line, Work
from bot.core import clock, logs
from bot.core.errors import BotError
from bot.core.settings import Settings
from bot.operate.rotation.api_tokens import ACTIONS, ApiTokensRotation
from bot.operate.rotation.site import Show, Site
from bot.relay import job_figures
from bot.relay.live_settings import LiveSettings
from bot.relay.mounting import RelayParts
from bot.relay.store.notes import SharedNotes
from bot.rules.texts import terminal
from bot.rules.upkeep.credentials import Credential

_OPTIONS = ("old", "create", "discard")
_FIELDS = ("token", "pem", *_OPTIONS)
_Report = Callable[[Line], None]


def add(area: Blueprint, parts: RelayParts) -> None:
    """Add the routes of rotations to those of the page."""
    _add_plans(area, parts)
    _add_runs(area, parts, Work(parts.store))
    _add_api_tokens(area, parts)


def site_of(live: LiveSettings, who: Visitor, report: Callable[[str], None], show: Show) -> Site:
    """Return the relay's folder, where the visitor rotates: with their own GitHub token, never the relay's."""

    def read() -> Settings:
        live.refresh()
        return who.settings(live.current)

    return Site(live.folder, read, report, show, in_console=True)


def unsaid(_sentence: str, /, **_: object) -> None:
    """Say nothing."""


def _add_plans(area: Blueprint, parts: RelayParts) -> None:
    @area.get("/credentials/rotate/<slug>")
    def plan(slug: str) -> str:
        """Show what would be done; what is asked for here changes nothing."""
        return _plan_page(_kind(slug, parts), parts, {name: request.args.get(name, "") for name in _OPTIONS})


def _plan_page(kind: RotationKind, parts: RelayParts, given: Given, fault: BotError | None = None) -> str:
    who = visitor.visitor()
    lacks_github = kind.writes_secrets and who.github_token is None
    shown = None
    if not lacks_github:
        shown = preview(kind, site_of(parts.live, who, unsaid, unsaid), given)
    return render_template(
        "rotation.html", kind=kind, plan=shown, given=given, lacks_github=lacks_github, fault=fault
    )


def _add_runs(area: Blueprint, parts: RelayParts, work: Work) -> None:
    @area.post("/credentials/rotate/<slug>")
    def rotate(slug: str) -> Response | tuple[str, int]:
        kind, who = _kind(slug, parts), visitor.visitor()
        given = {name: request.form.get(name, "") for name in _FIELDS}
        fault = _fault_of(kind, given, who)
        if fault:
            return _plan_page(kind, parts, {**given, "token": "", "pem": ""}, fault), 422
        logs.step("console-rotation-begun", kind=kind.slug, reason=who.name)
        made = work.start(
            kind.slug, who.session.digest, partial(_run, kind, given, parts, who, _shown_to(g.language))
        )
        return returning.to(url_for("credentials.run", work=made))

    @area.get("/credentials/run/<work>")
    def run(work: str) -> str:
        return _progress("rotation_run.html", work)

    @area.get("/credentials/run/<work>/lines")
    def lines(work: str) -> str:
        return _progress("rotation_lines.html", work)

    def _progress(template: str, name: str) -> str:
        found = work.progress(name, visitor.visitor().session.digest)
        kind = BY_SLUG.get(found.kind) if found else None
        if found is None or kind is None:
            raise NotFound("This run is not known here any more: the steps of a run are kept for an hour.")
        failed = any("trouble" in line for line in found.lines)
        return render_template(template, work=name, progress=found, kind=kind, failed=failed)


def _fault_of(kind: RotationKind, given: Mapping[str, str], who: Visitor) -> BotError | None:
    if kind.writes_secrets and who.github_token is None:
        return BotError("This needs a GitHub token of yours: it writes the repository's secrets.")
    if any(len(value) > LONGEST_GIVEN for value in given.values()):
        return BotError("What was pasted is too long for a credential.", "Paste it alone.")
    return None


def _shown_to(language: str) -> Callable[[str], str]:
    """Return how a sentence of the engine is shown: its values are lost in a store that has English alone."""
    return terminal.of(language).shown


def _run(
    kind: RotationKind,
    given: Given,
    parts: RelayParts,
    who: Visitor,
    shown: Callable[[str], str],
    report: _Report,
) -> None:
    """Rotate on the thread of the work; who did it, and how it ended, is in the log."""

    def said(sentence: str) -> None:
        report({"said": shown(sentence)})

    def show(sentence: str, /, **_: object) -> None:
        report({"said": shown(sentence)})

    try:
        kind.make(site_of(parts.live, who, said, show), given).run()
    except BotError as error:
        logs.trouble("console-rotation-stopped", kind=kind.slug, reason=who.name, remedy=error.remedy)
        raise
    if kind.renews:
        job_figures.note_rotated(kind.credential, SharedNotes(parts.store), clock.now())
    logs.step("console-rotation-ended", kind=kind.slug, reason=who.name)


def _kind(slug: str, parts: RelayParts) -> RotationKind:
    found = BY_SLUG.get(slug)
    if found not in possible(parts.live.current):
        raise NotFound("There is nothing of that kind to rotate here.")
    return found


def _add_api_tokens(area: Blueprint, parts: RelayParts) -> None:
    @area.post("/credentials/api-tokens")
    def api_tokens() -> str | tuple[str, int]:
        """Change the token of a system, within the request: a new token is shown once, and kept nowhere else."""
        who, action, name = (
            visitor.visitor(),
            request.form.get("action", ""),
            request.form.get("name", "").strip(),
        )
        made = list[str]()

        def show(_sentence: str, /, **data: object) -> None:
            made.append(str(data["token"]))

        fault = None
        try:
            if action not in ACTIONS:
                raise NotFound("There is nothing of that kind to rotate here.")
            ApiTokensRotation(site_of(parts.live, who, unsaid, show), name, action).run()
        except BotError as error:
            fault = error
        if fault is None or made:
            logs.step("console-rotation-ended", kind=Credential.API_TOKENS, reason=who.name, status=action)
        page = render_template("api_token.html", name=name, action=action, made=made, fault=fault)
        return (page, 422) if fault else page
