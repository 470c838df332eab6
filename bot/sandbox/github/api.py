"""The emulated GitHub as a Flask app."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask

from bot.pages.assets import Assets
from bot.sandbox.emulator import reader
from bot.sandbox.github import (
    account_routes,
    app_routes,
    assignee_routes,
    contents_routes,
    control,
    file_pages,
    form_pages,
    git_routes,
    graphql_routes,
    issue_routes,
    label_routes,
    lock_routes,
    manifest_routes,
    middleware,
    pages,
    policy_routes,
    repository_routes,
    run_routes,
    secret_routes,
    variable_routes,
)
from bot.sandbox.github.web import GithubEmulator

if TYPE_CHECKING:
    from bot.sandbox.emulator.faults import Faults
    from bot.sandbox.github.state import GithubState
    from bot.sandbox.workflows.engine import Engine

PAGES = Path(__file__).parent.parent / "page"
PARTS = (
    repository_routes,
    issue_routes,
    lock_routes,
    label_routes,
    assignee_routes,
    run_routes,
    contents_routes,
    git_routes,
    secret_routes,
    variable_routes,
    policy_routes,
    account_routes,
    app_routes,
    manifest_routes,
    graphql_routes,
    control,
    pages,
    form_pages,
    file_pages,
)


def create_app(state: GithubState, faults: Faults, actions: Engine | None = None) -> Flask:
    """Create the app; without `actions`, events start no workflow.

    `phones_url` among the globals of its templates is where its pages link to the phones, empty for nowhere.
    """
    app = Flask(__name__, static_folder=None, template_folder=PAGES)
    # As GitHub does: the fields of an answer come in the order of its documentation.
    app.json.sort_keys = False  # type: ignore[attr-defined] # Flask's own provider has it
    show(app, GithubEmulator(state, faults, actions))
    app.jinja_env.globals["phones_url"] = ""
    assets = Assets("/assets", [PAGES / "static"])
    app.register_blueprint(assets.blueprint(), url_prefix="/assets")
    reader.install(app, assets)
    middleware.install(app)
    for part in PARTS:
        app.register_blueprint(part.routes)
    app.register_blueprint(app_routes.control)
    app.register_blueprint(manifest_routes.pages)
    app.register_blueprint(pages.start)
    app.register_blueprint(secret_routes.of_organization)
    return app


def show(app: Flask, emulator: GithubEmulator) -> None:
    """Serve another GitHub at the address of the app from now on."""
    app.config["CLOCK"] = lambda: app_routes.now(emulator.faults)
    app.extensions["github"] = emulator
