import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from tests.support.waiting import eventually
from tests.unit.gateways.mqtt.test_judging import DIRECTORY, NOW, arrival

from anlan.bus.memory import MemoryBus
from anlan.bus.port import BusUnavailableError
from anlan.contracts import deadletters, readings
from anlan.contracts.deadletters import Reason
from anlan.contracts.subjects import DEAD_LETTERS_STREAM, readings_stream
from anlan.gateways.mqtt import pipeline as pipeline_module
from anlan.gateways.mqtt.client import Handle
from anlan.gateways.mqtt.floods import Floodgate
from anlan.gateways.mqtt.judging import Arrival
from anlan.gateways.mqtt.pipeline import Pipeline
from anlan.protocols.mqtt.stream import Delivered


class Broken(MemoryBus):
    """Takes nothing for a while."""

    failures = 3

    async def append(self, subject: str, data: bytes, *, message_id: str | None = None) -> int:
        if self.failures:
            self.failures -= 1
            raise BusUnavailableError("not now")
        return await super().append(subject, data, message_id=message_id)


class Line:
    """A pipeline with its acknowledgements."""

    def __init__(self, bus: MemoryBus, source: str = "g") -> None:
        self.acknowledged: list[int] = []
        self.pipeline = Pipeline(bus, 2, DIRECTORY, self, lambda: NOW, source)
        self._next = 0
        self.paused = False

    def pause(self) -> None:
        self.paused = True

    def resume(self) -> None:
        self.paused = False

    def acknowledge(self, handles: Sequence[Handle]) -> None:
        self.acknowledged += [handle.packet_id for handle in handles]

    def send(self, one: Arrival) -> int:
        self._next += 1
        self.pipeline.take(
            Delivered(one.raw_topic, one.payload, self._next, repeated=False), Handle(1, self._next)
        )
        return self._next

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        task = asyncio.create_task(self.pipeline.run())
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def settled(self) -> None:
        await eventually(lambda: len(self.acknowledged) == self._next, "all are acknowledged")


async def stored(bus: MemoryBus, stream: str) -> list[bytes]:
    return [entry.data for entry in await anext(bus.read(stream, after=0))]


async def batches(bus: MemoryBus, partition: int) -> list[readings.ReadingBatch]:
    return [readings.decode(data) for data in await stored(bus, readings_stream(partition))]


async def test_a_message_is_acknowledged_after_its_readings_are_in_the_log() -> None:
    bus = MemoryBus(partitions=2)
    line = Line(bus)
    async with line.running():
        line.send(arrival(["a1", "a2"]))
        line.send(arrival(["b1"], owner="B"))
        await line.settled()
    assert [b.point.tolist() for b in await batches(bus, 0)] == [[5, 6]]
    assert [b.point.tolist() for b in await batches(bus, 1)] == [[9]]


async def test_nothing_is_acknowledged_while_the_log_is_away_and_nothing_is_lost(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pipeline_module, "REPEAT_S", 0.01)
    bus = Broken(partitions=2)
    line = Line(bus)
    async with line.running():
        line.send(arrival(["a1"]))
        await eventually(lambda: line.pipeline.waiting_for, "it says why it waits")
        assert line.acknowledged == []
        await line.settled()
    assert line.pipeline.waiting_for == ""
    assert [len(b) for b in await batches(bus, 0)] == [1]


async def test_a_gateway_that_starts_again_stores_nothing_twice() -> None:
    bus = MemoryBus(partitions=2)
    line = Line(bus)
    async with line.running():
        line.send(arrival(["a1"]))
        await line.settled()
    again = Line(bus, "another life")
    await again.pipeline.remember()
    async with again.running():
        again.send(arrival(["a1"]))
        again.send(arrival(["a1"], data_id="2"))
        await again.settled()
    assert sum(len(b) for b in await batches(bus, 0)) == 2


async def test_what_cannot_be_used_is_a_dead_letter_and_acknowledged() -> None:
    bus = MemoryBus(partitions=2)
    line = Line(bus)
    good = arrival(["a1"])
    async with line.running():
        line.send(Arrival(b"hz/37/A/A01/rts", good.topic, b"{"))
        line.send(Arrival(b"something/else", good.topic, good.payload))
        line.send(Arrival(b"\xff/x", good.topic, good.payload))
        await line.settled()
    letters = [deadletters.decode(data) for data in await stored(bus, DEAD_LETTERS_STREAM)]
    assert sorted(x.reason for x in letters) == [
        Reason.UNDECODABLE,
        Reason.WRONG_SCHEMA,
        Reason.WRONG_SCHEMA,
    ]


async def test_a_flood_is_refused_and_others_are_served() -> None:
    bus = MemoryBus(partitions=2)
    line = Line(bus)
    line.pipeline.floodgate = Floodgate(rate=0, burst=2)
    async with line.running():
        for number in range(5):
            line.send(arrival(["a1"], data_id=str(number)))
        line.send(arrival(["b1"], owner="B"))
        await line.settled()
    assert sum(len(b) for b in await batches(bus, 0)) == 2
    assert sum(len(b) for b in await batches(bus, 1)) == 1
    letters = [deadletters.decode(data) for data in await stored(bus, DEAD_LETTERS_STREAM)]
    assert [x.reason for x in letters] == [Reason.FLOODED] * 3


async def test_a_heartbeat_is_acknowledged_and_leaves_nothing() -> None:
    bus = MemoryBus(partitions=2)
    line = Line(bus)
    beat = arrival(["a1"])
    async with line.running():
        line.send(Arrival(b"hz/37/A/A01/hb", beat.topic, b"alive"))
        await line.settled()
    assert await bus.last_sequence(readings_stream(0)) == 0
    assert await bus.last_sequence(DEAD_LETTERS_STREAM) == 0


async def test_with_too_much_waiting_it_stops_reading_until_half_is_done(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("anlan.gateways.mqtt.pipeline.WAITING_BYTES", 1_000)
    line = Line(MemoryBus(partitions=2))
    while not line.paused:
        line.send(arrival(["a1"], data_id=f"n{line._next}"))
    async with line.running():
        await line.settled()
        await eventually(lambda: not line.paused, "it reads on")


async def test_a_message_over_a_mebibyte_is_refused() -> None:
    bus = MemoryBus(partitions=2)
    line = Line(bus)
    async with line.running():
        line.send(replace(arrival(["a1"]), payload=b" " * ((1 << 20) + 1)))
        await line.settled()
    letters = [deadletters.decode(data) for data in await stored(bus, DEAD_LETTERS_STREAM)]
    assert [(one.reason, one.payload_size) for one in letters] == [(Reason.TOO_LARGE, (1 << 20) + 1)]
