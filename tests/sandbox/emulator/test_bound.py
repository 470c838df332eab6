from __future__ import annotations

import signal
import subprocess
import sys
import threading

import pytest

from bot.sandbox.emulator.bound import bound

_SECONDS = 30


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends a process with what started it")
def test_a_process_gets_its_signal_when_the_thread_that_started_it_has_ended() -> None:
    started: list[subprocess.Popen[bytes]] = []
    starts = threading.Event()

    def start() -> None:
        process = subprocess.Popen(
            bound(["sh", "-c", "echo; exec sleep 600"], signal.SIGTERM), stdout=subprocess.PIPE
        )
        started.append(process)
        assert process.stdout
        process.stdout.readline()  # it is bound by now
        starts.wait(_SECONDS)

    thread = threading.Thread(target=start)
    thread.start()
    while not started:
        thread.join(0.01)
    with started[0] as process:
        assert process.poll() is None
        starts.set()

        assert process.wait(_SECONDS) == -signal.SIGTERM


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere it is started as it is")
def test_a_program_that_is_not_there_is_named() -> None:
    done = subprocess.run(
        bound(["no-such-program"], signal.SIGTERM),
        capture_output=True,
        text=True,
        check=False,
        timeout=_SECONDS,
    )

    assert done.returncode == 1
    assert done.stderr.startswith("no-such-program could not be started: ")
    assert "Traceback" not in done.stderr
