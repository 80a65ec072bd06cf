"""One suite, two implementations: what holds for the real bus holds for its twin."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from tests.support.broker import broker_in

from anlan.bus.jetstream import BusSettings, JetStreamBus
from anlan.bus.memory import MemoryBus
from anlan.bus.port import BusUnavailableError, LogEntry
from anlan.contracts.subjects import dead_letter_subject, readings_stream, readings_subject

Bus = JetStreamBus | MemoryBus
SUBJECT, STREAM = readings_subject(1), readings_stream(1)


@pytest.fixture(params=["jetstream", "memory"])
async def bus(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Bus]:
    if request.param == "memory":
        yield MemoryBus(partitions=2)
        return
    with broker_in(tmp_path) as broker:
        async with JetStreamBus(BusSettings([broker.url], partitions=2)) as real:
            await real.ensure_streams()
            yield real


async def take(bus: Bus, stream: str, *, after: int, count: int) -> list[LogEntry]:
    taken: list[LogEntry] = []
    async with asyncio.timeout(10):
        async for chunk in bus.read(stream, after=after):
            taken += chunk
            if len(taken) >= count:
                break
    return taken


async def test_entries_come_back_in_order_with_growing_sequences(bus: Bus) -> None:
    sequences = [await bus.append(SUBJECT, b"%d" % i) for i in range(5)]
    entries = await take(bus, STREAM, after=0, count=5)
    assert sequences == [1, 2, 3, 4, 5]
    assert [(e.sequence, e.data, e.subject, e.stream) for e in entries] == [
        (i + 1, b"%d" % i, SUBJECT, STREAM) for i in range(5)
    ]
    assert all(e.stored_at.tzinfo is not None for e in entries)


async def test_reading_starts_behind_a_sequence(bus: Bus) -> None:
    for i in range(5):
        await bus.append(SUBJECT, b"%d" % i)
    assert [e.sequence for e in await take(bus, STREAM, after=3, count=2)] == [4, 5]


async def test_a_reader_at_the_end_waits_and_then_gets_what_is_new(bus: Bus) -> None:
    async with asyncio.timeout(10):
        reader = asyncio.ensure_future(take(bus, STREAM, after=0, count=1))
        await anext(aiter(bus.read(STREAM, after=0)))
        assert not reader.done()
        await bus.append(SUBJECT, b"late")
        assert [e.data for e in await reader] == [b"late"]


async def test_an_idle_stream_gives_empty_chunks_so_that_its_reader_can_do_chores(bus: Bus) -> None:
    async with asyncio.timeout(10):
        assert list(await anext(aiter(bus.read(STREAM, after=0)))) == []


async def test_the_same_message_id_is_stored_once(bus: Bus) -> None:
    first = await bus.append(SUBJECT, b"a", message_id="m1")
    again = await bus.append(SUBJECT, b"a", message_id="m1")
    other = await bus.append(SUBJECT, b"a", message_id="m2")
    assert (again, other) == (first, first + 1)


async def test_streams_do_not_mix(bus: Bus) -> None:
    await bus.append(readings_subject(0), b"zero")
    await bus.append(SUBJECT, b"one")
    await bus.append(dead_letter_subject("mqtt"), b"dead")
    assert [e.data for e in await take(bus, STREAM, after=0, count=1)] == [b"one"]
    assert await bus.last_sequence("DEADLETTERS") == 1


async def test_a_subject_that_no_stream_keeps_is_refused(bus: Bus) -> None:
    with pytest.raises(BusUnavailableError):
        await bus.append("anlan.nowhere", b"x")


async def test_discarded_entries_are_gone_and_sequences_go_on(bus: Bus) -> None:
    for _ in range(4):
        await bus.append(SUBJECT, b"x")
    await bus.discard_through(STREAM, 3)
    assert await bus.append(SUBJECT, b"y") == 5
    assert [e.sequence for e in await take(bus, STREAM, after=0, count=2)] == [4, 5]
    assert await bus.last_sequence(STREAM) == 5


async def test_discarding_beyond_the_end_moves_the_stream_on(bus: Bus) -> None:
    await bus.append(SUBJECT, b"old")
    await bus.discard_through(STREAM, 40)
    assert await bus.last_sequence(STREAM) == 40
    assert await bus.append(SUBJECT, b"new") == 41
    assert [(e.sequence, e.data) for e in await take(bus, STREAM, after=40, count=1)] == [(41, b"new")]


async def test_live_messages_reach_those_who_listen(bus: Bus) -> None:
    got: asyncio.Queue[tuple[str, bytes]] = asyncio.Queue()

    async def listen() -> None:
        async for message in bus.subscribe("anlan.live.>"):
            got.put_nowait(message)

    task = asyncio.create_task(listen())
    async with asyncio.timeout(10):
        while got.empty():
            await bus.publish("anlan.live.alarms.370502.7", b"row")
            await bus.publish("anlan.other", b"not for us")
            await asyncio.wait([task], timeout=0.01)
        assert await got.get() == ("anlan.live.alarms.370502.7", b"row")
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert all(subject != "anlan.other" for subject, _ in list(got._queue))  # type: ignore[attr-defined]
