import asyncio
from collections.abc import AsyncIterator

import pytest

from anlan.web import fanout


def _none(error: Exception) -> None:
    raise AssertionError(error)


async def _queue_source(queue: asyncio.Queue[int]) -> AsyncIterator[int]:
    while True:
        yield await queue.get()


async def test_one_source_serves_every_page_that_wants_the_item() -> None:
    queue: asyncio.Queue[int] = asyncio.Queue()
    spread = fanout.Fanout(lambda: _queue_source(queue), on_error=_none)
    with spread.subscribe(lambda n: n % 2 == 0) as even, spread.subscribe(lambda _: True) as every:
        await queue.put(1)
        assert await every.take(within_s=5) == [1]
        await queue.put(2)
        assert await every.take(within_s=5) == [2]
        assert await even.take(within_s=5) == [2]
        assert spread.size == 2
    assert spread.size == 0


async def test_nothing_new_is_an_empty_list_so_that_a_heartbeat_can_go_out() -> None:
    spread = fanout.Fanout(lambda: _queue_source(asyncio.Queue()), on_error=_none)
    with spread.subscribe(lambda _: True) as page:
        assert await page.take(within_s=0.01) == []


async def test_a_page_that_does_not_read_is_dropped_and_the_others_are_not() -> None:
    slow: fanout.Subscription[int] = fanout.Subscription(lambda _: True, length=2)
    quick: fanout.Subscription[int] = fanout.Subscription(lambda _: True, length=9)
    for number in range(3):
        slow.offer(number)
        quick.offer(number)
    assert await quick.take(within_s=1) == [0, 1, 2]
    with pytest.raises(fanout.StreamEndedError):
        await slow.take(within_s=1)


async def test_shutting_down_ends_every_stream_at_once() -> None:
    spread = fanout.Fanout(lambda: _queue_source(asyncio.Queue()), on_error=_none)
    with spread.subscribe(lambda _: True) as page:
        reading = asyncio.create_task(page.take(within_s=60))
        await asyncio.sleep(0)
        fanout.close_all()
        with pytest.raises(fanout.StreamEndedError):
            await asyncio.wait_for(reading, 5)


async def test_a_source_that_fails_is_told_and_made_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fanout, "RESTART_S", 0)
    attempts: list[int] = []
    told: list[Exception] = []

    async def source() -> AsyncIterator[int]:
        attempts.append(1)
        if len(attempts) == 1:
            raise ConnectionError("broker")
        yield 7
        await asyncio.Event().wait()

    spread = fanout.Fanout(source, on_error=told.append)
    with spread.subscribe(lambda _: True) as page:
        assert await page.take(within_s=5) == [7]
    assert [str(error) for error in told] == ["broker"]


async def test_merging_passes_on_items_and_errors_of_all_sources() -> None:
    received = asyncio.Event()

    async def good() -> AsyncIterator[int]:
        yield 1
        await asyncio.Event().wait()

    async def broken() -> AsyncIterator[int]:
        await received.wait()
        for number in [2]:
            raise ConnectionError(number)
        yield 0

    items = fanout.merged(good, broken)
    assert await anext(items) == 1
    received.set()
    with pytest.raises(ConnectionError):
        await anext(items)
