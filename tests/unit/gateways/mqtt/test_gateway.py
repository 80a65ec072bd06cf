import asyncio

import numpy as np
import pyarrow as pa
import pytest
from structlog.testing import capture_logs
from tests.support.waiting import eventually

from anlan.bus.memory import MemoryBus
from anlan.bus.port import BusUnavailableError
from anlan.contracts.subjects import POINTS_CHANGED
from anlan.gateways.mqtt.client import Listener, Session
from anlan.gateways.mqtt.directory import Directory
from anlan.gateways.mqtt.gateway import FILTERS, MqttGateway
from anlan.gateways.mqtt.pipeline import Pipeline
from anlan.gateways.mqtt.sessions import Sessions


class Bus(MemoryBus):
    connected = True


def directory(*codes: str) -> Directory:
    ids = np.arange(len(codes), dtype=np.int32)
    return Directory.of(pa.array(codes, pa.string()), ids, pa.array(["A"] * len(codes)), ids * 0)


class Source:
    """A database of points that may be away."""

    def __init__(self) -> None:
        self.codes = ["a1"]
        self.away = False

    def load(self) -> Directory:
        if self.away:
            raise OSError("away")
        return directory(*self.codes)


def gateway(bus: Bus, source: Source) -> MqttGateway:
    session = Session([Listener("nowhere", 1, "u", "p")], "g", FILTERS, lambda *_: None)
    sessions = Sessions([session])
    pipeline = Pipeline(bus, 4, source.load(), sessions, lambda: 0, "g")
    return MqttGateway(bus, sessions, pipeline, source.load)


async def test_changed_points_are_read_again() -> None:
    bus, source = Bus(), Source()
    made = gateway(bus, source)
    task = asyncio.create_task(made._follow_points())
    await eventually(lambda: bus._listeners, "it listens")
    source.codes = ["a1", "a2"]
    await bus.publish(POINTS_CHANGED, b"")
    await eventually(lambda: len(made.pipeline.directory) == 2, "it has read them")
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_without_the_database_the_old_points_stay() -> None:
    source = Source()
    made = gateway(Bus(), source)
    source.away = True
    with capture_logs() as logs:
        await made.reload()
    assert len(made.pipeline.directory) == 1
    assert logs[0]["event"] == "directory_not_reloaded"


async def test_it_says_the_first_reason_why_it_is_not_ready() -> None:
    bus = Bus()
    made = gateway(bus, Source())
    assert "MQTT" in str(made.not_ready())
    made.sessions.all[0].waiting_for = ""
    made.pipeline.waiting_for = "the log is full"
    assert made.not_ready() == "the log is full"
    made.pipeline.waiting_for = ""
    assert made.not_ready() is None
    bus.connected = False
    assert made.not_ready() == "not connected to the broker"


async def test_it_waits_for_a_log_that_is_not_there_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    async def nobody_there(*_: object) -> None:
        raise OSError

    monkeypatch.setattr(asyncio.get_running_loop(), "create_connection", nobody_there)

    class Late(Bus):
        failures = 1

        async def last_sequence(self, stream: str) -> int:
            if self.failures:
                self.failures -= 1
                raise BusUnavailableError("not yet")
            return await super().last_sequence(stream)

    bus = Late()
    made = gateway(bus, Source())
    with capture_logs():
        task = asyncio.create_task(made.run())
        await eventually(lambda: bus._listeners, "it works after all")
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    assert bus.failures == 0
