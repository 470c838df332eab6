"""One job between two proxies: its scripts are real processes, and a request can be spoiled on its way."""

from __future__ import annotations

import json
import signal
import subprocess
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import yaml

from bot.core import clock
from tests.chaos.job_process import AHEAD, MODULES
from tests.chaos.ledger import Ledger, Seen, observe
from tests.chaos.proxy import Proxy, Request, Spoil
from tests.stage import AT_ANY_HOUR, ROOT, Stage
from tests.warm import WarmPython

_RUN_SECONDS = 60.0


class Bench:
    """A stage whose jobs reach both services through proxies, and the ledger of what was said on it."""

    def __init__(
        self, python: WarmPython, folder: Path, changes: Mapping[str, Any], *, history: bool = False
    ) -> None:
        self._python = python
        self.folder = folder
        self.changes = {**AT_ANY_HOUR, **changes}
        self.stage = Stage(dict(self.changes), history=folder / "history" if history else None)
        self.ledger = Ledger()
        self._process: subprocess.Popen[bytes] | None = None
        self._true_clock = clock.now
        self._ahead = timedelta()
        self.output = ""

    def __enter__(self) -> Self:
        clock.now = lambda: self._true_clock() + self._ahead
        self.stage.__enter__()
        addresses = self.stage.sandbox.addresses
        self.github, self.twilio = Proxy(addresses.github), Proxy(addresses.twilio)
        self.stage.twilio.api_url = self.twilio.url
        self.github.kill = self.twilio.kill = self._kill
        scripts = self.folder / "scripts"
        scripts.mkdir(parents=True)
        for job in MODULES:
            script = scripts / f"{job.replace('-', '_')}.py"
            script.write_text(f"from tests.chaos import job_process\n\njob_process.main({job!r})\n")
        (self.folder / "config.yml").write_text(yaml.safe_dump(self.changes), encoding="utf-8")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.github.close()
        self.twilio.close()
        self.stage.__exit__(kind, error, trace)
        clock.now = self._true_clock

    def let_pass(self, time: timedelta) -> None:
        """Move the clock of the services and of the jobs."""
        self._ahead += time

    def run(self, job: str, event: Mapping[str, Any]) -> int:
        """Run a job once, and what it starts; return its exit code, negative if it was killed."""
        try:
            return self._run(job, event)
        finally:
            self.stage.carry_out_started()
            self.stage.twilio.wait_idle(20)

    def _run(self, job: str, event: Mapping[str, Any]) -> int:
        file = self.folder / "event.json"
        file.write_text(json.dumps(event), encoding="utf-8")
        environment = {
            **self.stage.environment,
            "TWILIO_API_URL": self.twilio.url,
            "GITHUB_API_URL": self.github.url,
            "GITHUB_EVENT_PATH": str(file),
            "PYTHONPATH": str(ROOT),
            "LANG": "C.UTF-8",
            AHEAD: str(self._ahead.total_seconds()),
        }
        self._process = subprocess.Popen(
            [self._python.folder / "bin" / "python", f"scripts/{job.replace('-', '_')}.py"],
            cwd=self.folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        try:
            self.output = self._process.communicate(timeout=_RUN_SECONDS)[0].decode(errors="replace")
        except subprocess.TimeoutExpired:
            self._kill()
            self._process.communicate()
        return self._process.returncode

    def _kill(self) -> None:
        if self._process is not None:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait()

    def requests(self) -> list[tuple[str, Request]]:
        """Return what the job has asked of both services, with the service's name."""
        return [("github", one) for one in self.github.seen] + [("twilio", one) for one in self.twilio.seen]

    def spoil(self, service: str, count: int, how: Spoil) -> None:
        """Spoil the request with this number to a service, and no other."""
        self.github.reset()
        self.twilio.reset()
        proxy = self.github if service == "github" else self.twilio
        proxy.reset(lambda request: how if request.count == count else None)

    def seen(self) -> Seen:
        addresses = self.stage.sandbox.addresses
        return observe(addresses.github, addresses.twilio)
