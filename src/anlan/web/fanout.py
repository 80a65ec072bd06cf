"""Fan-out of live messages: one source per process, one bounded queue per open page.

A page that reads too slowly is dropped: its stream ends, and its browser comes back with the newest
event it has seen. So one slow line never holds up the others, and memory stays bounded.
All of it lives in the event loop of the web process.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, Generic, TypeVar
from weakref import WeakSet

T = TypeVar("T")
QUEUE_LENGTH = 2000
RESTART_S = 1.0


class StreamEndedError(Exception):
    """The stream is over: the reader was too slow, or the process shuts down. Connect again."""


class Subscription(Generic[T]):
    """The queue of one open page."""

    def __init__(self, wanted: Callable[[T], bool], *, length: int = QUEUE_LENGTH) -> None:
        self._wanted = wanted
        self._length = length
        self._items: deque[T] = deque()
        self._signal = asyncio.Event()
        self._ended = False

    def offer(self, item: T) -> None:
        """Queue the item if this page wants it; end the stream if the queue is full."""
        if not self._wanted(item):
            return
        self._items.append(item)
        self._ended = self._ended or len(self._items) > self._length
        self._signal.set()

    def end(self) -> None:
        """End the stream."""
        self._ended = True
        self._signal.set()

    async def take(self, *, within_s: float) -> list[T]:
        """Return what has come since the last call; an empty list if nothing does in `within_s`.

        Raises:
            StreamEndedError: The stream is over.
        """
        with suppress(TimeoutError):
            await asyncio.wait_for(self._signal.wait(), within_s)
        if self._ended:
            raise StreamEndedError
        self._signal.clear()
        items, self._items = list(self._items), deque()
        return items


class Fanout(Generic[T]):
    """Spreads one source over its subscribers; the source runs only while somebody listens.

    Args:
        source: Makes an endless iterator of items; made again after an error.
        on_error: Told about an error of the source, before it is made again.
    """

    def __init__(
        self, source: Callable[[], AsyncIterator[T]], *, on_error: Callable[[Exception], None]
    ) -> None:
        self._source = source
        self._on_error = on_error
        self._subscriptions: set[Subscription[T]] = set()
        self._task: asyncio.Task[None] | None = None
        _fanouts.add(self)

    @property
    def size(self) -> int:
        """How many pages listen."""
        return len(self._subscriptions)

    @contextmanager
    def subscribe(self, wanted: Callable[[T], bool]) -> Iterator[Subscription[T]]:
        """Give a subscription for as long as the block lasts."""
        subscription = Subscription(wanted)
        self._subscriptions.add(subscription)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run())
        try:
            yield subscription
        finally:
            self._subscriptions.discard(subscription)
            if not self._subscriptions and self._task is not None:
                self._task.cancel()
                self._task = None

    def publish(self, item: T) -> None:
        """Offer one item to every page."""
        for subscription in list(self._subscriptions):
            subscription.offer(item)

    def end_all(self) -> None:
        """End every stream."""
        for subscription in list(self._subscriptions):
            subscription.end()

    async def _run(self) -> None:
        while True:
            try:
                async for item in self._source():
                    self.publish(item)
            except Exception as error:  # noqa: BLE001 - whatever the broker or database throws: told, tried again
                self._on_error(error)
            await asyncio.sleep(RESTART_S)


_fanouts: WeakSet[Fanout[Any]] = WeakSet()


def close_all() -> None:
    """End every open stream: the process shuts down. Call it in the event loop (a signal handler is)."""
    for fanout in list(_fanouts):
        fanout.end_all()


async def merged(*sources: Callable[[], AsyncIterator[T]]) -> AsyncIterator[T]:
    """Yield the items of several sources as they come; an error of one ends all.

    Raises:
        Exception: Whatever a source raises.
    """
    queue: asyncio.Queue[T] = asyncio.Queue(QUEUE_LENGTH)

    async def pump(source: Callable[[], AsyncIterator[T]]) -> None:
        async for item in source():
            await queue.put(item)

    tasks = [asyncio.create_task(pump(source)) for source in sources]
    try:
        while True:
            getting = asyncio.ensure_future(queue.get())
            done, _ = await asyncio.wait((getting, *tasks), return_when=asyncio.FIRST_COMPLETED)
            for task in done - {getting}:
                getting.cancel()
                await task
                return
            yield getting.result()
    finally:
        for task in tasks:
            task.cancel()
