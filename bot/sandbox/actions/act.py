"""One run of one workflow file by act, on this machine and without containers."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from bot.core import clock
from bot.sandbox.emulator.bound import bound
from bot.sandbox.workflows.tree import search_path

if TYPE_CHECKING:
    from bot.sandbox.workflows.runs import Conclusion

# Printed at each start and irrelevant: no container is used.
_NO_DOCKER = "Couldn't get a valid docker connection"
# act skips a job with an unknown `runs-on` without failing.
_NO_MACHINE = "Skipping unsupported platform"
_KILLED_WITHIN_SECONDS = 5.0
_ENDED = "Z"  # and only its parent has not looked yet: proc_pid_stat(5)
_IMAGES = ("ubuntu-latest", "ubuntu-slim", "ubuntu-24.04", "ubuntu-26.04")


@dataclass(frozen=True)
class ActRequest:
    """One call of act. `environment` and `secrets` are passed in private files, never on the command line."""

    event: str
    workflow: str
    actor: str
    payload: Mapping[str, Any]
    environment: Mapping[str, str]
    secrets: Mapping[str, str]
    variables: Mapping[str, str]
    log: Path
    local_actions: Mapping[str, Path]  # what `uses:` names, and the folder on this machine that stands for it


@dataclass(frozen=True)
class ActResult:
    conclusion: Conclusion
    summary: str = ""


class Act:
    """A running act that can be killed with everything it started."""

    def __init__(self, order: ActRequest, tree: Path, workspace: Path, venv: Path | None) -> None:
        self._order = order
        self._tree = tree
        self._venv = venv
        self._workspace = workspace
        self._private: Path | None = None
        self._process: subprocess.Popen[str] | None = None
        self._killed: Conclusion | None = None
        self._lock = threading.Lock()

    def run(self, timeout: float) -> ActResult:
        """Run to the end, or kill it after `timeout` seconds."""
        self._workspace.mkdir(parents=True, exist_ok=True)
        private = self._private = Path(tempfile.mkdtemp(prefix="run-", dir=self._workspace))
        alarm = threading.Timer(timeout, self.kill, kwargs={"conclusion": "timed_out"})
        try:
            with self._order.log.open("w", encoding="utf-8") as log:
                process = self._start(private)
                if process is None:
                    return ActResult(self._killed or "cancelled")
                alarm.start()
                return self._follow(process, log)
        except OSError as error:
            self._order.log.write_text(f"act could not be started: {error}\n", encoding="utf-8")
            return ActResult("failure")
        finally:
            alarm.cancel()
            shutil.rmtree(private, ignore_errors=True)

    def kill(self, conclusion: Conclusion = "cancelled") -> None:
        """Kill act and all its steps, at once and for good."""
        with self._lock:
            self._killed = self._killed or conclusion
            if self._process is not None and self._process.poll() is None:
                _kill_tree(self._process.pid, self._private)

    def _start(self, private: Path) -> subprocess.Popen[str] | None:
        home = private / "home"
        home.mkdir()
        # Nothing from this process's own environment: a runner has none of the user's settings and keys.
        environment = {
            "HOME": str(home),
            "LANG": "C.UTF-8",
            "PATH": search_path(str(Path(sys.prefix) / "bin")),
            **({"VIRTUAL_ENV": str(self._venv)} if self._venv else {}),
            "XDG_CACHE_HOME": str(private / "cache"),
            "XDG_CONFIG_HOME": str(home),
        }
        with self._lock:
            if self._killed:
                return None
            self._process = subprocess.Popen(  # noqa: S603 - act, with arguments made here
                bound(self._command(private), signal.SIGTERM),  # upon which act ends its steps
                cwd=self._tree,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                encoding="utf-8",
                errors="replace",
                start_new_session=True,
            )
            return self._process

    def _command(self, private: Path) -> list[str]:
        order = self._order
        event, secrets, environment = private / "event.json", private / "secrets", private / "environment"
        variables = private / "variables"
        _write_private(event, json.dumps(order.payload))
        _write_private(secrets, dotenv(order.secrets))
        _write_private(environment, dotenv(order.environment))
        _write_private(variables, dotenv(order.variables))
        images = [part for image in _IMAGES for part in ("-P", f"{image}=-self-hosted")]
        files = ["-e", str(event), "--secret-file", str(secrets), "--env-file", str(environment)]
        # act reads `.vars` and `.input` of the folder by default.
        nothing = ["--var-file", str(variables), "--input-file", os.devnull]
        options = ["--no-cache-server", "--defaultbranch", "main", "--actor", order.actor, "--json"]
        local = [
            word
            for name, at in order.local_actions.items()
            for word in ("--local-repository", f"{name}={at}")
        ]
        return [_program(), order.event, "-W", order.workflow, *files, *nothing, *images, *options, *local]

    def _follow(self, process: subprocess.Popen[str], log: IO[str]) -> ActResult:
        results: set[str] = set()
        summary = ""
        assert process.stdout is not None  # noqa: S101 - it was asked for above
        for line in process.stdout:
            if _NO_DOCKER in line:
                continue
            entry = _entry(line)
            log.write(_log_line(entry))
            log.flush()
            if entry.get("command") == "summary":
                summary += str(entry.get("content", ""))
            if _NO_MACHINE in line:
                results.add("failure")
            if "jobResult" in entry:
                results.add(str(entry["jobResult"]))
        process.stdout.close()
        code = process.wait()
        return ActResult(self._killed or _conclusion(code, results), summary)


def _kill_tree(root: int, private: Path | None) -> None:
    """Kill a process, its descendants, and what works in its private folder, whoever started that.

    act gives each step its own session, which would outlive act. The root is stopped first, so that it starts nothing
    more meanwhile; what the others start before they die is found by looking again.
    """
    with contextlib.suppress(ProcessLookupError):
        os.kill(root, signal.SIGSTOP)
    deadline = clock.steady() + _KILLED_WITHIN_SECONDS
    while (found := {*_descendants(root), *_working_in(private)} - {root}) and clock.steady() < deadline:
        _kill(found)
    _kill([root])


def _kill(pids: Iterable[int]) -> None:
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def _descendants(root: int) -> list[int]:
    children: dict[int, list[int]] = {}
    for file in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            # The program's name, in parentheses, may contain anything; the state and the parent follow it.
            state, parent, *_ = file.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
            if state != _ENDED:
                children.setdefault(int(parent), []).append(int(file.parent.name))
    found, open_ = list[int](), [root]
    while open_:
        own = children.get(open_.pop(), [])
        found += own
        open_ += own
    return found


def _working_in(folder: Path | None) -> list[int]:
    found = []
    for link in Path("/proc").glob("[0-9]*/cwd") if folder else ():
        with contextlib.suppress(OSError):  # it has ended, or is another user's
            if link.readlink().is_relative_to(folder or "/"):
                found.append(int(link.parent.name))
    return found


def _conclusion(code: int, results: set[str]) -> Conclusion:
    if code != 0 or "failure" in results:
        return "failure"
    # act prints nothing about a job whose `if` is false.
    return "success" if "success" in results else "skipped"


def _entry(line: str) -> dict[str, Any]:
    try:
        entry = json.loads(line)
    except ValueError:
        return {"msg": line}
    return entry if isinstance(entry, dict) else {"msg": line}


def _log_line(entry: Mapping[str, Any]) -> str:
    text = str(entry.get("msg", "")).rstrip("\n")
    return f"    {text}\n" if entry.get("raw_output") else f"{text}\n"


def _write_private(path: Path, text: str) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)


def dotenv(values: Mapping[str, str]) -> str:
    """Escape values so that act reads them back unchanged, whatever they contain."""
    lines = []
    for name, value in values.items():
        escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("$", "\\$")
        lines.append(f'{name}="{escaped}"\n'.replace("\r", "\\r"))
    return "".join(lines)


def _program() -> str:
    beside = Path(sys.prefix) / "bin" / "act"
    return str(beside) if beside.exists() else "act"
