"""How fast readings can be appended while compaction runs beside."""

import shutil
import threading
import time
from pathlib import Path

import numpy as np

from anlan.contracts.readings import ReadingBatch
from anlan.kernel.instants import from_micros
from anlan.project.bench.figures import Figure, Progress, at_least
from anlan.telemetry.lake.columns import day_start
from anlan.telemetry.lake.lake import Lake

FLUSH_ROWS = 102_000
POINTS = 4_250
PARTITIONS = 4
START_US = day_start(20_394)


def flush(sequence: int, rng: np.random.Generator) -> ReadingBatch:
    """Return one flush of a partition: its points in turn, one reading a second each."""
    seconds = FLUSH_ROWS // POINTS
    first = START_US + sequence // PARTITIONS * seconds * 1_000_000
    return ReadingBatch(
        np.tile(np.arange(POINTS, dtype=np.int32) * PARTITIONS + sequence % PARTITIONS, seconds),
        np.repeat(first + np.arange(seconds) * 1_000_000, POINTS),
        np.round(rng.normal(20, 0.5, FLUSH_ROWS), 2),
        np.zeros(FLUSH_ROWS, np.uint8),
        arrived_us=0,
    )


def append_rate(folder: Path, rows: int, progress: Progress) -> list[Figure]:
    """Append rows in flushes of 102,000 with a compactor beside; return the rates."""
    progress(f"appending {rows / 1e6:.0f} million readings while compacting")
    lake = Lake(str(folder))
    made = [flush(sequence, np.random.default_rng(sequence)) for sequence in range(32)]
    done = threading.Event()
    compactor = threading.Thread(target=_compact_until, args=(lake, done))
    compactor.start()
    began = time.perf_counter()
    flushes = rows // FLUSH_ROWS
    for sequence in range(flushes):
        batch = made[sequence % len(made)]
        lake.append(sequence % PARTITIONS, _moved(batch, sequence // len(made)), sequence + 1)
    took_s = time.perf_counter() - began
    done.set()
    compactor.join()
    drained_s = time.perf_counter() - began
    shutil.rmtree(folder)
    name = f"{flushes} appends of {FLUSH_ROWS:,} readings while compacting"
    return [
        at_least(name, flushes * FLUSH_ROWS / took_s, "readings/s", 2_000_000),
        Figure("the same, until all is compacted", flushes * FLUSH_ROWS / drained_s, "readings/s"),
    ]


def _moved(batch: ReadingBatch, round_: int) -> ReadingBatch:
    seconds = FLUSH_ROWS // POINTS * 8 * round_
    return ReadingBatch(batch.point, batch.ts + seconds * 1_000_000, batch.value, batch.quality, arrived_us=0)


def _compact_until(lake: Lake, done: threading.Event) -> None:
    while not done.is_set() or lake.compact(from_micros(START_US)).merges:
        lake.compact(from_micros(START_US))
        done.wait(0.5)
