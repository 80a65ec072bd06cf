"""One step of all conditions of some points: delays, deadbands and counts."""

from dataclasses import dataclass, fields
from typing import Self

import numpy as np
from numpy.typing import NDArray

from anlan.telemetry.evaluation.judgement import DATA, LIMITS, SIGNS, Judgement

SIDES = 3
LOW, HIGH, DATA_SIDE = range(SIDES)
INNER = {0: 1, 3: 2}
"""The inner condition that an outer one brings with it: L for LL, H for HH; so HH comes back to H."""


@dataclass(slots=True, eq=False)
class Bits:
    """The conditions of points; first axis is the slot.

    Attributes:
        active: Whether the condition is on, shape (p, 5).
        since: Where the run towards a change began [us], 0 if none, shape (p, 5).
        count: Readings in that run, shape (p, 5).
        onset: Source time at which a side left normal [us], 0 if it is normal, shape (p, 3).
    """

    active: NDArray[np.bool_]
    since: NDArray[np.int64]
    count: NDArray[np.int32]
    onset: NDArray[np.int64]

    @classmethod
    def calm(cls, points: int) -> Self:
        """Return conditions that are all off."""
        return cls(
            np.zeros((points, 5), bool), np.zeros((points, 5), np.int64),
            np.zeros((points, 5), np.int32), np.zeros((points, SIDES), np.int64),
        )  # fmt: skip

    def take(self, slots: NDArray[np.int64]) -> "Bits":
        """Return a copy of some slots."""
        return Bits(*(getattr(self, f.name)[slots] for f in fields(self)))

    def put(self, slots: NDArray[np.int64], rows: "Bits") -> None:
        """Write rows back to their slots."""
        for f in fields(self):
            getattr(self, f.name)[slots] = getattr(rows, f.name)

    def is_calm(self) -> NDArray[np.bool_]:
        """Return which slots have nothing on and nothing on its way, shape (p,)."""
        moving = np.concatenate([self.active, self.count > 0], axis=1)
        return np.asarray(~moving.any(axis=1), bool)

    def levels(self) -> NDArray[np.int8]:
        """Return the status of each side: 0 normal, 1 first, 2 second level; shape (p, 3)."""
        a = self.active
        levels = np.zeros((len(a), SIDES), np.int8)
        levels[:, LOW] = np.where(a[:, 0], 2, a[:, 1])
        levels[:, HIGH] = np.where(a[:, 3], 2, a[:, 2])
        levels[:, DATA_SIDE] = a[:, DATA]
        return levels


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """One reading each of some points: slots all different.

    Attributes:
        slot: shape (m,). ts: Source time [us]. value: In the point's unit. bad: Fails the gate.
    """

    slot: NDArray[np.int64]
    ts: NDArray[np.int64]
    value: NDArray[np.float64]
    bad: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.slot)

    def take(self, rows: NDArray[np.int64] | NDArray[np.bool_]) -> "Rows":
        """Return some of the rows."""
        return Rows(self.slot[rows], self.ts[rows], self.value[rows], self.bad[rows])


def step(bits: Bits, judgement: Judgement, rows: Rows) -> Bits:
    """Return the conditions after one more reading of each point.

    A condition changes when the reading wants it for the delay and the number of readings asked for.
    A bad reading leaves the limits as they are: it neither raises nor clears, nor breaks a run.

    Args:
        bits: Conditions of the rows' points, one row each; not changed.
        judgement: Of the whole partition.
        rows: The readings.
    """
    wanting, beyond = _wanting(bits, judgement, rows)
    fresh = wanting & (bits.count == 0)
    since = np.where(fresh, rows.ts[:, None], bits.since)
    count = np.where(wanting, bits.count + 1, 0)
    delay = np.where(bits.active, judgement.off_us[rows.slot], judgement.on_us[rows.slot])
    needed = np.where(bits.active, 1, judgement.needed[rows.slot])
    change = wanting & (rows.ts[:, None] - since >= delay) & (count >= needed)
    untouched = np.zeros(wanting.shape, bool)
    untouched[:, :LIMITS] = rows.bad[:, None]
    count = np.where(untouched, bits.count, np.where(change, 0, count)).astype(np.int32)
    since = np.where(untouched, bits.since, np.where(count > 0, since, 0))
    active = np.where(untouched, bits.active, bits.active ^ change)
    for outer, inner in INNER.items():
        brought = active[:, outer] & beyond[:, outer] & ~rows.bad & ~active[:, inner]
        brought &= np.isfinite(judgement.threshold[rows.slot, inner])
        active[brought, inner] = True
        count[brought, inner] = since[brought, inner] = 0
    after = Bits(active, since, count, bits.onset.copy())
    levels = after.levels()
    after.onset = np.where(levels > 0, np.where(bits.onset > 0, bits.onset, rows.ts[:, None]), 0)
    return after


def _wanting(bits: Bits, judgement: Judgement, rows: Rows) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return which conditions the reading wants to change, and which limits it lies beyond."""
    signed = rows.value[:, None] * SIGNS
    wanting = np.empty(bits.active.shape, bool)
    with np.errstate(invalid="ignore"):
        beyond = signed > judgement.threshold[rows.slot]
        back = signed <= judgement.release[rows.slot]
    wanting[:, :LIMITS] = np.where(bits.active[:, :LIMITS], back, beyond)
    wanting[:, DATA] = bits.active[:, DATA] != rows.bad
    return wanting, beyond
