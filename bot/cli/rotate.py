"""`bot rotate`: replace credentials without losing a message."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TextIO, TypeVar

import click

from bot.cli import CONTEXT, ends, screen
from bot.cli.command import Group
from bot.cli.options import as_json, config_file
from bot.core.errors import BotError
from bot.core.sentences import Sentence
from bot.core.settings import config
from bot.operate.rotation.api_key import ApiKeyRotation
from bot.operate.rotation.api_tokens import ApiTokensRotation
from bot.operate.rotation.app_key import AppKeyFinish, AppKeyRotation
from bot.operate.rotation.auth_token import AuthTokenRotation
from bot.operate.rotation.contact_key import ContactKeyFinish, ContactKeyReseal, ContactKeyRotation
from bot.operate.rotation.engine import Rotation, RotationOutcome
from bot.operate.rotation.github_token import GithubTokenRotation
from bot.operate.rotation.site import Site

_Command = TypeVar("_Command", bound=Callable[..., Any])

DEFAULT_MOST = 300

_MAKE_ONE_ON_GITHUB = """\
On GitHub: Settings > Developer settings > Fine-grained tokens > Generate new token.
  Repository access  Only select repositories: {repository}
  Permissions        Contents: read and write; Actions: read
  Expiration         90 days"""
_MAKE_KEY_ON_GITHUB = """\
On GitHub: Settings of the account or organisation that owns the App > Developer settings > GitHub Apps
  > Edit > Private keys > Generate a private key. Then, with the file that is downloaded:
  bot rotate github-app-key FILE.pem"""
_RESUMES = Sentence(
    "What was done so far stays. {remedy}", remedy="Run the same command again: it resumes where it stopped."
)
_dry_run = click.option("--dry-run", is_flag=True, help="Show what would be done, and change nothing.")


@click.group("rotate", cls=Group, context_settings=CONTEXT)
def command() -> None:
    """Replace credentials. Run it where the relay's `.env` is.

    No credential is ever printed, except a new API token, which is for somebody else.

    \b
    Example:
      bot rotate twilio-auth-token
    """


@command.command("twilio-auth-token")
@config_file
@_dry_run
@click.option(
    "--discard-secondary", "discard", is_flag=True, help="Delete a second token at Twilio that nobody uses."
)
@as_json
def twilio_auth_token(file: Path, *, dry_run: bool, discard: bool, as_json: bool) -> int:
    """Make a new auth token at Twilio, give it to the relay and to GitHub, promote it, remove the old one.

    The relay accepts both until the end, so no webhook is refused. Stopped at any point, run the same command again.
    Needs ADMIN_GITHUB_TOKEN: a fine-grained token with Secrets: read and write, given to this shell alone.

    \b
    Example:
      bot rotate twilio-auth-token --dry-run
      read -rs ADMIN_GITHUB_TOKEN && export ADMIN_GITHUB_TOKEN
      bot rotate twilio-auth-token
    """
    with _site(file, dry_run=dry_run, as_json=as_json) as here:
        here.run(AuthTokenRotation(here.site, discard=discard), dry_run=dry_run)
    return here.exit_code


@command.command("twilio-api-key")
@config_file
@_dry_run
@click.option("--create", is_flag=True, help="Make the first key, where none is in use.")
@click.option(
    "--old", default="", metavar="SID", help="The key that the workflows have, where nothing here shows it."
)
@as_json
def twilio_api_key(file: Path, *, dry_run: bool, create: bool, old: str, as_json: bool) -> None:
    """Make a new API key at Twilio, give it to GitHub and to the relay, delete the old one.

    The new key is of the old one's kind, with its permissions and its name. The workflows get it as one secret,
    TWILIO_API_KEY; the old key is deleted when no run has it. Stopped at any point, run the same command again.
    Needs TWILIO_AUTH_TOKEN in .env, and ADMIN_GITHUB_TOKEN: a fine-grained token with Secrets: read and write.

    \b
    Example:
      bot rotate twilio-api-key --dry-run
      bot rotate twilio-api-key
    """
    with _site(file, dry_run=dry_run, as_json=as_json) as here:
        here.run(ApiKeyRotation(here.site, old, create=create), dry_run=dry_run)


@command.command("contact-key")
@config_file
@_dry_run
@click.option("--reseal", is_flag=True, help="Seal again what issues hold, with the new key.")
@click.option(
    "--most",
    type=click.IntRange(min=1),
    default=DEFAULT_MOST,
    show_default=True,
    help="Seal at most this many texts; then run it again.",
)
@click.option("--finish", is_flag=True, help="Remove the old key, once nothing needs it.")
@as_json
def contact_key(file: Path, *, dry_run: bool, reseal: bool, most: int, finish: bool, as_json: bool) -> None:
    """Put a new key before the old one, seal everything again, remove the old one: three steps.

    People keep their contact ids. Needs ADMIN_GITHUB_TOKEN with Secrets: read and write; for --reseal and --finish
    with Issues: read and write too.

    \b
    Example:
      bot rotate contact-key
      bot rotate contact-key --reseal
      bot rotate contact-key --finish
    """
    if reseal and finish:
        raise click.UsageError("--reseal and --finish are two steps, one after the other.")
    with _site(file, dry_run=dry_run, as_json=as_json) as here:
        if reseal and not dry_run:
            here.run(ContactKeyReseal(here.site, most))
        elif finish and not dry_run:
            here.run(ContactKeyFinish(here.site))
        else:
            here.run(ContactKeyRotation(here.site), dry_run=dry_run)


def _action(name: str, meaning: str) -> Callable[[_Command], _Command]:
    """Return an option that adds its name to `actions`: two at once can then be refused."""
    return click.option(f"--{name}", "actions", flag_value=name, multiple=True, help=meaning)


@command.command("api-token")
@click.argument("name")
@config_file
@_action("new", "The system has no token yet: give it its first.")
@_action("finish", "Revoke the older token of that name.")
@_action("discard", "Revoke the newer token, if nobody has it.")
@_action("revoke", "Revoke all tokens of that name.")
@as_json
def api_token(name: str, file: Path, actions: tuple[str, ...], *, as_json: bool) -> None:
    """Make a new token for the system NAME and print it; the one it has stays valid until --finish.

    \b
    Example:
      bot rotate api-token painel
      bot rotate api-token painel --finish
      bot rotate api-token erp --new
    """
    if len(actions) > 1:
        raise click.UsageError("--new, --finish, --discard and --revoke exclude each other: give one.")
    undone = Sentence(
        "`bot rotate api-token {name} --discard` takes back a token that was made and that nobody has.",
        name=name,
    )
    with _site(file, undone, as_json=as_json) as here:
        here.run(ApiTokensRotation(here.site, name, *actions))


@command.command("github-token")
@config_file
def github_token(file: Path) -> None:
    """Check a new GitHub token for the relay and write it to `.env`; GitHub has no API to create one.

    The token is asked for without being shown, or read from standard input.

    \b
    Example:
      bot rotate github-token
    """
    with _site(file) as here:
        here.site.report(Sentence(_MAKE_ONE_ON_GITHUB, repository=here.site.settings.repository))
        if sys.stdin.isatty():
            token = str(click.prompt(screen.shown("The new token"), hide_input=True, err=True))
        else:
            token = sys.stdin.readline()
        if not token.strip():
            raise BotError("No token was given.", "Paste it when asked, or give it on standard input.")
        here.run(GithubTokenRotation(here.site, token.strip()))


@command.command("github-app-key")
@click.argument("pem", type=click.File(), required=False, metavar="[FILE]")
@config_file
@click.option("--dry-run", is_flag=True, help="Try the key out, and change nothing.")
@click.option("--finish", is_flag=True, help="Remove the old key, once GitHub rejects it.")
@as_json
def github_app_key(pem: TextIO | None, file: Path, *, dry_run: bool, finish: bool, as_json: bool) -> None:
    """Try out a new key of the relay's GitHub App and write it to `.env`; GitHub has no API to create one.

    The key is read from the .pem FILE downloaded from GitHub's page, or from standard input (-). Both keys are valid
    until you delete the old one there; --finish checks that GitHub rejects it. Stopped at any point, run the same
    command again.

    \b
    Example:
      bot rotate github-app-key auditoria360.2026-11-24.private-key.pem
      bot rotate github-app-key --finish
    """
    if finish and (pem or dry_run):
        raise click.UsageError(
            "--finish takes no key and has no --dry-run: it checks, then removes the old one."
        )
    with _site(file, dry_run=dry_run, as_json=as_json) as here:
        if finish:
            here.run(AppKeyFinish(here.site))
            return
        if not pem and sys.stdin.isatty():
            here.site.report(_MAKE_KEY_ON_GITHUB)
        here.run(AppKeyRotation(here.site, _read(pem)), dry_run=dry_run)
        if pem and pem.name != "<stdin>" and not dry_run:
            here.site.report(Sentence("Delete the file {file}: the key is in .env.", file=pem.name))


def _read(pem: TextIO | None) -> str:
    if pem:
        return pem.read()
    return "" if sys.stdin.isatty() else sys.stdin.read()


@dataclass
class _Terminal:
    """The folder of the relay, and what a rotation there came to."""

    site: Site
    outcome: RotationOutcome = RotationOutcome.KEPT

    def run(self, rotation: Rotation, *, dry_run: bool = False) -> None:
        self.outcome = rotation.run(dry_run=dry_run)

    @property
    def exit_code(self) -> int:
        """1 where nothing was rotated, which a script must not take for a new credential."""
        return int(self.outcome is RotationOutcome.NOTHING)


@contextmanager
def _site(
    file: Path, left: str = _RESUMES, *, dry_run: bool = False, as_json: bool = False
) -> Iterator[_Terminal]:
    """Yield the folder of the relay; Ctrl-C says what is `left`. Standard output has one object, if it is JSON."""
    printed: list[object] = []

    def show(sentence: str, /, **data: object) -> None:
        printed.append(data)
        click.echo(json.dumps(_translated(data), indent=2, ensure_ascii=False)) if as_json else screen.say(
            sentence
        )

    site = Site.of(config.env_folder(file), file, partial(screen.say, err=True), show)
    with ends.leaving(lambda: "Nothing was changed." if dry_run else left):
        yield (here := _Terminal(site))
    if as_json and not printed:
        show("", done=here.outcome is not RotationOutcome.NOTHING)


def _translated(value: Any) -> Any:
    """Return data with its sentences in the language of the terminal."""
    match value:
        case str():
            return screen.shown(value)
        case list() | tuple():
            return [_translated(one) for one in value]
        case dict():
            return {name: _translated(one) for name, one in value.items()}
    return value
