"""Workflows and their runs over HTTP."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from flask import Blueprint, Response, request

from bot.sandbox.github import events, web
from bot.sandbox.github.run_shapes import job_shape, run_shape, workflow_shape
from bot.sandbox.github.values import MissingError
from bot.sandbox.workflows.files import InputError

if TYPE_CHECKING:
    from bot.sandbox.github.shapes import Json
    from bot.sandbox.workflows.engine import Engine
    from bot.sandbox.workflows.files import Workflow
    from bot.sandbox.workflows.runs import Run

routes = Blueprint("runs", __name__, url_prefix="/repos/<owner>/<repo>/actions")


def actions() -> Engine:
    known = web.emulator().actions
    if known is None:
        raise MissingError("this GitHub has no Actions")
    return known


def _workflow(name: str) -> Workflow:
    found = actions().tree.find(name)
    if found is None or found not in actions().shown():
        raise MissingError(f"no workflow {name}")
    return found


@routes.get("/workflows")
@web.needs("actions:read")
def list_workflows() -> Response:
    known = actions().shown() if web.emulator().actions else []
    page, headers = web.page_of(known)
    shown = [_shown(each) for each in page]
    return web.answer({"total_count": len(known), "workflows": shown}, headers=headers)


@routes.get("/workflows/<name>")
@web.needs("actions:read")
def get_workflow(name: str) -> Response:
    return web.answer(_shown(_workflow(name)))


def _shown(workflow: Workflow) -> Json:
    return workflow_shape(web.shapes(), workflow, actions().state_of(workflow))


@routes.put("/workflows/<name>/enable")
@web.needs("actions:write")
def enable_workflow(name: str) -> Response:
    actions().enable(_workflow(name))
    return web.nothing()


@routes.put("/workflows/<name>/disable")
@web.needs("actions:write")
def disable_workflow(name: str) -> Response:
    actions().states[_workflow(name).path] = "disabled_manually"
    return web.nothing()


@routes.post("/workflows/<name>/dispatches")
@web.needs("actions:write")
def start_workflow(name: str) -> Response:
    workflow, content = _workflow(name), web.body()
    ref = (web.text(content, "ref", required=True) or "").removeprefix("refs/heads/")
    if ref != web.state().repository.default_branch:
        raise web.ApiError(422, f"No ref found for: {ref}")
    if actions().refuses:
        raise web.ApiError(422, actions().refuses)
    if actions().state_of(workflow) != "active":
        raise web.ApiError(422, "Cannot trigger a 'workflow_dispatch' on a disabled workflow")
    try:
        inputs = workflow.complete_inputs(content.get("inputs") or {})
    except InputError as error:
        raise web.ApiError(422, str(error)) from error
    run = events.started_by_hand(web.actor(), workflow.path, inputs)
    if run is None or not content.get("return_run_details"):
        return web.nothing()
    shape = run_shape(web.shapes(), run)
    details = {"workflow_run_id": run.id, "run_url": shape["url"], "html_url": shape["html_url"]}
    return web.answer(details)


@routes.get("/workflows/<name>/runs")
@web.needs("actions:read")
def list_workflow_runs(name: str) -> Response:
    workflow = _workflow(name)
    return _runs_page([run for run in actions().runs() if run.workflow_id == workflow.id])


@routes.get("/runs")
@web.needs("actions:read")
def list_runs() -> Response:
    return _runs_page(actions().runs() if web.emulator().actions else [])


@routes.get("/runs/<int:run_id>")
@web.needs("actions:read")
def get_run(run_id: int) -> Response:
    return web.answer(run_shape(web.shapes(), actions().run(run_id)))


@routes.get("/runs/<int:run_id>/jobs")
@web.needs("actions:read")
def list_jobs(run_id: int) -> Response:
    job = job_shape(web.shapes(), actions().run(run_id))
    return web.answer({"total_count": 1, "jobs": [job]})


@routes.post("/runs/<int:run_id>/rerun")
@web.needs("actions:write")
def rerun(run_id: int) -> Response:
    try:
        actions().rerun(run_id)
    except RuntimeError as error:
        raise web.ApiError(403, "This workflow is already running") from error
    return web.answer({}, 201)


def _runs_page(runs: list[Run]) -> Response:
    event, status, actor = (request.args.get(name) for name in ("event", "status", "actor"))
    matching = [
        run
        for run in runs
        if event in {None, run.event.name}
        and status in {None, run.status, run.conclusion}
        and actor in {None, run.event.actor}
        and _created_in(run.created_at, request.args.get("created", ""))
    ]
    page, headers = web.page_of(matching)
    shown = [run_shape(web.shapes(), run) for run in page]
    return web.answer({"total_count": len(matching), "workflow_runs": shown}, headers=headers)


def _created_in(created: datetime, span: str) -> bool:
    """Compare dates as GitHub's search does: `2026-11-23`, `>=2026-11-23T10:00:00Z`, `from..to`, `*..to`."""
    if not span:
        return True
    second = created.replace(microsecond=0)
    if ".." in span:
        first, last = span.split("..", 1)
        return (first == "*" or second >= _parse(first)) and (last == "*" or second <= _parse(last))
    for sign, holds in _SIGNS.items():
        if span.startswith(sign):
            return holds(second, _parse(span.removeprefix(sign)))
    return created.astimezone(UTC).isoformat().startswith(span.removesuffix("Z"))


_SIGNS = {
    ">=": datetime.__ge__,
    "<=": datetime.__le__,
    ">": datetime.__gt__,
    "<": datetime.__lt__,
}


def _parse(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise web.ApiError(422, f"Invalid request.\n\n'created' does not understand {text}.") from error
    return found if found.tzinfo else found.replace(tzinfo=UTC)
