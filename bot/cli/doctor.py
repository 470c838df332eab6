"""`bot doctor`: find whatever is wrong, and say what to do about it."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli import doctor_lines, screen
from bot.cli.command import Command
from bot.cli.options import as_json, config_file
from bot.core import to_disk
from bot.core.errors import BotError, ConfigError
from bot.core.sentences import Sentence
from bot.core.settings import config

if TYPE_CHECKING:
    from bot.operate.doctor.checks import Check
    from bot.operate.doctor.engine import Result
    from bot.operate.doctor.facts import Facts


@click.command("doctor", cls=Command, short_help="Find whatever is wrong, and what to do.")
@config_file
@as_json
@click.option("--fix", is_flag=True, help="Set right what `bot setup` can set right.")
@click.option("--first-contact", is_flag=True, help="Also try what costs a message, an issue or a run.")
@click.option(
    "--yes", is_flag=True, help="Do not ask before --fix changes or --first-contact costs something."
)
@click.option("--list", is_flag=True, help="Only list the checks: their ids, and what each looks at.")
@click.option("--only", "ids", multiple=True, metavar="ID", help="Only this check; may be repeated.")
@click.option(
    "--report",
    "report_file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the findings to a file that names nobody, to send to the project.",
)
def command(
    file: Path,
    ids: tuple[str, ...],
    report_file: Path | None,
    *,
    as_json: bool,
    **flags: bool,
) -> int:
    """Check this computer, Twilio, GitHub and the relay, side by side, and say what to do.

    ✓ in order, ✗ wrong, ! worth knowing, ? not to be seen with the credentials at hand, - not tried or not needed. The
    exit code is 1 if something is wrong, or if nothing that was asked for can be seen. It prints no number, no text and
    no secret. What the relay's token may not see is looked at with the ADMIN_GITHUB_TOKEN of this shell, if there is
    one.

    \b
    Example:
      bot doctor
      bot doctor --list
      bot doctor --only signature --only certificate
      bot doctor --json
    """
    from bot.operate.doctor import engine, report  # noqa: PLC0415 - loads the clients, which `--help` does without

    checks = _chosen(ids)
    if flags["list"]:
        return doctor_lines.list_checks(checks, as_json=as_json)
    try:
        facts = _facts(file)
    except ConfigError as error:
        return _unconfigured(error, as_json=as_json)
    if flags["first_contact"] and not flags["yes"]:
        _ask_first(checks)
    results: list[Result] = []
    lines = doctor_lines.FindingLines()
    for result in _in_order(checks, engine.run(checks, facts, at_a_cost=flags["first_contact"])):
        if not as_json:
            lines.show(result)
        results.append(result)
    if as_json:
        click.echo(json.dumps(report.as_json(results, screen.shown), indent=2, ensure_ascii=False))
    else:
        lines.end()
        doctor_lines.sum_up(results)
    if report_file:
        _write(report_file, report.anonymous(results, facts.settings))
    wrong = [one.check.id for one in results if one.finding.verdict == "wrong"]
    if flags["fix"]:
        worth_knowing = [one.check.id for one in results if one.finding.verdict == "attention"]
        wrong = _set_right(facts, wrong, worth_knowing, yes=flags["yes"])
    is_blind = report.summary([one.finding.verdict for one in results]) == "cannot-tell"
    return 1 if wrong or is_blind else 0


def _chosen(ids: Sequence[str]) -> Sequence[Check]:
    from bot.operate.doctor.registry import CHECKS  # noqa: PLC0415 - as above

    known = {check.id: check for check in CHECKS}
    for one in ids:
        if one not in known:
            near = difflib.get_close_matches(one.lower(), known, n=3, cutoff=0.5)
            sentence = (
                Sentence("there is no check {id}; did you mean {ids}?", id=one, ids=", ".join(near))
                if near
                else Sentence("there is no check {id}; `bot doctor --list` lists them", id=one)
            )
            raise click.BadParameter(sentence, param_hint="--only")
    return [known[one] for one in dict.fromkeys(ids)] or CHECKS


def _facts(file: Path) -> Facts:
    from bot.operate.doctor.facts import Facts  # noqa: PLC0415 - as above

    folder = config.env_folder(file)
    return Facts(config.load_local(file, config.Role.RELAY), folder, file, config.local_environment(folder))


def _unconfigured(error: ConfigError, *, as_json: bool) -> int:
    """Show what is wrong with the configuration: nothing else can be looked at before."""
    if as_json:
        faults = [screen.shown(fault) for fault in error.faults]
        click.echo(json.dumps({"verdict": "wrong", "configuration": faults}, indent=2, ensure_ascii=False))
        return error.exit_code
    screen.say("Nothing else can be checked before the configuration is in order.", err=True)
    raise error


def _ask_first(checks: Sequence[Check]) -> None:
    screen.say("These checks cost something:", err=True)
    for check in checks:
        if check.costs:
            click.echo(f"  {screen.shown(check.title)}: {screen.shown(check.costs)}", err=True)
    screen.confirm("Try them now?")


def _in_order(checks: Sequence[Check], results: Iterable[Result]) -> Iterator[Result]:
    """Yield the results in the order of the checks, each as soon as those before it are there."""
    there: dict[str, Result] = {}
    left = [check.id for check in checks]
    for result in results:
        there[result.check.id] = result
        while left and left[0] in there:
            yield there[left.pop(0)]


def _write(file: Path, content: object) -> None:
    try:
        to_disk.replace(file, json.dumps(content, indent=2) + "\n")
    except OSError as error:
        raise BotError(
            Sentence("{file} cannot be written ({why}).", file=file, why=error.strerror or "?"),
            "Name a file in a folder that you may write to.",
        ) from error
    screen.say(Sentence("The report is in {file}; it names nobody.", file=file), err=True)


def _set_right(facts: Facts, wrong: Sequence[str], worth_knowing: Sequence[str], *, yes: bool) -> list[str]:
    """Take the steps of the setup that belong to these checks; return what is wrong afterwards."""
    from bot.operate import turn  # noqa: PLC0415 - as above
    from bot.operate.doctor import engine  # noqa: PLC0415 - as above
    from bot.operate.setup import engine as setup  # noqa: PLC0415 - as above
    from bot.operate.setup.installation import installed  # noqa: PLC0415 - as above
    from bot.operate.setup.registry import STEPS  # noqa: PLC0415 - as above

    installation = installed(facts.settings, facts.file)
    steps = [step for step in STEPS if step.id in {*wrong, *worth_knowing}]
    planned = list(setup.outstanding(steps, installation))
    if not planned:
        if wrong or worth_knowing:
            screen.say("None of this can be set right from here: do what is written under each line.")
        return list(wrong)
    for one in planned:
        change = one.change
        click.echo(
            f"  {screen.shown(change.what)}: {screen.shown(change.before)} -> {screen.shown(change.after)}"
        )
    if not yes:
        screen.confirm("Change this?")
    with turn.taken(installation.folder, "doctor", "--fix"):
        # Read again: while somebody thought about it, a rotation may have ended, whose new credential must stay.
        setup.carry_out(steps, installed(_facts(facts.file).settings, facts.file), lambda _: None)
    changed = {one.step.id for one in planned}
    checks = [check for check in _chosen(()) if check.id in changed]
    results = list(_in_order(checks, engine.run(checks, _facts(facts.file))))
    lines = doctor_lines.FindingLines()
    for result in results:
        lines.show(result)
    lines.end()
    still = [one.check.id for one in results if one.finding.verdict == "wrong"]
    return [*still, *(one for one in wrong if one not in changed)]
