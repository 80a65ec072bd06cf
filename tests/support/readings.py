"""Readings for the tests of the lake, and a naive reference that keeps them in a dictionary."""

import math
from dataclasses import dataclass, field

import numpy as np

from anlan.contracts.readings import Quality, ReadingBatch

DAY_US = 86_400_000_000
MINUTE_US = 60_000_000
NOON = 1_763_956_800_000_000
"""2025-11-24 12:00 in Shanghai."""
Row = tuple[int, int, float, int]


def batch_of(rows: list[Row]) -> ReadingBatch:
    """Return (point, ts, value, quality) rows as a batch."""
    return ReadingBatch(
        np.array([p for p, _, _, _ in rows], np.int32),
        np.array([t for _, t, _, _ in rows], np.int64),
        np.array([v for _, _, v, _ in rows], np.float64),
        np.array([q for _, _, _, q in rows], np.uint8),
        arrived_us=0,
    )


def wave(
    points: int, seconds: int, *, start_us: int = NOON, first_point: int = 1, seed: int = 1
) -> ReadingBatch:
    """Return one reading a second of each point, in order of arrival, at a resolution of 0.01."""
    count = points * seconds
    return ReadingBatch(
        np.tile(np.arange(first_point, first_point + points, dtype=np.int32), seconds),
        np.repeat(start_us + np.arange(seconds, dtype=np.int64) * 1_000_000, points),
        np.round(np.random.default_rng(seed).normal(20, 2, count), 2),
        np.zeros(count, np.uint8),
        arrived_us=0,
    )


@dataclass(slots=True)
class Reference:
    """The lake as one dictionary: of exact duplicates the last to arrive wins."""

    rows: dict[tuple[int, int], tuple[float, int]] = field(default_factory=dict)

    def add(self, batch: ReadingBatch) -> None:
        """Take in a batch."""
        for point, ts, value, quality in zip(
            batch.point.tolist(), batch.ts.tolist(), batch.value.tolist(), batch.quality.tolist(), strict=True
        ):
            self.rows[point, ts] = value, quality

    def raw(self, point: int, since_us: int, until_us: int) -> list[tuple[int, float, int]]:
        """Return (ts, value, quality) of a point, oldest first."""
        mine = sorted((t, *row) for (p, t), row in self.rows.items() if p == point)
        return [row for row in mine if since_us <= row[0] < until_us]

    def buckets(
        self, point: int, starts: list[int], width_us: int
    ) -> dict[int, tuple[float, float, float, int, float]]:
        """Return (min, mean, max, n, last) of each bucket that has a good reading."""
        found = {}
        for start in starts:
            rows = self.raw(point, start, start + width_us)
            good = [v for _, v, q in rows if q != Quality.BAD and not math.isnan(v)]
            if good:
                found[start] = min(good), math.fsum(good) / len(good), max(good), len(good), good[-1]
        return found
