"""`bot sandbox demo`: the story, on the terminal and, where there is a browser, on the screen."""

from __future__ import annotations

import sys
import webbrowser
from collections.abc import Mapping

import click

from bot.cli import language, sandbox_start, screen
from bot.core import clock, isolated
from bot.core.sentences import Sentence, joined
from bot.core.settings import config
from bot.sandbox.demo.dialogues import INVITATIONS
from bot.sandbox.demo.play import Demo
from bot.sandbox.world import World

_WITH_WINDOWS = ("darwin", "win32")
_DISPLAYS = ("DISPLAY", "WAYLAND_DISPLAY")
_OPEN_SECONDS, _LOOK_SECONDS = 15.0, 0.1


def play(world: World, *, once: bool, browser: bool) -> None:
    """Tell the story. One that is told `once` opens nothing, and prints no address, since none outlives it.

    Whoever watches may change what it waits for. It then ends with a sentence, and the sandbox goes on; one that is
    told `once` raises what ended it.
    """
    if not once:
        sandbox_start.greet(world)
        if browser and sys.stdout.isatty() and has_display(config.process_environment(), sys.platform):
            _show(world)
    story = Demo(
        world,
        click.echo,
        screen.shown,
        language=language.current(),
        watched=lambda: world.is_watched and not once,
        with_addresses=not once,
    )
    try:
        story.play()
    except Exception as error:  # whatever it is, those who watch keep their sandbox
        if once:
            raise
        screen.say(
            joined(
                [Sentence("The story ends here. {why}", why=isolated.describe(error)), "The sandbox goes on."]
            )
        )


def invite(world: World) -> None:
    """Say what one can do next, in the words of the reader's language."""
    given = INVITATIONS[language.current()]
    issue = len(world.state.issues.everything()) + 1
    click.echo()
    screen.say("Your turn, on the pages named above, or in another terminal:")
    click.echo(f'  .venv/bin/bot sandbox text {given.number} "{given.text}"')
    click.echo(f'  .venv/bin/bot sandbox comment {issue} "{given.answer}"')
    screen.say("Ctrl-C ends it.")


def has_display(environ: Mapping[str, str], platform: str) -> bool:
    """Return whether a browser could show something to somebody here; nobody looks at a machine of CI."""
    return not environ.get("CI") and (
        platform in _WITH_WINDOWS or any(environ.get(name) for name in _DISPLAYS)
    )


def _show(world: World) -> None:
    """Open the screen, and wait until it is there."""
    if not webbrowser.open(world.addresses.screen):
        return
    until = clock.now().timestamp() + _OPEN_SECONDS
    while not world.is_watched and clock.now().timestamp() < until:
        clock.sleep(_LOOK_SECONDS)
