"""Servers that a benchmark starts beside the platform: found, started, waited for, stopped."""

import http.client
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

STOP_S = 30
EVERY_S = 0.1
PLACES = "/usr/bin:/usr/local/bin:/usr/sbin"


class ServerError(RuntimeError):
    """A server did not start or answered with an error."""


def find(program: str) -> str | None:
    """Return the path of an installed program, or None."""
    return shutil.which(program) or shutil.which(program, path=PLACES)


def start(command: Sequence[str], environment: Mapping[str, str] | None = None) -> "subprocess.Popen[bytes]":
    """Start a server that says nothing."""
    quiet = subprocess.DEVNULL
    return subprocess.Popen(command, env=environment, stdin=quiet, stdout=quiet, stderr=quiet)  # noqa: S603


def wait_for(ready: Callable[[], bool], what: str, timeout_s: float) -> None:
    """Return when `ready()` is true.

    Raises:
        ServerError: It is not within the time.
    """
    deadline = time.monotonic() + timeout_s
    while not ready():
        if time.monotonic() > deadline:
            raise ServerError(f"{what} did not get ready within {timeout_s:g} s")
        time.sleep(EVERY_S)


def stop(server: "subprocess.Popen[bytes]") -> None:
    """Ask a server to stop; kill it if it does not."""
    server.send_signal(signal.SIGINT)
    try:
        server.wait(STOP_S)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait(STOP_S)


def size_of(folder: Path) -> int:
    """Return the bytes of all files below a folder."""
    return sum(f.stat().st_size for f in folder.rglob("*") if f.is_file())


@dataclass(slots=True)
class Http:
    """A kept-alive HTTP connection to a server on this machine."""

    port: int
    timeout_s: float = 300
    _connection: http.client.HTTPConnection | None = None

    def ask(self, method: str, path: str, body: bytes | None = None) -> bytes:
        """Return the body of an answer.

        Raises:
            ServerError: The status is not 2xx.
        """
        if self._connection is None:
            self._connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=self.timeout_s)
        self._connection.request(method, path, body)
        answer = self._connection.getresponse()
        data = answer.read()
        if answer.status // 100 != 2:
            raise ServerError(f"{path}: {answer.status} {data[:200]!r}")
        return data

    def answers(self, path: str) -> bool:
        """Tell whether the server answers yet."""
        try:
            self.ask("GET", path)
        except (OSError, http.client.HTTPException, ServerError):
            self.close()
            return False
        return True

    def close(self) -> None:
        """Hang up."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
