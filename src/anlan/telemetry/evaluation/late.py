"""Readings that come out of order: judged as if they had come in time.

Within two cycles of the newest reading the last few readings are kept in a ring, and the conditions
before them in `base`. A late reading is put into its place and the ring is judged again. Where the
outcome differs from what was said before, the difference is said now.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from anlan.telemetry.evaluation import transitions as out
from anlan.telemetry.evaluation.bits import DATA_SIDE, SIDES, Bits, Rows, step
from anlan.telemetry.evaluation.judgement import Judgement
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


_Reading = tuple[int, float, bool]


def in_window(state: State, judgement: Judgement, rows: Rows) -> NDArray[np.bool_]:
    """Return which readings, none newer than their point's newest, can still be put into their place."""
    slot = rows.slot
    known = (state.ring_ts[slot] == rows.ts[:, None]).any(axis=1)
    recent = rows.ts >= state.last_ts[slot] - WINDOW_CYCLES * judgement.cycle_us[slot]
    usable: NDArray[np.bool_] = recent & ~known & (rows.ts > state.base_ts[slot])
    return usable


def insert(state: State, judgement: Judgement, row: Rows) -> out.Transitions:
    """Put one late reading (one row) into its place and judge its point's ring again; changes `state`."""
    place = int(row.slot[0])
    base = state.base.take(row.slot)
    old = _ring(state, place)
    new = sorted([*old, (int(row.ts[0]), float(row.value[0]), bool(row.bad[0]))])
    _, before = _replay(base, judgement, place, old)
    bits, after = _replay(base, judgement, place, new)
    if len(new) > RING:
        evicted = new.pop(0)
        state.base.put(row.slot, _replay(base, judgement, place, [evicted])[0])
        state.base_ts[place] = evicted[0]
    state.now.put(row.slot, bits)
    state.quiet[place] = 0
    for position, reading in enumerate(new):
        state.ring_ts[place, position], state.ring_value[place, position], state.ring_bad[place, position] = (
            reading
        )
    return _difference(judgement, place, before, after)


def _ring(state: State, place: int) -> list[_Reading]:
    filled = int((state.ring_ts[place] > 0).sum())
    columns = (state.ring_ts, state.ring_value, state.ring_bad)
    ts, value, bad = (column[place, :filled].tolist() for column in columns)
    return list(zip(ts, value, bad, strict=True))


def _replay(
    bits: Bits, judgement: Judgement, place: int, readings: list[_Reading]
) -> tuple[Bits, list[_Change]]:
    changes: list[_Change] = []
    slot = np.array([place])
    for ts, value, bad in readings:
        rows = Rows(slot, np.array([ts]), np.array([value]), np.array([bad]))
        after = step(bits, judgement, rows)
        was, now = bits.levels()[0], after.levels()[0]
        changes += [
            _Change(side, int(was[side]), int(now[side]), ts, value, int(after.onset[0, side]))
            for side in range(SIDES)
            if was[side] != now[side]
        ]
        bits = after
    return bits, changes


def _difference(
    judgement: Judgement, place: int, before: list[_Change], after: list[_Change]
) -> out.Transitions:
    """Return what has to be said so that who heard `before` knows `after`."""
    said: list[_Change] = []
    for side in range(SIDES):
        old = [change for change in before if change.side == side]
        new = [change for change in after if change.side == side]
        while old and new and old[0] == new[0]:
            old, new = old[1:], new[1:]
        said += _correction(old, new)
    point = judgement.point[place]
    return out.Transitions(
        point=np.full(len(said), point, np.int32),
        slot=np.full(len(said), place, np.int64),
        side=np.array([c.side for c in said], np.int8),
        before=np.array([c.before for c in said], np.int8),
        after=np.array([c.after for c in said], np.int8),
        ts=np.array([c.ts for c in said], np.int64),
        value=np.array([c.value for c in said], np.float64),
        onset=np.array([c.onset for c in said], np.int64),
        peak=np.array([c.value if c.side < DATA_SIDE else np.nan for c in said], np.float64),
        kind=np.full(len(said), out.Kind.LATE, np.int8),
    )


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
