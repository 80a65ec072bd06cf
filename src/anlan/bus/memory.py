"""The bus in this process's memory: the twin that tests of the layers above run on."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime

from anlan.bus.port import BusUnavailableError, LogEntry
from anlan.contracts.subjects import DEAD_LETTERS_ALL, DEAD_LETTERS_STREAM, readings_stream, readings_subject

_IDLE_S = 1.0
_CHUNK = 256


class MemoryBus:
    """`port.Log` and `port.Broadcast` with the same streams as the real one, lost when the process ends."""

    def __init__(self, *, partitions: int = 4) -> None:
        self._subjects = {readings_subject(p): readings_stream(p) for p in range(partitions)}
        self._subjects[DEAD_LETTERS_ALL] = DEAD_LETTERS_STREAM
        self._entries: dict[str, list[LogEntry]] = defaultdict(list)
        self._last: dict[str, int] = defaultdict(int)
        self._ids: dict[tuple[str, str], int] = {}
        self._grown = asyncio.Condition()
        self._listeners: list[tuple[str, asyncio.Queue[tuple[str, bytes]]]] = []

    async def append(self, subject: str, data: bytes, *, message_id: str | None = None) -> int:
        """See `port.Log.append`."""
        stream = self._stream_of(subject)
        if message_id is not None and (stream, message_id) in self._ids:
            return self._ids[stream, message_id]
        async with self._grown:
            self._last[stream] += 1
            sequence = self._last[stream]
            now = datetime.now(UTC)
            self._entries[stream].append(LogEntry(stream, sequence, subject, data, {}, now))
            if message_id is not None:
                self._ids[stream, message_id] = sequence
            self._grown.notify_all()
        await self.publish(subject, data)
        return sequence

    async def read(self, stream: str, *, after: int) -> AsyncIterator[Sequence[LogEntry]]:
        """See `port.Log.read`."""
        last = after
        while True:
            chunk = [entry for entry in self._entries[stream] if entry.sequence > last][:_CHUNK]
            if not chunk:
                await self._wait()
                chunk = [entry for entry in self._entries[stream] if entry.sequence > last][:_CHUNK]
            if chunk:
                last = chunk[-1].sequence
            yield chunk

    async def last_sequence(self, stream: str) -> int:
        """See `port.Log.last_sequence`."""
        return self._last[stream]

    async def discard_through(self, stream: str, sequence: int) -> None:
        """See `port.Log.discard_through`."""
        self._entries[stream] = [entry for entry in self._entries[stream] if entry.sequence > sequence]
        self._last[stream] = max(self._last[stream], sequence)

    async def publish(self, subject: str, data: bytes) -> None:
        """See `port.Broadcast.publish`."""
        for pattern, queue in self._listeners:
            if matches(pattern, subject):
                queue.put_nowait((subject, data))

    async def subscribe(self, pattern: str) -> AsyncIterator[tuple[str, bytes]]:
        """See `port.Broadcast.subscribe`."""
        listener = (pattern, asyncio.Queue[tuple[str, bytes]]())
        self._listeners.append(listener)
        try:
            while True:
                yield await listener[1].get()
        finally:
            self._listeners.remove(listener)

    def _stream_of(self, subject: str) -> str:
        for pattern, stream in self._subjects.items():
            if matches(pattern, subject):
                return stream
        raise BusUnavailableError(f"{subject}: no stream keeps it")

    async def _wait(self) -> None:
        try:
            async with asyncio.timeout(_IDLE_S), self._grown:
                await self._grown.wait()
        except TimeoutError:
            return


def matches(pattern: str, subject: str) -> bool:
    """Return whether a subject matches a NATS pattern (`*` one token, a final `>` one or more)."""
    wanted, given = pattern.split("."), subject.split(".")
    if wanted[-1] == ">":
        wanted = wanted[:-1]
        if len(given) <= len(wanted):
            return False
        given = given[: len(wanted)]
    return len(wanted) == len(given) and all(w in ("*", g) for w, g in zip(wanted, given, strict=True))
