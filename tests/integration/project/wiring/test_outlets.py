"""Announcements of threads reach the broker."""

import asyncio
from pathlib import Path

import pytest
from tests.support.broker import Broker, broker_in

from anlan.bus.jetstream import BusSettings, JetStreamBus
from anlan.contracts.subjects import readings_stream, readings_subject
from anlan.project.wiring import outlets
from anlan.project.wiring.outlets import BusThread, ThreadLog, announce_through
from anlan.telemetry.api import Outlets


def thread_on(broker: Broker, monkeypatch: pytest.MonkeyPatch) -> BusThread:
    settings = BusSettings([broker.url], partitions=1)
    monkeypatch.setattr(outlets, "open_bus", lambda _: JetStreamBus(settings))
    return BusThread("test")


async def test_a_changed_directory_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Outlets, "points", Outlets.points)
    monkeypatch.setattr(Outlets, "alarms", Outlets.alarms)
    with broker_in(tmp_path) as broker:
        async with asyncio.timeout(20), JetStreamBus(BusSettings([broker.url], partitions=1)) as listener:
            thread = thread_on(broker, monkeypatch)
            announce_through(thread)
            told = asyncio.ensure_future(anext(aiter(listener.subscribe("anlan.telemetry.points.>"))))
            while not told.done():
                Outlets.points()
                await asyncio.wait([told], timeout=0.05)
            assert told.result()[1] == b""
            await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(thread.bus.close(), thread.loop))


async def test_the_log_takes_appends_from_another_loop(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with broker_in(tmp_path) as broker:
        async with asyncio.timeout(20), JetStreamBus(BusSettings([broker.url], partitions=1)) as bus:
            await bus.ensure_streams()
            thread = thread_on(broker, monkeypatch)
            await asyncio.wrap_future(thread._connected)
            assert await ThreadLog(thread).append(readings_subject(0), b"x", message_id="m") == 1
            assert await bus.last_sequence(readings_stream(0)) == 1
            await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(thread.bus.close(), thread.loop))
