"""Readings for the history benchmark: cycles plus AR(1) noise, at each instrument's own resolution.

Three kinds of points: a few at 1 s for the whole time, some at 60 s for the whole time, and the whole
province at 60 s for the last days. One point in four reports milliseconds, the rest whole seconds.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from anlan.telemetry.lake.columns import Columns, concat, day_start, from_iso

PARTITIONS = 4
END_DAY = from_iso("2025-11-01")
SECONDS = 86_400
PHI = 0.97
TAPS = PHI ** np.arange(128)
CHUNK_ROWS = 1_000_000


@dataclass(frozen=True, slots=True)
class Instrument:
    """Kind of measured value: range, noise and the number of decimals it is reported with."""

    low: float
    high: float
    noise: float
    decimals: int
    cycle_s: int


INSTRUMENTS = (
    Instrument(1.0, 11.0, 0.004, 3, 79_200),  # level of a tank [m]
    Instrument(18.0, 34.0, 0.06, 1, 86_400),  # temperature [degC]
    Instrument(0.10, 0.45, 0.002, 3, 21_600),  # pressure [MPa]
    Instrument(0.0, 3.0, 0.25, 1, 43_200),  # gas [%LEL]
)


@dataclass(frozen=True, slots=True)
class Dataset:
    """Which points report for how many days before `END_DAY`.

    Attributes:
        fast, fast_days: Points at 1 s. slow, slow_days: Points at 60 s.
        province, province_days: Points at 60 s of the last days.
    """

    fast: int
    fast_days: int
    slow: int
    slow_days: int
    province: int
    province_days: int

    @property
    def rows(self) -> int:
        """Return how many readings these are."""
        minutes = self.slow * self.slow_days + self.province * self.province_days
        return self.fast * self.fast_days * SECONDS + minutes * 1440

    @property
    def days(self) -> range:
        """Return the days, oldest first."""
        return range(END_DAY - max(self.fast_days, self.slow_days, self.province_days), END_DAY)

    @property
    def fast_points(self) -> range:
        """Return the points at 1 s."""
        return range(1, 1 + self.fast)

    @property
    def slow_points(self) -> range:
        """Return the points at 60 s that report all the time."""
        return range(100, 100 + self.slow)

    def cycles(self, day: int) -> dict[int, int]:
        """Return the cycle [s] of each point that reports on a day, points in order."""
        found = dict.fromkeys(self.fast_points, 1) if day >= END_DAY - self.fast_days else {}
        if day >= END_DAY - self.slow_days:
            found |= dict.fromkeys(self.slow_points, 60)
        if day >= END_DAY - self.province_days:
            found |= dict.fromkeys(range(1000, 1000 + self.province), 60)
        return found

    def blocks(self, day: int, partition: int | None = None) -> Iterator[Columns]:
        """Yield the readings of a day, of one partition or of all, sorted, about a million at a time."""
        held: list[Columns] = []
        for point, cycle_s in self.cycles(day).items():
            if partition is None or partition_of_point(point) == partition:
                held.append(point_day(point, day, cycle_s))
            if sum(len(b["ts"]) for b in held) >= CHUNK_ROWS:
                yield concat(held)
                held = []
        if held:
            yield concat(held)


def partition_of_point(point: int) -> int:
    """Return the partition of a point (about forty neighbours share an enterprise)."""
    return point % PARTITIONS if point < 1000 else point // 40 % PARTITIONS


def point_day(point: int, day: int, cycle_s: int) -> Columns:
    """Return one day of one point: always the same for the same arguments."""
    rng = np.random.default_rng((point, day))
    seconds = np.arange(0, SECONDS, cycle_s)
    ts = day_start(day) + seconds * 1_000_000
    if point % 4 == 0:
        ts = ts + rng.integers(0, 1000, len(ts)) * 1000
    return {
        "point": np.full(len(ts), point, np.int32),
        "ts": ts,
        "value": _values(INSTRUMENTS[point // 4 % 4], seconds + (day % 365) * SECONDS, point, rng),
        "quality": np.zeros(len(ts), np.uint8),
    }


def _values(
    instrument: Instrument, at_s: NDArray[np.int64], point: int, rng: np.random.Generator
) -> NDArray[np.float64]:
    phase = (at_s / instrument.cycle_s + point * 0.37) % 1.0
    swing = np.abs(2 * phase - 1) * 0.7 + 0.15
    level = instrument.low + (instrument.high - instrument.low) * swing
    shocks = rng.standard_normal(len(at_s) + len(TAPS) - 1)
    noise = np.convolve(shocks, TAPS, mode="valid") * instrument.noise * np.sqrt(1 - PHI**2)
    values: NDArray[np.float64] = np.round(level + noise, instrument.decimals) + 0.0
    return values
