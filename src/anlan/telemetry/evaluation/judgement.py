"""The limits of a partition's points as arrays."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

BITS = ("LL", "L", "H", "HH", "DATA")
DATA = 4
LIMITS = 4
SIGNS = np.array([-1.0, -1.0, 1.0, 1.0])
"""Low limits are judged with the sign of everything reversed."""
BAD_MARGIN = 0.10
"""Values beyond the range by more than this share of it are bad (hazchem.md 2.5: 110 %)."""
SECOND_US = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class PointRow:
    """One point, as `judgement_of` takes it: units are the point's own."""

    point: int
    range_low: float
    range_high: float
    cycle_s: float
    max_rate: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitRow:
    """One limit of a point, as `judgement_of` takes it; see `models.Limit`."""

    point: int
    kind: str
    value: float
    deadband: float = 0.0
    on_delay_s: float = 0.0
    off_delay_s: float = 0.0
    min_consecutive: int = 1
    priority: int = 2
    latch: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Judgement:
    """Everything needed to judge; first axis is the slot, second the bit where there is one.

    Attributes:
        point: Ids, growing, int32, shape (p,).
        threshold: Signed limit, +inf where there is none, shape (p, 4).
        release: Signed limit less deadband: at or below it the value has come back, shape (p, 4).
        on_us, off_us: Delays [us of source time], shape (p, 5).
        needed: Readings in a row to raise, shape (p, 5).
        priority: 1 to 4, shape (p, 5). latch: shape (p, 5).
        bad_low, bad_high: Beyond them a value is bad, shape (p,).
        calm_low, calm_high: Between them (inclusive) no limit is exceeded, shape (p,).
        rate_us: Largest physical change [unit/us], inf where unknown, shape (p,).
        cycle_us: Agreed reporting cycle [us], shape (p,).
    """

    point: NDArray[np.int32]
    threshold: NDArray[np.float64]
    release: NDArray[np.float64]
    on_us: NDArray[np.int64]
    off_us: NDArray[np.int64]
    needed: NDArray[np.int32]
    priority: NDArray[np.int8]
    latch: NDArray[np.bool_]
    bad_low: NDArray[np.float64]
    bad_high: NDArray[np.float64]
    calm_low: NDArray[np.float64]
    calm_high: NDArray[np.float64]
    rate_us: NDArray[np.float64]
    cycle_us: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.point)

    def slots_of(self, points: NDArray[np.int32]) -> NDArray[np.int64]:
        """Return the slot of each point id, -1 for points that are not judged here."""
        if not len(self.point):
            return np.full(len(points), -1, np.int64)
        found = np.searchsorted(self.point, points)
        found[found == len(self.point)] = 0
        return np.where(self.point[found] == points, found, -1)

    def limit_of(self, slot: int, side: int, level: int) -> float | None:
        """Return the limit crossed at a level of a side (0 low, 1 high), None if there is none."""
        if level == 0 or side > 1:
            return None
        bit = {(0, 1): 1, (0, 2): 0, (1, 1): 2, (1, 2): 3}[side, level]
        value = float(self.threshold[slot, bit] * SIGNS[bit])
        return value if np.isfinite(value) else None


def judgement_of(points: Sequence[PointRow], limits: Sequence[LimitRow]) -> Judgement:
    """Return the arrays of these points; limits of other points are passed over."""
    rows = sorted(points, key=lambda row: row.point)
    count = len(rows)
    slot = {row.point: place for place, row in enumerate(rows)}
    low = np.array([row.range_low for row in rows], float)
    high = np.array([row.range_high for row in rows], float)
    threshold = np.full((count, LIMITS), np.inf)
    release = np.full((count, LIMITS), np.inf)
    on_us, off_us = np.zeros((2, count, 5), np.int64)
    needed = np.ones((count, 5), np.int32)
    priority = np.full((count, 5), 1, np.int8)
    latch = np.zeros((count, 5), bool)
    for limit in limits:
        place, bit = slot.get(limit.point), BITS.index(limit.kind)
        if place is None:
            continue
        threshold[place, bit] = SIGNS[bit] * limit.value
        release[place, bit] = SIGNS[bit] * limit.value - limit.deadband
        on_us[place, bit] = round(limit.on_delay_s * SECOND_US)
        off_us[place, bit] = round(limit.off_delay_s * SECOND_US)
        needed[place, bit] = limit.min_consecutive
        priority[place, bit] = limit.priority
        latch[place, bit] = limit.latch
    rates = [np.inf if row.max_rate is None else row.max_rate / SECOND_US for row in rows]
    return Judgement(
        point=np.array([row.point for row in rows], np.int32),
        threshold=threshold, release=release, on_us=on_us, off_us=off_us, needed=needed,
        priority=priority, latch=latch,
        bad_low=low - BAD_MARGIN * (high - low), bad_high=high + BAD_MARGIN * (high - low),
        calm_low=-threshold[:, :2].min(axis=1, initial=np.inf),
        calm_high=threshold[:, 2:].min(axis=1, initial=np.inf),
        rate_us=np.array(rates, float),
        cycle_us=np.array([round(row.cycle_s * SECOND_US) for row in rows], np.int64),
    )  # fmt: skip
