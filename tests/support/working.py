"""Running partitions of a worker in a test, with the bus in memory, the lake in a folder, real PostgreSQL."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from asgiref.sync import sync_to_async
from django.db import connections

from anlan.bus.memory import MemoryBus
from anlan.contracts.readings import ReadingBatch, encode
from anlan.contracts.subjects import readings_subject
from anlan.telemetry.lake.lake import Lake
from anlan.telemetry.workers.partition import Partition, Setting
from tests.support.waiting import eventually

START_US = 1_795_000_000_000_000
SECOND = 1_000_000


def batch_of(rows: Sequence[tuple[int, float, float]], *, backfill: bool = False) -> bytes:
    """Return a batch of (point, second, value), arriving as it is measured."""
    point, second, value = (np.array(column) for column in zip(*rows, strict=True))
    ts = (START_US + second * SECOND).astype(np.int64)
    batch = ReadingBatch(
        point.astype(np.int32), ts, value.astype(float), np.zeros(len(ts), np.uint8),
        arrived_us=int(ts.max()), source="test", backfill=backfill,
    )  # fmt: skip
    return encode(batch)


@dataclass(slots=True)
class Bench:
    """What partitions run on."""

    setting: Setting
    bus: MemoryBus
    lake: Lake

    async def send(self, *rows: tuple[int, float, float], backfill: bool = False) -> int:
        """Append one batch to partition 0 and return its sequence."""
        return await self.bus.append(readings_subject(0), batch_of(rows, backfill=backfill))

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Partition]:
        """Run partition 0 until the block ends; then it has saved everything."""
        partition = Partition(0, self.setting)
        task = asyncio.create_task(partition.run())
        try:
            yield partition
        finally:
            partition.stop()
            await asyncio.wait_for(task, 20)

    async def work_off(self) -> None:
        """Run partition 0 until it has taken all there is."""
        last = await self.bus.last_sequence("READINGS_p0")
        async with self.running() as partition:
            await eventually(lambda: partition.sequence >= last, "the partition has taken all there is")


@asynccontextmanager
async def bench_in(folder: Path, *, owner: str = "test") -> AsyncIterator[Bench]:
    """Give a bus, a lake and threads; their database connections are closed at the end."""
    bus, lake = MemoryBus(partitions=1), Lake(str(folder / "lake"))
    judging = ThreadPoolExecutor(1)
    with ThreadPoolExecutor(1) as writing:
        setting = Setting(owner, 1, bus, lake, judging, writing, clock=lambda: datetime.now(UTC))
        try:
            yield Bench(setting, bus, lake)
        finally:
            await asyncio.get_running_loop().run_in_executor(judging, connections.close_all)
            await sync_to_async(connections.close_all)()
            judging.shutdown()
