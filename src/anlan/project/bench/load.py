"""Columnar load: the seeded province's readings straight into the log, as a gateway would put them."""

import asyncio
import time
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from anlan.bus.jetstream import JetStreamBus
from anlan.contracts.readings import ReadingBatch, encode
from anlan.contracts.subjects import readings_subject
from anlan.kernel.partitions import partition_of
from anlan.project.bench.rig import BenchmarkError, Platform
from anlan.project.seeding.installation import SimulationFiles
from anlan.simulation.reporting import split_demo
from anlan.simulation.signals import Signals
from anlan.simulation.storage import load_catalogue

PARTITIONS = 4
BATCH_ROWS = 4096
UNDER_WAY = 24
"""Batches that wait for the log's acknowledgement at a time."""
RAISED_SHARE = 2000
"""One point in so many goes beyond its limit half-way, so that there are alarms to count."""


@dataclass(frozen=True, slots=True, eq=False)
class Load:
    """Readings to come.

    Attributes:
        signals: What the points show.
        point: Their internal ids, in the order of the signals.
        members: By partition: which of them.
        crossing: Those that go beyond HH half-way. beyond: The values they then show.
        delay_s: Longest on-delay among those [s].
    """

    signals: Signals
    point: NDArray[np.int32]
    members: tuple[NDArray[np.intp], ...]
    crossing: NDArray[np.intp]
    beyond: NDArray[np.float64]
    delay_s: int

    @classmethod
    def of(cls, made: Platform) -> "Load":
        """Return the load of a platform's seeded tank farms."""
        farms, _ = split_demo(load_catalogue(SimulationFiles(made.var / "simulation").catalogue))
        with made.database() as connection:
            rows = connection.execute("SELECT code, id FROM telemetry_point").fetchall()
        ids = {str(code): int(str(number)) for code, number in rows}
        owners = np.array([partition_of(p.enterprise_code, PARTITIONS) for p in farms.points])
        crossing = np.arange(0, len(farms.points), RAISED_SHARE)
        limits = [farms.points[i].limits[-1] for i in crossing]
        return cls(
            Signals.of(farms, seed=1),
            np.array([ids[p.code] for p in farms.points], np.int32),
            tuple(np.flatnonzero(owners == partition) for partition in range(PARTITIONS)),
            crossing,
            np.array([x.value + 0.3 * (farms.points[i].range_high - x.value)
                      for i, x in zip(crossing, limits, strict=True)]),
            max(limit.on_delay_s for limit in limits),
        )  # fmt: skip

    def __len__(self) -> int:
        return len(self.point)

    def cycle(self, ts_s: int, *, crossed: bool) -> Iterator[tuple[int, bytes]]:
        """Yield (partition, encoded batch) of every point's reading at one second.

        Args:
            ts_s: Source time [s since epoch, UTC].
            crossed: The crossing points are beyond their limits.
        """
        values = self.signals.sample(0, len(self), float(ts_s)).values
        if crossed:
            values[self.crossing] = self.beyond
        now_us = time.time_ns() // 1000
        for partition, members in enumerate(self.members):
            for start in range(0, len(members), BATCH_ROWS):
                chosen = members[start : start + BATCH_ROWS]
                count = len(chosen)
                ts = np.full(count, ts_s * 1_000_000, np.int64)
                quality = np.zeros(count, np.uint8)
                batch = ReadingBatch(self.point[chosen], ts, values[chosen], quality, arrived_us=now_us)
                yield partition, encode(batch)


async def publish(
    load: Load, bus: JetStreamBus, cycles: int, *, start_s: int, cross_after: int
) -> dict[int, int]:
    """Put some cycles into the log as fast as it takes them; return each partition's last sequence.

    Args:
        load: What to put.
        bus: Connected.
        cycles: How many, one second of source time apart.
        start_s: Source time of the first [s since epoch]; later than any before, or the readings are late.
        cross_after: From this cycle on the crossing points are beyond their limits.
    """
    last: dict[int, int] = {}
    gate = asyncio.Semaphore(UNDER_WAY)

    async def put(partition: int, data: bytes) -> None:
        try:
            sequence = await bus.append(readings_subject(partition), data)
        finally:
            gate.release()
        last[partition] = max(last.get(partition, 0), sequence)

    async with asyncio.TaskGroup() as group:
        for number in range(cycles):
            for partition, data in load.cycle(start_s + number, crossed=number >= cross_after):
                await gate.acquire()
                group.create_task(put(partition, data))
    return last


def raised_alarms(made: Platform) -> int:
    """Return how many limit alarms the platform has raised."""
    with made.database() as connection:
        row = connection.execute("SELECT count(*) FROM telemetry_alarm WHERE side <> 'data'").fetchone()
    if row is None:
        raise BenchmarkError("the database does not count")
    return int(str(row[0]))
