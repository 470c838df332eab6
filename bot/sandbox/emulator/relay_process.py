"""The real relay as a process of a sandbox: started, ended as a power cut ends it, and started again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from concurrent.futures import Future
from contextlib import suppress
from pathlib import Path

import requests

from bot.core import clock
from bot.core.errors import BotError
from bot.core.sentences import Sentence
from bot.sandbox.emulator.bound import bound

START_SECONDS = 60.0  # a machine may be busy with other things
_STOP_SECONDS = 15


class RelayProcess:
    """One relay in the folder of its sandbox. Its methods may be called from any thread, one after another.

    On Linux it ends with the process that started it, however that ends.

    One that ended by itself (`ended`) is for the caller to start again. One that was stopped, or cut off by `kill`,
    stays down until `start`.
    """

    def __init__(self, folder: Path, url: str) -> None:
        self._folder, self._url = folder, url
        self._lock = threading.RLock()
        self.process: subprocess.Popen[bytes] | None = None
        self.refusal = ""  # why the last start failed

    def start(self) -> None:
        """Start it and wait until it is ready; one that runs already is left alone. Raises BotError."""
        with self._lock:
            if self.runs:
                return
            self.refusal = ""
            begun: Future[subprocess.Popen[bytes]] = Future()
            threading.Thread(target=self._run, args=(begun,), daemon=True).start()
            self.process = begun.result()
            self._wait_until_ready(self.process)

    def stop(self, kind: signal.Signals = signal.SIGTERM) -> int | None:
        """Stop it and return its exit code, None if it did not run; SIGKILL ends it at once, as a power cut would."""
        with self._lock:
            process, self.process = self.process, None
            if process is None:
                return None
            if process.poll() is None:
                process.send_signal(kind)
            try:
                process.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            return process.returncode

    def kill(self) -> None:
        """Cut it off in the middle of its work."""
        self.stop(signal.SIGKILL)

    @property
    def ended(self) -> int | None:
        """The exit code of one that ended by itself, None while it runs or was stopped."""
        with self._lock:
            return self.process.poll() if self.process else None

    @property
    def runs(self) -> bool:
        """Whether there is a process; it may still be starting."""
        process = self.process  # without the lock: pages ask while it starts
        return process is not None and process.poll() is None

    def _run(self, begun: Future[subprocess.Popen[bytes]]) -> None:
        """Start it on a thread that stays as long as it does: a bound process would end with a page's thread."""
        try:
            process = self._begin()
        except BaseException as error:  # noqa: BLE001 - it is raised where the result is asked for
            begun.set_exception(error)
            return
        begun.set_result(process)
        if sys.platform == "linux":
            with suppress(
                ChildProcessError
            ):  # its exit code is for whoever stops it, who may have been faster
                os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)

    def _begin(self) -> subprocess.Popen[bytes]:
        relay = [sys.executable, "-m", "bot.cli", "relay", "--config", str(self._folder / "config.yml")]
        with (self._folder / "relay.out").open("ab") as output:
            return subprocess.Popen(  # noqa: S603 - our own command
                bound(relay, signal.SIGKILL),
                cwd=self._folder,
                env={"PATH": str(Path(sys.executable).parent)},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    def _wait_until_ready(self, process: subprocess.Popen[bytes]) -> None:
        deadline = clock.now().timestamp() + START_SECONDS
        while not self._is_ready():
            if process.poll() is not None or clock.now().timestamp() > deadline:
                if process.poll() is None:  # so that the next start does not take it for one that is ready
                    process.kill()
                    process.wait()
                printed = (self._folder / "relay.out").read_text("utf-8", "replace").strip().splitlines()
                self.refusal = Sentence(
                    "The relay did not start: {why}", why=printed[-1] if printed else "it printed nothing"
                )
                raise BotError(self.refusal)
            clock.sleep(0.05)

    def _is_ready(self) -> bool:
        try:
            return requests.get(f"{self._url}/readyz", timeout=1).status_code == 200
        except requests.RequestException:
            return False
