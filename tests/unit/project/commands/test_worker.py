import asyncio
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from structlog.testing import capture_logs

from anlan.bus.port import BusUnavailableError
from anlan.project.commands import worker
from anlan.project.wiring import streams


class Bus:
    """A bus that is away for a while."""

    def __init__(self, failures: int) -> None:
        self.failures = failures
        self.connected = False

    async def connect(self) -> None:
        if self.failures:
            self.failures -= 1
            raise BusUnavailableError("the broker cannot be reached")
        self.connected = True


@pytest.fixture
def prepared(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """The buses whose streams were made; without waiting between attempts."""
    made: list[object] = []
    yielding = asyncio.sleep

    async def ensure(bus: object) -> None:
        made.append(bus)

    monkeypatch.setattr(streams, "ensure_streams", ensure)
    monkeypatch.setattr(asyncio, "sleep", lambda _: yielding(0))
    return made


async def test_waits_for_the_broker_and_says_so(prepared: list[object]) -> None:
    bus: Any = Bus(failures=3)
    working: Any = SimpleNamespace(trouble="")
    with capture_logs() as logs:
        await worker._connect(bus, working, asyncio.Event())
    assert bus.connected
    assert prepared == [bus]
    assert working.trouble == "the broker cannot be reached"
    assert [entry["event"] for entry in logs] == ["bus_unavailable"] * 3


async def test_stops_waiting_when_it_is_told_to_stop(prepared: list[object]) -> None:
    bus: Any = Bus(failures=1)
    stop = asyncio.Event()
    stop.set()
    await worker._connect(bus, SimpleNamespace(trouble=""), stop)  # type: ignore[arg-type]
    assert (bus.connected, prepared) == (False, [])


def test_locks_are_held_on_the_database_of_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    parameters = {"host": "h", "port": 5, "dbname": "d", "user": "u", "password": "", "context": object()}
    monkeypatch.setattr(connection, "get_connection_params", lambda: parameters)
    assert worker._database() == {"host": "h", "port": 5, "dbname": "d", "user": "u"}
