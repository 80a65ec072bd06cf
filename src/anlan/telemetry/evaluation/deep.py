"""Many readings of a point in one batch, judged at once: runs instead of steps.

A run of readings beyond a limit cannot begin before a run of readings back inside has ended, and the
other way round. So where a condition is set and where it is reset can be told without knowing whether
it is on; the newest of the two decides. `bits.step` for one reading after the other gives the same.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from anlan.telemetry.evaluation.bits import DATA_SIDE, HIGH, INNER, LOW, SIDES, Bits, Rows
from anlan.telemetry.evaluation.judgement import DATA, LIMITS, SIGNS, Judgement
from anlan.telemetry.evaluation.segments import Flags, Ints, Run, Segments, last_where, runs, segments


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """What the readings came to.

    Attributes:
        levels: Status of each side after each row, shape (m, 3). before: Before it, shape (m, 3).
        onset: When the side left normal [us], 0 if it is normal, shape (m, 3).
        bits: Conditions after the last row of each group. at: The groups.
    """

    levels: NDArray[np.int8]
    before: NDArray[np.int8]
    onset: Ints
    bits: Bits
    at: Segments


def judge_all(bits: Bits, judgement: Judgement, rows: Rows) -> Judged:
    """Judge rows sorted by (slot, source time).

    Args:
        bits: Conditions before them, one row for each slot in order.
        judgement: Of the whole partition.
        rows: The readings.
    """
    at = segments(rows.slot)
    after = bits.take(np.arange(len(at.first)))
    active = np.empty((len(rows), LIMITS + 1), bool)
    good, every = ~rows.bad, np.ones(len(rows), bool)
    for bit in (0, 3, 1, 2):
        signed = rows.value * SIGNS[bit]
        with np.errstate(invalid="ignore"):
            beyond = good & (signed > judgement.threshold[rows.slot, bit])
            inside = good & (signed <= judgement.release[rows.slot, bit])
        forced = None
        for outer, inner in INNER.items():
            if inner == bit:
                forced = active[:, outer] & good & _beyond(outer, rows, judgement)
                forced &= np.isfinite(judgement.threshold[rows.slot, bit])
        active[:, bit] = _condition(bit, (beyond, inside, good), forced, (rows, at), judgement, after)
    active[:, DATA] = _condition(DATA, (rows.bad, good, every), None, (rows, at), judgement, after)
    return _summary(active, rows, at, bits, after)


def _beyond(bit: int, rows: Rows, judgement: Judgement) -> Flags:
    with np.errstate(invalid="ignore"):
        return np.asarray(rows.value * SIGNS[bit] > judgement.threshold[rows.slot, bit], bool)


def _condition(
    bit: int, marks: tuple[Flags, Flags, Flags], forced: Flags | None, where: tuple[Rows, Segments],
    judgement: Judgement, state: Bits,
) -> Flags:  # fmt: skip
    """Return whether a condition is on after each row, and bring its state up to date."""
    beyond, inside, visible = marks
    rows, at = where
    was, since, count = state.active[:, bit], state.since[:, bit], state.count[:, bit].astype(np.int64)
    out = runs(beyond, visible, rows.ts, at, Run(since, np.where(was, 0, count)))
    back = runs(inside, visible, rows.ts, at, Run(since, np.where(was, count, 0)))
    slot = rows.slot
    is_set = beyond & (rows.ts - out.since >= judgement.on_us[slot, bit])
    is_set &= out.count >= judgement.needed[slot, bit]
    if forced is not None:
        is_set |= forced
    is_reset = inside & (rows.ts - back.since >= judgement.off_us[slot, bit])
    newest = last_where(is_set | is_reset, at)
    active: Flags = np.where(newest >= 0, is_set[newest], was[at.group])
    on = active[at.last]
    left = np.where(on, back.count[at.last], out.count[at.last])
    state.active[:, bit] = on
    state.count[:, bit] = left
    state.since[:, bit] = np.where(left > 0, np.where(on, back.since[at.last], out.since[at.last]), 0)
    return active


def _summary(active: Flags, rows: Rows, at: Segments, before: Bits, after: Bits) -> Judged:
    shape = active.shape
    onset = np.empty((len(rows), SIDES), np.int64)
    by_row = Bits(active, np.empty(shape, np.int64), np.empty(shape, np.int32), onset)
    levels = by_row.levels()
    previous = np.empty_like(levels)
    previous[1:] = levels[:-1]
    previous[at.first] = before.levels()
    for side in (LOW, HIGH, DATA_SIDE):
        began = last_where((levels[:, side] > 0) & (previous[:, side] == 0), at)
        since = np.where(began >= 0, rows.ts[began], before.onset[at.group, side])
        onset[:, side] = np.where(levels[:, side] > 0, since, 0)
    after.onset[:] = onset[at.last]
    return Judged(levels, previous, onset, after, at)


def follow_peaks(
    peak: NDArray[np.float64], rows: Rows, before: NDArray[np.int8], after: NDArray[np.int8]
) -> NDArray[np.float64]:
    """Return the furthest value at each row that changed a side, and bring `peak` up to date.

    Args:
        peak: Furthest value by slot and side (low, high) while it is not normal, shape (p, 2).
        rows: Sorted by (slot, time).
        before: Status of each side before each row, shape (m, 3).
        after: After it, shape (m, 3).
    """
    at = segments(rows.slot)
    found = np.full(before.shape, np.nan)
    for side, further in ((LOW, np.fmin), (HIGH, np.fmax)):
        concerned = np.unique(at.group[(before[:, side] > 0) | (after[:, side] > 0)])
        good = np.where(rows.bad, np.nan, rows.value)
        for group in concerned.tolist():
            first, last = int(at.first[group]), int(at.last[group])
            slot = int(rows.slot[first])
            furthest, seen = peak[slot, side] if before[first, side] else np.nan, first
            steps = np.flatnonzero(before[first : last + 1, side] != after[first : last + 1, side]) + first
            for row in steps.tolist():
                seen = row if before[row, side] == 0 else seen
                start = np.nan if before[row, side] == 0 else furthest
                furthest = further(start, further.reduce(good[seen : row + 1]))
                found[row, side], seen = furthest, row + 1
            if after[last, side] and seen <= last:
                furthest = further(furthest, further.reduce(good[seen : last + 1]))
            peak[slot, side] = furthest
    return found
