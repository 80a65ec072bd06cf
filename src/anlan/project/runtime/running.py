"""What runs now: one small file for each process in `var/run`, so that other commands find it."""

import os
from dataclasses import dataclass
from pathlib import Path

import msgspec


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
    """Note a process; a reader sees the old note or the new one, never half of it."""
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / f".{running.name}.{os.getpid()}"
    draft.write_bytes(msgspec.json.encode(running))
    draft.replace(folder / f"{running.name}.json")


def forget(folder: Path, name: str) -> None:
    """Remove the note of a process that has ended."""
    (folder / f"{name}.json").unlink(missing_ok=True)


def find(folder: Path, name: str) -> Running | None:
    """Return the note of a process that still lives, None otherwise."""
    try:
        running = msgspec.json.decode((folder / f"{name}.json").read_bytes(), type=Running)
    except (OSError, msgspec.DecodeError):
        return None
    return running if is_alive(running.pid) else None


def list_all(folder: Path) -> list[Running]:
    """Return the notes of all processes that still live, by name."""
    found = (find(folder, path.stem) for path in sorted(folder.glob("[a-z]*.json")))
    return [running for running in found if running]


def is_alive(pid: int) -> bool:
    """Return whether a process with this id exists."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
