"""One Python that has loaded the bot and forks for each script of a workflow: loading is most of what a run costs.

A script still has a process of its own, with the environment, folder and standard streams of its step. What the step
starts as `$PYTHON` is a small client, which ends with the script's exit code; when the client is killed, so is the
script, a moment later; who cancels a run kills it at once, by the folder it works in. What a fork hides: all scripts
share one hash seed, every module is loaded before they start, and the code is that of this checkout.
tests/jobs/test_runner.py and tests/journeys/test_by_hand.py start the scripts from nothing.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import pkgutil
import runpy
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.sandbox.actions.runner import Actions

ROOT = Path(__file__).parent.parent
_LOOK_SECONDS = 1.0  # how soon it ends after the tests were killed
_STREAMS = 3
# What jobs load at their first use of it.
_USED = (
    "github.GitReleaseAsset",
    "github.Issue",
    "github.IssueComment",
    "github.Label",
    "github.NamedUser",
    "github.PaginatedList",
    "github.Reaction",
    "github.Repository",
    "github.WorkflowRun",
    "requests",
    "twilio.rest.api.v2010.account.message",
    "yaml",
)
_CLIENT = """\
#!{python} -IS
import os, sys
if len(sys.argv) != 2 or not sys.argv[1].startswith("scripts/"):
    os.execv("{python}", ["{python}", *sys.argv[1:]])
import json, socket
server = socket.socket(socket.AF_UNIX)
server.connect("{address}")
socket.send_fds(server, [b"-"], [0, 1, 2])
server.sendall(json.dumps([sys.argv[1], os.getcwd(), dict(os.environ)]).encode() + b"\\n")
code = int(server.recv(8) or b"1")
sys.exit(code if code >= 0 else 128 - code)
"""


class WarmPython:
    """The process that forks, and the folder that the workflows take for their virtual environment."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="bot-python-"))  # the address of a socket must be short
        self.tree = _project(self.folder / "tree")
        address = self.folder / "socket"
        program = self.folder / "bin" / "python"
        program.parent.mkdir()
        program.write_text(_CLIENT.format(python=sys.executable, address=address), encoding="utf-8")
        program.chmod(0o700)
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(str(address))
            listener.listen(16)
            self._process = subprocess.Popen(
                [sys.executable, "-m", __name__],
                cwd=ROOT,
                env={"LANG": "C.UTF-8", "PATH": os.defpath, "PYTHONPATH": str(ROOT)},
                stdin=listener.fileno(),
                stdout=subprocess.DEVNULL,
                start_new_session=True,
            )

    def serve(self, actions: Actions) -> None:
        """Use it for the scripts of these workflows, of a world that was made of `tree`."""
        actions.venv = self.folder

    def stop(self) -> None:
        self._process.kill()
        self._process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def _project(folder: Path) -> Path:
    """Copy the project without what runs find here: act copies the whole tree for each of them."""
    from bot.sandbox.workflows.tree import files_of  # noqa: PLC0415 - the process that forks does without it

    for name in files_of(ROOT):
        source, target = ROOT / name, folder / name
        if not name.startswith(("bot/", "docs/", "tests/")) and source.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target)
    return folder


def _load() -> None:
    jobs = importlib.import_module("bot.jobs")
    for found in pkgutil.walk_packages(jobs.__path__, "bot.jobs."):
        importlib.import_module(found.name)
    for name in _USED:
        _ = importlib.import_module(name).__dict__  # in case it is one that loads itself when it is used
    gc.freeze()  # what is never collected is never written to, and stays common to all


def _accept(listener: socket.socket) -> socket.socket:
    """Return the connection of the next script, in a process of its own."""
    parent = os.getppid()
    listener.settimeout(_LOOK_SECONDS)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nothing is left of those that have ended
    while os.getppid() == parent:
        try:
            connection = listener.accept()[0]
        except TimeoutError:
            continue
        if os.fork() == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            return connection
        connection.close()
    sys.exit()


def _watch(connection: socket.socket, script: int) -> None:
    """End with the script's exit code, and the script with its client."""

    def kill() -> None:
        connection.recv(1)  # nothing comes: this is the end of the client
        with contextlib.suppress(ProcessLookupError):  # it has just ended
            os.kill(script, signal.SIGKILL)

    threading.Thread(target=kill, daemon=True).start()
    code = os.waitstatus_to_exitcode(os.waitpid(script, 0)[1])
    with contextlib.suppress(BrokenPipeError):  # its client was killed
        connection.sendall(b"%d" % code)
    os._exit(0)


def _become(streams: list[int], folder: str, environment: dict[str, str]) -> None:
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)


def main() -> None:
    """Load the bot, then serve; returns in the process of a script once that has run."""
    listener = socket.socket(fileno=os.dup(0))
    _load()
    connection = _accept(listener)
    listener.close()
    connection.setblocking(True)
    _, streams, _, _ = socket.recv_fds(connection, 1, _STREAMS)
    with connection.makefile("rb") as asked:
        script, folder, environment = json.loads(asked.readline())
    pid = os.fork()
    if pid:
        for stream in streams:
            os.close(stream)
        _watch(connection, pid)
    connection.close()
    _become(streams, folder, environment)
    sys.argv = [script]
    sys.path[0] = os.path.join(folder, os.path.dirname(script))
    runpy.run_path(script, run_name="__main__")


if __name__ == "__main__":
    main()
