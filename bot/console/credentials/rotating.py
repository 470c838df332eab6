"""Rotations from a page: the plan first, then the steps as they come, by the engine of `bot rotate`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial

from flask import Blueprint, Response, g, render_template, request, url_for
from werkzeug.exceptions import NotFound

from bot.console.credentials.rotations import BY_SLUG, LONGEST_GIVEN, Given, RotationKind, possible, preview
from bot.console.credentials.runs import RotationRun, RotationRuns
from bot.console.entry import returning, visitor
from bot.console.entry.visitor import Visitor
from bot.console.tools.work import Line
from bot.core import clock, logs
from bot.core.errors import BotError
from bot.core.settings import Settings
from bot.operate import turn
from bot.operate.rotation.api_tokens import ACTIONS, ApiTokensRotation
from bot.operate.rotation.engine import RotationOutcome
from bot.operate.rotation.site import Show, Site
from bot.relay import job_figures
from bot.relay.live_settings import LiveSettings
from bot.relay.mounting import RelayParts
from bot.relay.store.lock import StoreError
from bot.relay.store.notes import SharedNotes
from bot.rules.texts import terminal
from bot.rules.upkeep.credentials import Credential

_OPTIONS = ("old", "create", "discard")
_FIELDS = ("token", "pem", *_OPTIONS)
_Report = Callable[[Line], None]


def add(area: Blueprint, parts: RelayParts) -> None:
    """Add the routes of rotations to those of the page."""
    runs = RotationRuns(parts.store)
    _add_plans(area, parts, runs)
    _add_runs(area, parts, runs)
    _add_api_tokens(area, parts)


def site_of(live: LiveSettings, who: Visitor, report: Callable[[str], None], show: Show) -> Site:
    """Return the relay's folder, where the visitor rotates: with their own GitHub token, never the relay's."""

    def read() -> Settings:
        live.refresh()
        return who.settings(live.current)

    return Site(live.folder, read, report, show, in_console=True)


def unsaid(_sentence: str, /, **_: object) -> None:
    """Say nothing."""


def _add_plans(area: Blueprint, parts: RelayParts, runs: RotationRuns) -> None:
    @area.get("/credentials/rotate/<slug>")
    def plan(slug: str) -> str:
        """Show what would be done; what is asked for here changes nothing."""
        given = {name: request.args.get(name, "") for name in _OPTIONS}
        return _plan_page(_kind(slug, parts), parts, runs, given)


def _plan_page(
    kind: RotationKind, parts: RelayParts, runs: RotationRuns, given: Given, fault: BotError | None = None
) -> str:
    """Show the plan; none while something is at work, which would look like an earlier run that was interrupted."""
    who, running = visitor.visitor(), runs.running()
    busy = None if running else turn.in_the_way(parts.live.folder)
    lacks_github = kind.writes_secrets and who.github_token is None
    shown = None
    if not (running or busy or lacks_github):
        shown = preview(kind, site_of(parts.live, who, unsaid, unsaid), given)
    return render_template(
        "rotation.html",
        kind=kind,
        plan=shown,
        given=given,
        lacks_github=lacks_github,
        fault=fault,
        run=running,
        busy=busy,
    )


def _add_runs(area: Blueprint, parts: RelayParts, runs: RotationRuns) -> None:
    @area.post("/credentials/rotate/<slug>")
    def rotate(slug: str) -> Response | tuple[str, int]:
        kind, who = _kind(slug, parts), visitor.visitor()
        if running := runs.running():
            return _to_running(running, kind)
        given = {name: request.form.get(name, "") for name in _FIELDS}
        fault = _fault_of(kind, given, who)
        if fault or turn.in_the_way(parts.live.folder):
            return _plan_page(kind, parts, runs, {**given, "token": "", "pem": ""}, fault), 422
        begun = runs.start(kind, who.name, partial(_run, kind, given, parts, who, _shown_to(g.language)))
        if begun is None:
            running = runs.running()
            return _to_running(running, kind) if running else returning.to(url_for("credentials.page"))
        logs.step("console-rotation-begun", kind=kind.slug, reason=who.name)
        return returning.to(url_for("credentials.run", work=begun.work))

    @area.get("/credentials/run/<work>")
    def run(work: str) -> str:
        wanted = BY_SLUG.get(request.args.get("wanted", ""))
        return _progress("rotation_run.html", work, wanted)

    @area.get("/credentials/run/<work>/lines")
    def lines(work: str) -> str:
        return _progress("rotation_lines.html", work)

    def _progress(template: str, name: str, wanted: RotationKind | None = None) -> str:
        found = runs.named(name)
        if found is None:
            raise NotFound("This run is not known here any more: the steps of a run are kept for an hour.")
        return render_template(template, run=found, wanted=wanted)


def _to_running(running: RotationRun, wanted: RotationKind) -> Response:
    """Lead to the run that goes on, and say there that nothing else was begun."""
    return returning.to(url_for("credentials.run", work=running.work, wanted=wanted.slug))


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
        outcome = kind.make(site_of(parts.live, who, said, show), given).run()
    except BotError as error:
        logs.trouble("console-rotation-stopped", kind=kind.slug, reason=who.name, remedy=error.remedy)
        raise
    report({"outcome": str(outcome)})
    logs.step("console-rotation-ended", kind=kind.slug, reason=who.name, status=str(outcome))
    if outcome is RotationOutcome.RENEWED:
        with suppress(StoreError):  # remind-rotation sees it too
            job_figures.note_rotated(kind.credential, SharedNotes(parts.store), clock.now())


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
