"""Readings into the lake: in pieces of a few seconds, each exactly once."""

import asyncio
from concurrent.futures import Executor
from datetime import datetime, timedelta
from time import perf_counter

import structlog

from anlan.telemetry.lake.lake import Lake
from anlan.telemetry.workers import metrics
from anlan.telemetry.workers.batches import Readings, joined

FLUSH_EVERY = timedelta(seconds=5)
FLUSH_ROWS = 400_000
MAX_WAITING_ROWS = 2_000_000

log = structlog.get_logger()


class Historian:
    """Collects a partition's readings and appends them to the lake, one append at a time."""

    def __init__(
        self, lake: Lake, partition: int, *, through: int, executor: Executor, now: datetime
    ) -> None:
        self._lake = lake
        self._partition = partition
        self._executor = executor
        self._waiting: list[Readings] = []
        self._rows = 0
        self._flushed_at = now
        self._append: asyncio.Task[int] | None = None
        self.taken = through
        self.through = through

    async def take(self, readings: Readings, now: datetime) -> None:
        """Collect readings that follow the last ones, and append when it is time.

        Waits while too much is collected already: the log keeps the rest.

        Raises:
            Exception: The last append failed.
        """
        if readings.sequence > self.taken:
            self._waiting.append(readings)
            self._rows += len(readings)
            self.taken = readings.sequence
        await self.flush_if_due(now)
        if self._rows >= MAX_WAITING_ROWS:
            await self._finish()
            await self.flush_if_due(now)

    async def flush_if_due(self, now: datetime) -> None:
        """Begin an append if enough or old enough readings wait and none is under way."""
        if self._append is not None and self._append.done():
            await self._finish()
        due = self._rows >= FLUSH_ROWS or now - self._flushed_at >= FLUSH_EVERY
        if self._waiting and due and self._append is None:
            self._begin(now)

    async def close(self, now: datetime) -> None:
        """Append what waits."""
        await self._finish()
        if self._waiting:
            self._begin(now)
            await self._finish()

    def _begin(self, now: datetime) -> None:
        parts, self._waiting, self._rows, self._flushed_at = self._waiting, [], 0, now
        self._append = asyncio.create_task(self._run(parts))

    async def _run(self, parts: list[Readings]) -> int:
        def append() -> int:
            readings = joined(parts)
            started = perf_counter()
            if len(readings):
                self._lake.append(self._partition, readings, readings.sequence)
            metrics.FLUSH.observe(perf_counter() - started)
            return readings.sequence

        return await asyncio.get_running_loop().run_in_executor(self._executor, append)

    async def _finish(self) -> None:
        if self._append is not None:
            task, self._append = self._append, None
            self.through = await task
