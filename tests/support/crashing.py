"""A child process that uses a lake and is killed (`kill -9`) exactly where a test says.

Run as `python -m tests.support.crashing <lake> <where> <what>`; see `STEPS`.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from anlan.kernel.instants import from_micros
from anlan.telemetry.lake import delta
from anlan.telemetry.lake.lake import Lake
from anlan.telemetry.lake.runs import RunWriter
from anlan.telemetry.lake.storage import Storage
from tests.support.readings import NOON, wave

SEQUENCES = 6


def die(*_args: Any, **_kwargs: Any) -> None:
    """Kill this process as nothing can catch."""
    os.kill(os.getpid(), signal.SIGKILL)


def before(owner: Any, name: str, call: int) -> None:
    """Die instead of the `call`-th call of a function."""
    _replace(owner, name, call, die)


def after(owner: Any, name: str, call: int) -> None:
    """Die when the `call`-th call of a function is done, before it returns."""

    def run(function: Callable[..., Any], *args: Any, **kwargs: Any) -> None:
        function(*args, **kwargs)
        die()

    _replace(owner, name, call, run)


def _replace(owner: Any, name: str, call: int, run: Callable[..., Any]) -> None:
    function, calls = getattr(owner, name), iter(range(1, 1 << 30))

    def counted(*args: Any, **kwargs: Any) -> Any:
        return run(function, *args, **kwargs) if next(calls) == call else function(*args, **kwargs)

    setattr(owner, name, counted)


STEPS: dict[str, Callable[[int], None]] = {
    "before the file is written": lambda n: before(RunWriter, "write", n),
    "while the file is open": lambda n: before(RunWriter, "_finish_file", n),
    "before the commit": lambda n: before(delta, "commit", n),
    "after the commit": lambda n: after(delta, "commit", n),
    "before the log is safe on disk": lambda n: before(Storage, "sync", 2 * n),
}


def append_all(lake: Lake) -> None:
    """Do what a worker does: go on from where the lake says it is."""
    for sequence in range(lake.through(0) + 1, SEQUENCES + 1):
        lake.append(0, wave(3, 10, start_us=NOON + sequence * 10_000_000, seed=sequence), sequence)


def compact(lake: Lake) -> None:
    """Close the day and roll it up."""
    lake.compact(from_micros(NOON) + timedelta(days=999))


def run_child(lake: str, step: str, call: int, what: str) -> int:
    """Run a child to its end or its death; return the exit status (-9: killed)."""
    command = [sys.executable, "-m", "tests.support.crashing", lake, step, str(call), what]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.run(command, check=False, timeout=60, env=environment).returncode


if __name__ == "__main__":
    url, where, at, job = sys.argv[1:]
    opened = Lake(url)
    STEPS[where](int(at))
    {"append": append_all, "compact": compact}[job](opened)
