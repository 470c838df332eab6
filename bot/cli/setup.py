"""`bot setup`: from an account and a repository to an answered message."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
from pydantic import SecretStr

from bot.cli import screen, setup_undo
from bot.cli.command import Command
from bot.cli.options import as_json, config_file
from bot.core import clock
from bot.core.errors import BotError
from bot.core.sentences import Sentence
from bot.core.settings import config

if TYPE_CHECKING:
    from bot.cli.setup_answers import AnswerCollector
    from bot.operate.setup.engine import Planned

_PLACES = {"computer": "This computer", "twilio": "Twilio", "github": "GitHub"}
_Command = TypeVar("_Command", bound=Callable[..., Any])


def _answer(flag: str, meaning: str) -> Callable[[_Command], _Command]:
    return click.option(f"--{flag}", metavar=flag.rpartition("-")[2].upper(), help=meaning)


@click.command("setup", cls=Command, short_help="Set everything up, or what differs.")
@config_file
@_answer("language", "Language of phones and issues: pt-BR or en.")
@_answer("account-sid", "Twilio's Account SID.")
@_answer("auth-token", "Twilio's auth token; better in the variable TWILIO_AUTH_TOKEN.")
@_answer("sms-number", "Our number for SMS, or - for none.")
@_answer("whatsapp-number", "Our WhatsApp sender, or - for none.")
@_answer("repository", "The repository of the issues, as owner/name.")
@_answer("admin-token", "A GitHub token of yours; better in the variable ADMIN_GITHUB_TOKEN.")
@_answer("relay-token", "The relay's GitHub token; better in the variable GITHUB_TOKEN.")
@_answer("app-id", "The relay's GitHub App, in place of a token.")
@click.option("--app-key", type=click.File(), metavar="FILE", help="The App's private key, the .pem file.")
@_answer("public-url", "The public address of this server.")
@_answer("admin-phones", "Phones for alerts, separated by commas, or - for none.")
@click.option(
    "--shared-with",
    type=click.Choice(("none", "user", "organization")),
    help="From where order-message may be called; without it, that stays as it is.",
)
@click.option(
    "--numbers-in", metavar="COUNTRY", help="Only list the numbers to buy in a country, such as BR."
)
@click.option("--yes", is_flag=True, help="Ask nothing: take the answers given, and make the changes.")
@click.option("--dry-run", is_flag=True, help="Show what would change, and change nothing.")
@click.option("--undo", is_flag=True, help="Take back what the setup did at Twilio and GitHub.")
@click.option(
    "--completion/--no-completion",
    default=None,
    help="Complete the commands of bot in your shell, or do not ask about it.",
)
@click.option("--no-message", is_flag=True, help="Do not wait for a message at the end.")
@as_json
def command(
    file: Path, app_key: Any, numbers_in: str | None, *, completion: bool | None, **given: Any
) -> int:
    """Ask for what is needed, each answer checked at once, and set up this folder, Twilio and GitHub.

    Run it in the relay's folder. It shows what is there now and what it will be before it changes anything. Run again,
    it asks only what is not known yet and changes only what differs; stopped anywhere, it goes on. Another answer is
    given by its option.

    \b
    Example:
      bot setup
      bot setup --public-url bot.escritorio.com.br
      bot setup --dry-run --yes
      bot setup --undo
    """
    yes, dry_run, quiet = bool(given.pop("yes")), bool(given.pop("dry_run")), bool(given.pop("as_json"))
    undo, no_message = bool(given.pop("undo")), bool(given.pop("no_message"))
    answers = {name: value for name, value in given.items() if value is not None}
    if app_key:
        answers["app_key"] = app_key.read()
    # Imported here: the clients of GitHub and Twilio take long to load, and `--help` needs neither.
    from bot.cli.setup_answers import AnswerCollector  # noqa: PLC0415 - see above
    from bot.operate import turn  # noqa: PLC0415 - as above

    asks = not yes and not quiet
    if undo:
        with nullcontext() if dry_run else turn.taken(file.parent, "setup", "--undo"):
            return setup_undo.undo(file, asks=asks, dry_run=dry_run, as_json=quiet)
    collector = AnswerCollector(file, answers, asks=asks, keeps=asks and not dry_run)
    if numbers_in:
        return collector.list_numbers(numbers_in.upper())
    # What changes nothing waits for nobody, and leaves no file.
    with nullcontext() if dry_run else turn.taken(file.parent, "setup"):
        with _saying_what_is_kept(collector):
            collector.collect()
            setting_up = _SettingUp(collector, asks=asks, completes=completion)
            setting_up.change(dry_run=dry_run, as_json=quiet)
        return 0 if dry_run or quiet else setting_up.look_back(follows=not no_message and asks)


@contextmanager
def _saying_what_is_kept(collector: AnswerCollector) -> Iterator[None]:
    """Say of a setup that stops before its changes are made that the answers so far are not lost."""
    try:
        yield
    except (BotError, click.Abort, KeyboardInterrupt, EOFError):
        if collector.keeps_any:
            screen.say(
                "\nThe answers so far are kept, but no secret: the next `bot setup` offers them.", err=True
            )
        raise


class _SettingUp:
    """The changes that the answers lead to."""

    def __init__(self, collector: AnswerCollector, *, asks: bool, completes: bool | None) -> None:
        from bot.operate.setup import engine, registry  # noqa: PLC0415 - as above

        self._engine, self._steps, self._asks = engine, registry.STEPS, asks
        self._collector, self._installation = collector, collector.installation
        self._completes = completes

    def change(self, *, dry_run: bool, as_json: bool) -> None:
        """Show what differs, and change it."""
        if self._completes:
            self._complete_in(_shell_to_complete())
        planned = list(self._engine.outstanding(self._steps, self._installation))
        if self._completes is None and self._asks and planned:
            planned += self._offer_completion()
        if not as_json:
            self._show(planned)
        if planned and not dry_run:
            if self._asks:
                screen.confirm("Change this?")
            begins = (lambda _: None) if as_json else _announce
            self._engine.carry_out(self._steps, self._installation, begins)
        if not dry_run:
            self._collector.forget()
        if as_json:
            click.echo(json.dumps(self._object(planned, done=not dry_run), indent=2, ensure_ascii=False))

    def look_back(self, *, follows: bool) -> int:
        """Show what is worth knowing and what is left, and follow a message there and back."""
        self._look_over()
        self._say_what_is_left()
        if follows:
            self._follow()
        return 0

    def _offer_completion(self) -> Sequence[Planned]:
        """Ask whether the shell shall complete our commands, and return what that changes."""
        from bot.operate.setup import shell_completion  # noqa: PLC0415 - as above

        before, shell = self._installation, shell_completion.own_shell()
        self._complete_in(shell)
        try:
            wanted = list(self._engine.outstanding(shell_completion.STEPS, self._installation))
        except BotError:  # a link, or a file that cannot be read
            wanted = []
        if wanted and screen.agrees(
            Sentence(
                "\nComplete the commands of `bot` with the Tab key, by lines in {file}?",
                file=shell_completion.file_of(shell),
            )
        ):
            return wanted
        self._installation = before
        return ()

    def _complete_in(self, shell: str) -> None:
        answers = replace(self._installation.answers, completion=shell)
        self._installation = replace(self._installation, answers=answers)

    def _show(self, planned: Sequence[Planned]) -> None:
        if not planned:
            screen.say("Everything is as it should be; nothing to change.")
            return
        screen.say("\nThis will be changed:")
        place = ""
        for one in planned:
            if one.step.place != place:
                place = one.step.place
                click.echo(f"  {screen.shown(_PLACES[place])}")
            click.echo(f"    {setup_undo.line(one)}")

    def _object(self, planned: Sequence[Planned], *, done: bool) -> dict[str, Any]:
        return {
            "changed": done,
            "changes": [
                {
                    "step": one.step.id,
                    "place": str(one.step.place),
                    "what": str(one.change.what),
                    "before": str(one.change.before),
                    "after": str(one.change.after),
                }
                for one in planned
            ],
            "notes": [str(note) for note in self._collector.notes],
        }

    def _look_over(self) -> None:
        """Show what the doctor finds at Twilio and GitHub, with the administrator's token."""
        from bot.operate.doctor import findings  # noqa: PLC0415 - as above

        file = self._installation.config_file
        settings = config.load_local(file, config.Role.RELAY)
        token = SecretStr(self._installation.answers.admin_token)
        environment = settings.environment.model_copy(update={"ADMIN_GITHUB_TOKEN": token})
        settings = settings.model_copy(update={"environment": environment})
        found = findings.worth_knowing(settings, self._installation.folder, file)
        if found:
            screen.say("\nWorth knowing, as `bot doctor` sees it:")
        for one in found:
            click.echo(f"  - {screen.shown(one.check.title)}: {screen.shown(one.finding.evidence)}")
            if one.finding.remedy:
                click.echo(f"    {screen.shown(one.finding.remedy)}")

    def _say_what_is_left(self) -> None:
        from bot.operate.setup.left import left_by_hand  # noqa: PLC0415 - as above

        lines = left_by_hand(self._installation)
        if lines:
            screen.say("\nLeft for you:")
        for line in lines:
            click.echo(f"  - {screen.shown(line)}")

    def _follow(self) -> None:
        from bot.operate.setup import trial  # noqa: PLC0415 - as above

        settings = self._installation.settings
        if not trial.relay_answers(settings):
            screen.say(
                "\nThe relay does not answer at its public address yet: start it, then run `bot setup` again."
            )
            return
        ours = ", ".join(
            wire
            for wire in (self._installation.answers.sms_number, self._installation.answers.whatsapp_number)
            if wire
        )
        screen.say(Sentence("\nNow text this number from your phone: {numbers}", numbers=ours))
        for milestone in trial.follow(settings, clock.now()):
            click.echo(f"  {milestone.seconds:>3} s  {screen.shown(milestone.sentence)}")
        screen.say("Done. Write /reply and a text as a comment in the issue to answer.")


def _shell_to_complete() -> str:
    """Return the shell of whoever runs this; raises BotError where it is not known, or not theirs."""
    from bot.operate.setup import shell_completion  # noqa: PLC0415 - as above

    shell = shell_completion.own_shell()
    if not shell:
        raise BotError(
            "This is no shell of yours whose commands `bot` can complete.",
            "Run `bot completion bash --install` (or zsh, fish) as the user who types the commands.",
        )
    return shell


def _announce(one: Planned) -> None:
    click.echo(f"  {screen.shown(one.change.what)} ...", err=True)
