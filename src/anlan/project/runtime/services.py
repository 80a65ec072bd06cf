"""A process that the supervisor keeps: how to start it, and how to tell that it is ready."""

import ctypes
import os
import signal
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True, slots=True)
class Service:
    """One process.

    Attributes:
        name: As in `running.Running`.
        command: Command line.
        ready: Whether it does its work yet; called in a thread.
        prepare: Called in a thread before each start.
        environment: Variables beside those of the supervisor.
        stop_signal: Asks it to end in order.
        owner: User and group to run as; None: our own.
        patience_s: How long it may take to become ready [s].
        url, mqtt_url, probes_url: As in `running.Running`.
    """

    name: str
    command: Sequence[str]
    ready: Callable[[], bool]
    prepare: Callable[[], None] = lambda: None
    environment: Mapping[str, str] = field(default_factory=dict)
    stop_signal: signal.Signals = signal.SIGTERM
    owner: tuple[int, int] | None = None
    patience_s: float = 60
    url: str = ""
    mqtt_url: str = ""
    probes_url: str = ""


def answers(url: str) -> bool:
    """Return whether an HTTP address answers with success."""
    try:
        with urllib.request.urlopen(url, timeout=2) as reply:  # noqa: S310 -- our own loopback address
            return bool(reply.status < 400)
    except (urllib.error.URLError, OSError):
        return False


def die_with_parent(stop_signal: signal.Signals) -> Callable[[], None]:
    """Return what a child does before it becomes the service: it ends when its supervisor is killed."""
    parent = os.getpid()

    def prepare() -> None:
        _LIBC.prctl(_PR_SET_PDEATHSIG, int(stop_signal))
        if os.getppid() != parent:
            os._exit(1)

    return prepare


def tail(path: Path, lines: int = 12) -> str:
    """Return the last lines of a log file."""
    try:
        text = path.read_bytes()[-8192:].decode(errors="replace")
    except OSError:
        return ""
    return "\n".join(text.splitlines()[-lines:])
