"""Servers beside a benchmark: found, waited for, stopped, asked."""

import http.client
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from anlan.project.bench import servers
from anlan.project.bench.servers import Http, ServerError, find, size_of, start, stop, wait_for

PYTHON_WAITS = [sys.executable, "-c", "import signal; signal.pause()"]


class Answer:
    def __init__(self, status: int) -> None:
        self.status = status

    def read(self) -> bytes:
        return b"said"


class Connection:
    def close(self) -> None:
        """Nothing is open."""

    statuses = [200, 500]

    def __init__(self, *_: Any, **__: Any) -> None:
        self.asked: list[Any] = []

    def request(self, *asked: Any) -> None:
        self.asked.append(asked)

    def getresponse(self) -> Answer:
        return Answer(self.statuses[len(self.asked) - 1])


def test_finds_what_is_installed_and_nothing_else() -> None:
    assert find("sh")
    assert find("no-such-program-anywhere") is None


def test_waits_until_ready_but_not_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(servers, "EVERY_S", 0)
    answers = iter([False, False, True])
    wait_for(lambda: next(answers), "it", 5)
    with pytest.raises(ServerError, match="it did not get ready"):
        wait_for(lambda: False, "it", 0)


def test_stops_what_it_started() -> None:
    server = start(PYTHON_WAITS)
    stop(server)
    assert server.returncode is not None


def test_kills_what_does_not_stop(monkeypatch: pytest.MonkeyPatch) -> None:
    deaf = "import signal; signal.signal(2, signal.SIG_IGN); print(1, flush=True); signal.pause()"
    server = subprocess.Popen([sys.executable, "-c", deaf], stdout=subprocess.PIPE)
    assert server.stdout
    server.stdout.readline()
    monkeypatch.setattr(servers, "STOP_S", 0.2)
    stop(server)
    assert server.returncode == -9
    server.stdout.close()


def test_asks_over_one_connection_and_tells_errors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http.client, "HTTPConnection", Connection)
    client = Http(1)
    assert client.ask("GET", "/") == b"said"
    with pytest.raises(ServerError, match="500"):
        client.ask("GET", "/")
    assert Http(1).answers("/")


def test_sizes_a_folder(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "b").write_bytes(b"123")
    (tmp_path / "c").write_bytes(b"4")
    assert size_of(tmp_path) == 4
