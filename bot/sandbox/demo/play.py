"""All acts of the demo, in the reader's language."""

from __future__ import annotations

from collections.abc import Callable

from bot.core.errors import BotError
from bot.core.sentences import Sentence
from bot.sandbox.demo import conversation, outage
from bot.sandbox.demo.dialogues import DIALOGUES, OUTAGES
from bot.sandbox.demo.teller import Teller
from bot.sandbox.world import World


class Demo:
    """Plays a conversation in each language, and an outage, and prints a line for each step.

    `language` is the reader's, which the world speaks afterwards. While somebody watches, it takes its time.
    """

    def __init__(
        self,
        world: World,
        print_line: Callable[[str], None],
        shown: Callable[[str], str] = str,
        *,
        language: str = "pt-BR",
        watched: Callable[[], bool] = lambda: False,
        with_addresses: bool = True,
    ) -> None:
        self._world, self._language = world, language
        self._teller = Teller(world, print_line, shown, watched, with_addresses=with_addresses)

    def play(self) -> None:
        """Play it to the end. Raises BotError when something of it did not come; the world is in order all the same."""
        own = {"language": {"people": self._language, "maintainers": self._language}}
        self._world.configure(own)
        try:
            try:
                for dialogue in DIALOGUES[self._language]:
                    conversation.play(dialogue, self._teller)
            finally:
                self._world.configure(own)
            outage.play(OUTAGES[self._language], self._teller)
        except BotError as error:
            self._teller.caption(Sentence("The story ends here. {why}", why=error.message))
            raise
        finally:
            self._teller.end()
