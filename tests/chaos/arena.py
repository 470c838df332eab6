"""A whole world between proxies, with people who write all the time and a ledger of what they were told was taken."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import requests

from bot.sandbox.world import World
from tests.chaos.ledger import Ledger, Seen, Verdict, observe
from tests.chaos.proxy import Plan, Proxy
from tests.stage import CONFIG
from tests.warm import WarmPython

CHANGES: Mapping[str, Any] = {
    "dispatch": {"run_appears_within": "3s", "gather": "1s", "gather_delivered": "1s"},
    "policy": {"notification": {"hours": "00:00-24:00"}},
    "reconcile": {"lost_after": "1s", "ask_status_after": "1s"},
}
_SETTLE_SECONDS = 120.0


class ProxiedWorld(World):
    """A world in which the relay and the jobs reach each service through a proxy of their own."""

    def __init__(self, folder: Path, tree: Path, changes: Mapping[str, Any]) -> None:
        super().__init__(folder, tree, changes=changes, config=CONFIG)
        inner = self.addresses
        self.relay_to_github, self.jobs_to_github = Proxy(inner.github), Proxy(inner.github)
        self.jobs_to_twilio = Proxy(inner.twilio)

    @property
    def environment(self) -> dict[str, str]:
        """Return the relay's variables, with the proxy's address for GitHub's."""
        return {**super().environment, "GITHUB_API_URL": self.relay_to_github.url}

    def start(self) -> Self:
        super().start()
        self.actions.api_url = self.jobs_to_github.url
        self.actions.environment["GITHUB_API_URL"] = self.jobs_to_github.url
        self.actions.environment["TWILIO_API_URL"] = self.jobs_to_twilio.url
        self.twilio.api_url = self.jobs_to_twilio.url
        # A drill asks for more within minutes than GitHub grants the jobs of a repository in an hour.
        self.state.limits.per_hour.update(job=1_000_000, person=1_000_000)
        self.state.limits.creations.lift()
        return self

    def stop(self) -> None:
        super().stop()
        for proxy in (self.relay_to_github, self.jobs_to_github, self.jobs_to_twilio):
            proxy.close()


class Arena:
    """One drill's world, its people and its ledger."""

    def __init__(self, python: WarmPython, folder: Path, changes: Mapping[str, Any] | None = None) -> None:
        own = changes or {}
        merged = {name: {**CHANGES.get(name, {}), **own.get(name, {})} for name in {*CHANGES, *own}}
        self.world = self.make_world(folder, python.tree, merged)
        python.serve(self.world.actions)
        self.ledger = Ledger()
        self.refused = 0
        self._lock = threading.Lock()
        self._people = 0

    def make_world(self, folder: Path, tree: Path, changes: Mapping[str, Any]) -> ProxiedWorld:
        return ProxiedWorld(folder, tree, changes)

    def __enter__(self) -> Self:
        self.world.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.world.__exit__(kind, error, trace)

    # People

    def number(self) -> str:
        """Return a number that nobody has."""
        with self._lock:
            self._people += 1
            return f"+551197{self._people:07d}"

    def people(self, count: int) -> list[str]:
        return [self.number() for _ in range(count)]

    def write(self, number: str, text: str = "Oi", **more: Any) -> bool:
        """Let a person write; only what the relay has taken is owed. Return whether it was."""
        with self._lock:
            words = self.ledger.words()
        answer = self.world.sandbox.text(number, f"{text} {words}", **more)
        taken: bool = answer["webhook"]["status"] == 200
        with self._lock:
            if taken:
                self.ledger.written(words, number)
            else:
                self.refused += 1
        return taken

    @contextmanager
    def traffic(self, numbers: Sequence[str], pause: float = 0.05) -> Iterator[None]:
        """Let each of these people write in turn while something goes on, one person a thread."""
        over = threading.Event()

        def go_on(mine: Sequence[str]) -> None:
            while True:
                for number in mine:
                    if over.wait(pause):
                        return
                    self.write(number)

        halves = [numbers[::2], numbers[1::2]]
        threads = [threading.Thread(target=go_on, args=(mine,)) for mine in halves if mine]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            over.set()
            for thread in threads:
                thread.join()

    def greet(self, numbers: Sequence[str]) -> None:
        """Let people begin conversations, and wait until each is acknowledged."""
        for number in numbers:
            assert self.write(number)
            self.ledger.automatic(number)
        self.settle()

    def answer(self, number: str, text: str = "/reply") -> int:
        """Let a maintainer answer in the person's conversation; return the comment's id."""
        words = self.ledger.words()
        self.ledger.answered(words, number)
        return int(self.world.sandbox.comment(self.issue(number), "marina", f"{text} {words}")["id"])

    def issue(self, number: str) -> int:
        """Return the number of the person's newest issue."""
        end = f"*****-{number[-4:]}"
        mine = [one for one in self.world.sandbox.issues() if end in one["title"]]
        return int(mine[-1]["number"])

    # The course of things

    def settle(self, seconds: float = _SETTLE_SECONDS) -> None:
        """Wait until the relay has nothing left to pass on and nothing runs."""
        self.until(lambda: self.waiting() == 0, "an empty queue", seconds)
        self.world.sandbox.rest(seconds)

    def until(self, look: Callable[[], Any], what: str, seconds: float = 60.0) -> Any:
        return self.world.sandbox.until(look, what, seconds)

    def waiting(self) -> int:
        """Return how many messages of people no run has recorded yet; -1 if the relay does not say."""
        try:
            return int(self.status()["queue"]["kinds"]["record-messages"]["messages"])
        except (requests.RequestException, KeyError, ValueError):
            return -1

    def status(self) -> dict[str, Any]:
        answer = requests.get(
            f"{self.world.relay_url}/api/notifications/gateway/status",
            headers={"Authorization": f"Bearer {self.world.status_token}"},
            timeout=10,
        )
        return dict(answer.json())

    def hour(self) -> None:
        """Let reconcile run."""
        sandbox = self.world.sandbox
        sandbox.rest(_SETTLE_SECONDS)
        time.sleep(1.1)  # what is younger than `reconcile.lost_after` is still on its way
        begun = sandbox.schedule("reconcile")["id"]
        self.until(lambda: sandbox.run(begun)["status"] == "completed", "reconcile")
        sandbox.rest(_SETTLE_SECONDS)

    def spoil(self, **plans: Plan) -> None:
        """Give proxies a plan: `relay_to_github`, `jobs_to_github`, `jobs_to_twilio`."""
        for name, plan in plans.items():
            getattr(self.world, name).reset(plan)

    def mend(self) -> int:
        """Let everything through again; return how many requests were spoiled."""
        proxies = (self.world.relay_to_github, self.world.jobs_to_github, self.world.jobs_to_twilio)
        struck = sum(proxy.struck for proxy in proxies)
        for proxy in proxies:
            proxy.reset()
        return struck

    def seen(self) -> Seen:
        addresses = self.world.addresses
        return observe(addresses.github, addresses.twilio)

    def verdict(self) -> Verdict:
        return self.ledger.judge(self.seen())
