"""Readings that come out of order: judged as if they had come in time.

Within two cycles of the newest reading the last few readings are kept in a ring, and the conditions
before them in `base`. A late reading is put into its place and the ring is judged again. Where the
outcome differs from what was said before, the difference is said now.
"""

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from anlan.telemetry.evaluation import deep
from anlan.telemetry.evaluation import transitions as out
from anlan.telemetry.evaluation.bits import DATA_SIDE, HIGH, LOW, Rows
from anlan.telemetry.evaluation.judgement import Judgement
from anlan.telemetry.evaluation.segments import segments
from anlan.telemetry.evaluation.state import RING, State

WINDOW_CYCLES = 2


@dataclass(frozen=True, slots=True)
class _Change:
    side: int
    before: int
    after: int
    ts: int
    value: float
    onset: int


def in_window(state: State, judgement: Judgement, rows: Rows) -> NDArray[np.bool_]:
    """Return which readings, none newer than their point's newest, can still be put into their place."""
    slot = rows.slot
    known = (state.ring_ts[slot] == rows.ts[:, None]).any(axis=1)
    recent = rows.ts >= state.last_ts[slot] - WINDOW_CYCLES * judgement.cycle_us[slot]
    usable: NDArray[np.bool_] = recent & ~known & (rows.ts > state.base_ts[slot])
    return usable


def insert(state: State, judgement: Judgement, rows: Rows) -> out.Transitions:
    """Put late readings, sorted by (slot, time), into their places and judge the rings again.

    Changes `state`. All points at once: a device with a bad clock must not hold up the others.
    """
    if not len(rows):
        return out.none()
    slots = np.unique(rows.slot)
    base, kept = state.base.take(slots), ring_rows(state, slots)
    merged = sorted_rows(kept, rows)
    before, after = deep.judge_all(base, judgement, kept), deep.judge_all(base, judgement, merged)
    move_base(state, judgement, slots, merged)
    state.now.put(slots, after.bits)
    state.quiet[slots] = 0
    return _differences(state, judgement, (kept, before), (merged, after))


def ring_rows(state: State, slots: NDArray[np.int64]) -> Rows:
    """Return the readings in the rings of some slots, sorted by (slot, time)."""
    order = (state.place[slots][:, None] + np.arange(RING)) % RING
    rings = [ring[slots[:, None], order] for ring in (state.ring_ts, state.ring_value, state.ring_bad)]
    there = rings[0] > 0
    slot = np.broadcast_to(slots[:, None], there.shape)[there]
    return Rows(slot, *(ring[there] for ring in rings))


def sorted_rows(one: Rows, two: Rows) -> Rows:
    """Return rows of both, sorted by (slot, time)."""
    columns = [np.concatenate([getattr(one, f.name), getattr(two, f.name)]) for f in fields(Rows)]
    order = np.lexsort((columns[1], columns[0]))
    return Rows(*(column[order] for column in columns))


def move_base(state: State, judgement: Judgement, slots: NDArray[np.int64], rows: Rows) -> None:
    """Keep the newest of the rows in the rings of their slots; judge what falls out into `base`."""
    at = segments(rows.slot)
    back = at.last[at.group] - at.index
    gone = back >= RING
    if gone.any():
        left = rows.take(gone)
        moved = np.unique(left.slot)
        state.base.put(moved, deep.judge_all(state.base.take(moved), judgement, left).bits)
        state.base_ts[moved] = left.ts[segments(left.slot).last]
    kept = np.minimum(at.last - at.first + 1, RING)
    place = kept[at.group] - 1 - back
    stay = ~gone
    state.ring_ts[slots] = 0
    state.place[slots] = kept % RING
    state.ring_ts[rows.slot[stay], place[stay]] = rows.ts[stay]
    state.ring_value[rows.slot[stay], place[stay]] = rows.value[stay]
    state.ring_bad[rows.slot[stay], place[stay]] = rows.bad[stay]


def _differences(
    state: State, judgement: Judgement, before: tuple[Rows, deep.Judged], after: tuple[Rows, deep.Judged]
) -> out.Transitions:
    """Return what has to be said so that who heard `before` knows `after`."""
    told, found = _changes_of(*before), _changes_of(*after)
    said: list[tuple[int, _Change]] = []
    for place, side in sorted({*told, *found}):
        old, new = told.get((place, side), []), found.get((place, side), [])
        while old and new and old[0] == new[0]:
            old, new = old[1:], new[1:]
        said += [(place, change) for change in _correction(old, new)]
    slots = np.array([place for place, _ in said], np.int64)
    changes = [change for _, change in said]
    _follow_peaks(state, after[0])
    return out.Transitions(
        point=judgement.point[slots],
        slot=slots,
        side=np.array([c.side for c in changes], np.int8),
        before=np.array([c.before for c in changes], np.int8),
        after=np.array([c.after for c in changes], np.int8),
        ts=np.array([c.ts for c in changes], np.int64),
        value=np.array([c.value for c in changes], np.float64),
        onset=np.array([c.onset for c in changes], np.int64),
        peak=np.array([state.peak[p, c.side] if c.side < DATA_SIDE else np.nan for p, c in said], np.float64),
        kind=np.full(len(said), out.Kind.LATE, np.int8),
    )


def _changes_of(rows: Rows, judged: deep.Judged) -> dict[tuple[int, int], list[_Change]]:
    changes: dict[tuple[int, int], list[_Change]] = {}
    for row, side in np.argwhere(judged.levels != judged.before).tolist():
        change = _Change(
            side, int(judged.before[row, side]), int(judged.levels[row, side]), int(rows.ts[row]),
            float(rows.value[row]), int(judged.onset[row, side]),
        )  # fmt: skip
        changes.setdefault((int(rows.slot[row]), side), []).append(change)
    return changes


def _follow_peaks(state: State, rows: Rows) -> None:
    """Let the readings that are in the rings now count for the furthest values."""
    for side, ufunc in ((LOW, np.fmin), (HIGH, np.fmax)):
        onset = state.now.onset[rows.slot, side]
        counts = (onset > 0) & (rows.ts >= onset) & ~rows.bad
        ufunc.at(state.peak[:, side], rows.slot[counts], rows.value[counts])


def _correction(old: list[_Change], new: list[_Change]) -> list[_Change]:
    """Return the changes of one side that lead from the end of `old` through `new`.

    Where both tell of a side that left normal, only the newest word on it is repeated, so that an open
    record gets its true onset and level instead of a second raise.
    """
    if not old:
        return new
    standing = old[-1].after
    if not new:
        undone = old[0]
        return [] if standing == undone.before else [_Change(
            undone.side, standing, undone.before, undone.ts, undone.value, 0
        )]  # fmt: skip
    first, *rest = new
    return [_Change(first.side, standing, first.after, first.ts, first.value, first.onset), *rest]
