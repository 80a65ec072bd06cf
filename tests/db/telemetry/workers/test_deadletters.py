import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from asgiref.sync import sync_to_async
from django.db import connections
from tests.support.records import NOW
from tests.support.waiting import eventually

from anlan.bus.memory import MemoryBus
from anlan.contracts.deadletters import DeadLetter as Letter
from anlan.contracts.deadletters import Reason, encode
from anlan.contracts.subjects import dead_letter_subject
from anlan.telemetry.api import DeadLetter
from anlan.telemetry.workers.deadletters import DROP_EVERY, file_all

pytestmark = pytest.mark.django_db(transaction=True)


async def send(bus: MemoryBus, detail: str, *, received_us: int = 1_795_000_000_000_000) -> None:
    letter = Letter("mqtt", Reason.UNDECODABLE, detail, "t", "", received_us, b"x", 1)
    await bus.append(dead_letter_subject("mqtt"), encode(letter))


async def file_until(bus: MemoryBus, count: int, *, clock_step: timedelta = timedelta()) -> None:
    """File until the table has so many rows."""
    now = NOW

    def clock() -> object:
        nonlocal now
        now += clock_step
        return now

    counted = [-1]
    with ThreadPoolExecutor(1) as executor:
        task = asyncio.create_task(file_all(bus, executor, clock))  # type: ignore[arg-type]

        def enough() -> bool:
            counting = executor.submit(DeadLetter.objects.count)
            counting.add_done_callback(lambda done: counted.__setitem__(0, done.result()))
            return counted[0] == count

        try:
            await eventually(enough, f"{count} letters are filed")
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            await asyncio.get_running_loop().run_in_executor(executor, connections.close_all)


async def test_letters_of_the_stream_become_rows_and_none_twice() -> None:
    bus = MemoryBus()
    await send(bus, "one")
    await send(bus, "two")
    await file_until(bus, 2)
    await send(bus, "three")
    await file_until(bus, 3)
    assert await sync_to_async(lambda: sorted(DeadLetter.objects.values_list("detail", flat=True)))() == [
        "one", "three", "two",
    ]  # fmt: skip


async def test_a_stream_made_anew_is_read_from_its_beginning() -> None:
    first, second = MemoryBus(), MemoryBus()
    for i in range(3):
        await send(first, f"first {i}")
    await file_until(first, 3)
    await send(second, "second")
    await file_until(second, 4)


async def test_old_letters_go_in_time() -> None:
    bus = MemoryBus()
    await send(bus, "old", received_us=1)
    await file_until(bus, 0, clock_step=DROP_EVERY)
