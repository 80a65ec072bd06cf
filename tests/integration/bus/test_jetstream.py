import asyncio
import os
from pathlib import Path

import pytest
from tests.support.broker import Broker, broker_in

from anlan.bus.jetstream import BusSettings, JetStreamBus
from anlan.bus.port import BusUnavailableError, LogFullError
from anlan.contracts.subjects import readings_stream, readings_subject

SUBJECT, STREAM = readings_subject(0), readings_stream(0)


async def append_patiently(bus: JetStreamBus, data: bytes, message_id: str) -> None:
    while True:
        try:
            await bus.append(SUBJECT, data, message_id=message_id)
        except BusUnavailableError:
            continue
        return


async def test_what_was_acknowledged_survives_kill_9_and_a_reader_goes_on_without_gap(tmp_path: Path) -> None:
    with broker_in(tmp_path) as broker:
        async with asyncio.timeout(60), JetStreamBus(BusSettings([broker.url], partitions=1)) as bus:
            await bus.ensure_streams()
            reader = asyncio.create_task(read(bus, 300))
            writer = asyncio.create_task(write(bus, 300))
            for _ in range(3):
                await reached(bus, 60)
                broker.kill()
                broker.start()
            await writer
            assert await reader == list(range(300))


async def reached(bus: JetStreamBus, more: int) -> None:
    """Return once the stream has grown by `more`, or can't be asked."""
    try:
        start = await bus.last_sequence(STREAM)
        while await bus.last_sequence(STREAM) < min(start + more, 300):
            pass
    except BusUnavailableError:
        return


async def write(bus: JetStreamBus, count: int) -> None:
    for i in range(count):
        await append_patiently(bus, b"%d" % i, f"m{i}")


async def read(bus: JetStreamBus, count: int) -> list[int]:
    seen: list[int] = []
    async for chunk in bus.read(STREAM, after=0):
        seen += [int(entry.data) for entry in chunk]
        if len(seen) >= count:
            break
    return seen


async def test_a_full_stream_refuses_rather_than_forget(tmp_path: Path) -> None:
    with broker_in(tmp_path) as broker:
        settings = BusSettings([broker.url], partitions=1, readings_bytes=300_000)
        async with JetStreamBus(settings) as bus:
            await bus.ensure_streams()
            for _ in range(4):
                await bus.append(SUBJECT, os.urandom(60_000))
            with pytest.raises(LogFullError):
                await bus.append(SUBJECT, os.urandom(60_000))
            assert await bus.last_sequence(STREAM) == 4
            await bus.discard_through(STREAM, 2)
            await bus.append(SUBJECT, b"room again")


async def test_an_absent_broker_is_named(tmp_path: Path) -> None:
    bus = JetStreamBus(BusSettings([Broker(tmp_path).url]))
    with pytest.raises(BusUnavailableError, match="cannot be reached"):
        await bus.connect()


async def test_limits_of_an_existing_stream_are_brought_up_to_date(tmp_path: Path) -> None:
    with broker_in(tmp_path) as broker:
        for size in (1 << 20, 2 << 20):
            async with JetStreamBus(BusSettings([broker.url], partitions=1, readings_bytes=size)) as bus:
                await bus.ensure_streams()
                info = await bus._js.stream_info(STREAM)
                assert info.config.max_bytes == size
