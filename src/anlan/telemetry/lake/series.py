"""What goes into the lake and what comes out of it: columns of readings, series, buckets. Pure."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from anlan.telemetry.lake.columns import Columns


class ReadingColumns(Protocol):
    """Columns of readings in order of arrival, such as `contracts.readings.ReadingBatch`."""

    @property
    def point(self) -> NDArray[np.int32]:
        """Return point ids, shape (n,)."""
        ...

    @property
    def ts(self) -> NDArray[np.int64]:
        """Return source times [us since epoch, UTC], shape (n,)."""
        ...

    @property
    def value(self) -> NDArray[np.float64]:
        """Return values in the point's unit, shape (n,)."""
        ...

    @property
    def quality(self) -> NDArray[np.uint8]:
        """Return `Quality` codes, shape (n,)."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Series:
    """Readings of one point, oldest first, one per instant.

    Attributes:
        ts: Source time [us since epoch, UTC], int64, shape (n,).
        value: float64, shape (n,). quality: `Quality` codes, uint8, shape (n,).
    """

    ts: NDArray[np.int64]
    value: NDArray[np.float64]
    quality: NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.ts)


@dataclass(frozen=True, slots=True, eq=False)
class Buckets:
    """One point in equal steps of time; steps without a good reading are left out.

    Attributes:
        width_us: Length of a step [us].
        t: Start of each step [us since epoch, UTC], int64, shape (n,).
        min, mean, max, last: Of the good readings in it, float64, shape (n,).
        n: How many those are, shape (n,).
    """

    width_us: int
    t: NDArray[np.int64]
    min: NDArray[np.float64]
    mean: NDArray[np.float64]
    max: NDArray[np.float64]
    n: NDArray[np.int32]
    last: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.t)


def series_of(block: Columns) -> Series:
    """Return `ts`, `value` and `quality` of a block as a series."""
    return Series(block["ts"], block["value"], block["quality"])


def buckets_of(cells: Columns, width_us: int) -> Buckets:
    """Return cells of one point as buckets."""
    low, mean, high = cells["min"], cells["mean"], cells["max"]
    return Buckets(width_us, cells["ts"], low, mean, high, cells["n"], cells["last"])
