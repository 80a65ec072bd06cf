"""What runs now: one small file for each process in `var/run`, so that other commands find it."""

import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path

import msgspec
import psutil

from anlan.project.runtime.files import write_private

_CLOCK_STEP_S = 2.0
_LOOK_EVERY_S = 0.05


@dataclass(frozen=True, slots=True)
class Running:
    """One process that was started.

    Attributes:
        name: `postgres`, `nats-1`, `web`, `worker-1` ...
        pid: Its process id.
        url, mqtt_url: Where it is reached; "" if it is not.
        probes_url: Where it serves /metrics, /healthz and /readyz; "" if it does not.
    """

    name: str
    pid: int
    url: str = ""
    mqtt_url: str = ""
    probes_url: str = ""


def write(folder: Path, running: Running) -> None:
    """Note a process; a reader sees the old note or the new one, never half of it. URLs hold passwords."""
    write_private(folder / f"{running.name}.json", msgspec.json.encode(running).decode())


def forget(folder: Path, name: str) -> None:
    """Remove the note of a process that has ended."""
    (folder / f"{name}.json").unlink(missing_ok=True)


def find(folder: Path, name: str) -> Running | None:
    """Return the note of a process that still lives, None otherwise."""
    path = folder / f"{name}.json"
    try:
        running = msgspec.json.decode(path.read_bytes(), type=Running)
        noted_at = path.stat().st_mtime
    except (OSError, msgspec.DecodeError):
        return None
    return running if is_alive(running.pid, noted_at) else None


def list_all(folder: Path) -> list[Running]:
    """Return the notes of all processes that still live, by name."""
    found = (find(folder, path.stem) for path in sorted(folder.glob("[a-z]*.json")))
    return [running for running in found if running]


def is_alive(pid: int, noted_at: float) -> bool:
    """Return whether the process that was noted lives, and not a later one with the same id.

    Args:
        pid: Process id.
        noted_at: When the note was written [s since the epoch].
    """
    try:
        process = psutil.Process(pid)
        return process.status() != psutil.STATUS_ZOMBIE and process.create_time() < noted_at + _CLOCK_STEP_S
    except psutil.NoSuchProcess:
        return False
    except psutil.AccessDenied:
        return True


def end_leftovers(folder: Path, *, patience_s: float) -> list[str]:
    """End what an `anlan up` that was killed left running, and return the names.

    The processes were told by the kernel that their supervisor is gone; they get time to end in order.

    Args:
        folder: Folder of the notes.
        patience_s: Then they are killed [s].
    """
    left = list_all(folder)
    deadline = time.monotonic() + patience_s
    while list_all(folder) and time.monotonic() < deadline:
        time.sleep(_LOOK_EVERY_S)
    for running in list_all(folder):
        os.kill(running.pid, signal.SIGKILL)
    for running in left:
        forget(folder, running.name)
    return [running.name for running in left]
