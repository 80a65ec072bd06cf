"""What is kept of each point between batches."""

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from anlan.telemetry.evaluation.bits import Bits

RING = 3
"""Readings kept for those that come late: the newest and the two cycles before it."""


@dataclass(slots=True, eq=False)
class State:
    """Arrays of a partition; first axis is the slot.

    Attributes:
        last_ts: Newest source time [us], 0 before the first reading.
        last_value: Its value. last_quality: 0 good, 1 uncertain, 2 bad, as judged.
        arrived: Arrival of the newest reading [us].
        stale: Nothing came for three cycles.
        quiet: Calm readings in a row, at most RING + 1: then all of `ring` and `base` is calm too.
        ring_ts, ring_value, ring_bad: The last readings, shape (p, RING); ts 0: empty.
        place: Where the next one goes, which is where the oldest is, shape (p,).
        base_ts: Source time of the newest reading behind the ring [us].
        peak: Furthest value of the low and the high side while it is not normal, shape (p, 2).
        now: Conditions after the newest reading. base: Conditions before the ring's oldest.
    """

    last_ts: NDArray[np.int64]
    last_value: NDArray[np.float64]
    last_quality: NDArray[np.uint8]
    arrived: NDArray[np.int64]
    stale: NDArray[np.bool_]
    quiet: NDArray[np.int8]
    ring_ts: NDArray[np.int64]
    ring_value: NDArray[np.float64]
    ring_bad: NDArray[np.bool_]
    place: NDArray[np.int8]
    base_ts: NDArray[np.int64]
    peak: NDArray[np.float64]
    now: Bits
    base: Bits

    def __len__(self) -> int:
        return len(self.last_ts)

    def levels(self) -> NDArray[np.int8]:
        """Return the status of each side of each point, staleness included; shape (p, 3)."""
        levels = self.now.levels()
        levels[self.stale, 2] = 2
        return levels


PLAIN = tuple(f.name for f in fields(State) if f.name not in ("now", "base"))


def fresh_state(points: int) -> State:
    """Return the state of points that have never reported."""
    return State(
        last_ts=np.zeros(points, np.int64),
        last_value=np.full(points, np.nan),
        last_quality=np.full(points, 2, np.uint8),
        arrived=np.zeros(points, np.int64),
        stale=np.zeros(points, bool),
        quiet=np.zeros(points, np.int8),
        ring_ts=np.zeros((points, RING), np.int64),
        ring_value=np.full((points, RING), np.nan),
        ring_bad=np.zeros((points, RING), bool),
        place=np.zeros(points, np.int8),
        base_ts=np.zeros(points, np.int64),
        peak=np.full((points, 2), np.nan),
        now=Bits.calm(points),
        base=Bits.calm(points),
    )


def remapped(state: State, source: NDArray[np.int64]) -> State:
    """Return the state for another set of points: slot i continues `source[i]`, -1 begins afresh."""
    target = fresh_state(len(source))
    kept = np.flatnonzero(source >= 0)
    origin = source[kept]
    for name in PLAIN:
        getattr(target, name)[kept] = getattr(state, name)[origin]
    target.now.put(kept, state.now.take(origin))
    target.base.put(kept, state.base.take(origin))
    return target
