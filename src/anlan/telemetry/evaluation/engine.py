"""A batch of readings through the evaluation of one partition."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from anlan.telemetry.evaluation import late
from anlan.telemetry.evaluation import transitions as out
from anlan.telemetry.evaluation.bits import DATA_SIDE, HIGH, LOW, Rows, step
from anlan.telemetry.evaluation.judgement import Judgement
from anlan.telemetry.evaluation.state import RING, State, fresh_state, remapped

GOOD, UNCERTAIN, BAD = 0, 1, 2
SKEW_US = 5 * 60 * 1_000_000
LATE_CYCLES = 3
STALE_CYCLES = 3


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """Readings to judge, in order of arrival; columns of equal length.

    Attributes:
        point: Ids. ts: Source time [us]. value: In the point's unit. quality: As the source says.
        arrived_us: Arrival [us], one for each reading.
    """

    point: NDArray[np.int32]
    ts: NDArray[np.int64]
    value: NDArray[np.float64]
    quality: NDArray[np.uint8]
    arrived_us: NDArray[np.int64]


class Engine:
    """The evaluation of one partition: limits, state, and the two ways it moves (readings, the clock)."""

    def __init__(self, judgement: Judgement, state: State | None = None) -> None:
        self.judgement = judgement
        self.state = fresh_state(len(judgement)) if state is None else state

    def reload(self, judgement: Judgement) -> None:
        """Take other points or limits; points that stay keep their state."""
        self.state = remapped(self.state, self.judgement.slots_of(judgement.point))
        self.judgement = judgement

    def evaluate(self, batch: Batch) -> out.Transitions:
        """Judge a batch and return the changes of status; readings of unknown points are passed over."""
        slot = self.judgement.slots_of(batch.point)
        known = np.flatnonzero(slot >= 0)
        order = known[_order(slot[known], batch.ts[known])]
        slot, ts, value = slot[order], batch.ts[order], batch.value[order]
        twice = np.zeros(len(slot), bool)
        twice[1:] = (slot[1:] == slot[:-1]) & (ts[1:] == ts[:-1])
        order, slot, ts, value = order[~twice], slot[~twice], ts[~twice], value[~twice]
        rows = Rows(slot, ts, value, self._is_bad(slot, value, batch.quality[order]))
        newer = ts > self.state.last_ts[slot]
        parts = self._late(rows.take(~newer))
        ordered, arrived = rows.take(newer), batch.arrived_us[order][newer]
        said = batch.quality[order][newer]
        quality = self._quality(ordered, said, arrived)
        if len(ordered):
            parts.append(self._in_order(ordered))
            self._remember(ordered, quality, arrived)
        return out.joined(parts)

    def mark_stale(self, slots: NDArray[np.int64], now_us: int) -> out.Transitions:
        """Mark points as stale, `silent` ones as a rule; returns the changes of status.

        Which of the silent ones, the caller decides: of a device that is silent as a whole there is
        more to say than that each of its points is.
        """
        slots = slots[~self.state.stale[slots]]
        before = self.state.levels()[slots]
        self.state.stale[slots] = True
        self.state.quiet[slots] = 0
        rows = Rows(
            slots, np.full(len(slots), now_us), np.full(len(slots), np.nan), np.zeros(len(slots), bool)
        )
        return self._changes(rows, before, self.state.levels()[slots], out.Kind.CLOCK)

    def silent(self, now_us: int, *, since_us: int = 0) -> NDArray[np.bool_]:
        """Return which points have reported before, but not for three cycles; shape (p,).

        Args:
            now_us: The time [us].
            since_us: Silence before this does not count: nobody was listening [us].
        """
        age = now_us - np.maximum(self.state.arrived, since_us)
        silent: NDArray[np.bool_] = (self.state.arrived > 0) & (age > STALE_CYCLES * self.judgement.cycle_us)
        return silent

    def _is_bad(
        self, slot: NDArray[np.int64], value: NDArray[np.float64], quality: NDArray[np.uint8]
    ) -> NDArray[np.bool_]:
        j = self.judgement
        within = (value >= j.bad_low[slot]) & (value <= j.bad_high[slot])
        return np.asarray(~within | (quality == BAD), bool)

    def _quality(self, rows: Rows, said: NDArray[np.uint8], arrived: NDArray[np.int64]) -> NDArray[np.uint8]:
        """Return the quality shown for each reading: late, skewed or jumping ones are uncertain."""
        slot = rows.slot
        same = np.zeros(len(slot), bool)
        same[1:] = slot[1:] == slot[:-1]
        previous_ts = np.where(same, np.roll(rows.ts, 1), self.state.last_ts[slot])
        previous = np.where(same, np.roll(rows.value, 1), self.state.last_value[slot])
        lag = arrived - rows.ts
        with np.errstate(invalid="ignore"):
            jump = np.abs(rows.value - previous) > self.judgement.rate_us[slot] * (rows.ts - previous_ts)
        doubtful = jump | (lag > LATE_CYCLES * self.judgement.cycle_us[slot]) | (-lag > SKEW_US)
        quality = np.where(doubtful | (said == UNCERTAIN), UNCERTAIN, GOOD)
        return np.where(rows.bad, BAD, quality).astype(np.uint8)

    def _late(self, rows: Rows) -> list[out.Transitions]:
        if not len(rows):
            return []
        usable = rows.take(late.in_window(self.state, self.judgement, rows))
        return [
            late.insert(self.state, self.judgement, usable.take(np.array([i]))) for i in range(len(usable))
        ]

    def _in_order(self, rows: Rows) -> out.Transitions:
        state, j, slot = self.state, self.judgement, rows.slot
        with np.errstate(invalid="ignore"):
            calm = ~rows.bad & (rows.value >= j.calm_low[slot]) & (rows.value <= j.calm_high[slot])
        interesting = ~calm | (state.quiet[slot] <= RING)
        flagged = np.zeros(len(state), bool)
        flagged[slot[interesting]] = True
        busy = flagged[slot]
        if not busy.all():
            self._pass_quietly(rows.take(~busy))
        if not busy.any():
            return out.none()
        judged, calm = rows.take(busy), calm[busy]
        rank = _rank(judged.slot)
        by_rank = np.argsort(rank, kind="stable")
        ends = np.searchsorted(rank[by_rank], np.arange(rank.max() + 2))
        rounds = [by_rank[a:b] for a, b in pairwise(ends)]
        return out.joined([self._round(judged.take(picked), calm[picked]) for picked in rounds])

    def _round(self, rows: Rows, calm: NDArray[np.bool_]) -> out.Transitions:
        """Judge one reading each of some points, all newer than what their points have."""
        state, slot = self.state, rows.slot
        full = state.ring_ts[slot, -1] > 0
        evicted = rows.slot[full]
        if len(evicted):
            oldest = Rows(
                evicted, state.ring_ts[evicted, 0], state.ring_value[evicted, 0], state.ring_bad[evicted, 0]
            )
            state.base.put(evicted, step(state.base.take(evicted), self.judgement, oldest))
        self._push(rows)
        now = state.now.take(slot)
        before = now.levels()
        before[state.stale[slot], 2] = 2
        after = step(now, self.judgement, rows)
        state.now.put(slot, after)
        state.stale[slot] = False
        self._follow_peaks(rows, before, after.levels())
        settled = calm & after.is_calm()
        state.quiet[slot] = np.where(settled, np.minimum(state.quiet[slot] + 1, RING + 1), 0)
        return self._changes(rows, before, after.levels(), out.Kind.IN_ORDER)

    def _follow_peaks(self, rows: Rows, before: NDArray[np.int8], after: NDArray[np.int8]) -> None:
        for side, further in ((LOW, np.fmin), (HIGH, np.fmax)):
            on = (after[:, side] > 0) & ~rows.bad
            slot, value = rows.slot[on], rows.value[on]
            was_on = before[on, side] > 0
            peak = np.where(was_on, further(self.state.peak[slot, side], value), value)
            self.state.peak[slot, side] = peak

    def _pass_quietly(self, rows: Rows) -> None:
        """Keep readings of points with nothing on, nothing on its way and nothing beyond a limit."""
        back = _rank_from_end(rows.slot)
        for place in range(RING, -1, -1):
            picked = np.flatnonzero(back == place)
            if len(picked):
                self._push(rows.take(picked))

    def _push(self, rows: Rows) -> None:
        """Append to the rings; what falls out becomes the newest behind the ring."""
        state, slot = self.state, rows.slot
        filled = (state.ring_ts[slot] > 0).sum(axis=1)
        full = filled == RING
        moved = slot[full]
        state.base_ts[moved] = state.ring_ts[moved, 0]
        for ring, new in (
            (state.ring_ts, rows.ts), (state.ring_value, rows.value), (state.ring_bad, rows.bad)
        ):  # fmt: skip
            ring[moved, :-1] = ring[moved, 1:]
            ring[slot, np.minimum(filled, RING - 1)] = new

    def _remember(self, rows: Rows, quality: NDArray[np.uint8], arrived: NDArray[np.int64]) -> None:
        last = np.flatnonzero(np.append(rows.slot[1:] != rows.slot[:-1], True))
        slot = rows.slot[last]
        self.state.last_ts[slot] = rows.ts[last]
        self.state.last_value[slot] = rows.value[last]
        self.state.last_quality[slot] = quality[last]
        self.state.arrived[slot] = arrived[last]

    def _changes(
        self, rows: Rows, before: NDArray[np.int8], after: NDArray[np.int8], kind: out.Kind
    ) -> out.Transitions:
        row, side = np.nonzero(before != after)
        if not len(row):
            return out.none()
        slot = rows.slot[row]
        onset = self.state.now.onset[slot, side]
        started = (after[row, side] > 0) & (onset == 0)
        return out.Transitions(
            point=self.judgement.point[slot], slot=slot, side=side.astype(np.int8),
            before=before[row, side], after=after[row, side], ts=rows.ts[row], value=rows.value[row],
            onset=np.where(started, rows.ts[row], onset),
            peak=np.where(side < DATA_SIDE, self.state.peak[slot, np.minimum(side, HIGH)], np.nan),
            kind=np.full(len(row), kind, np.int8),
        )  # fmt: skip


def _order(slot: NDArray[np.int64], ts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the order by slot and time; equal ones stay in order of arrival."""
    rising = (slot[1:] > slot[:-1]) | ((slot[1:] == slot[:-1]) & (ts[1:] >= ts[:-1]))
    return np.arange(len(slot)) if rising.all() else np.lexsort((ts, slot))


def _rank(slot: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the place of each row within its slot's run, from 0; rows are sorted by slot."""
    first = np.flatnonzero(np.append(True, slot[1:] != slot[:-1]))
    lengths = np.diff(np.append(first, len(slot)))
    return np.arange(len(slot)) - np.repeat(first, lengths)


def _rank_from_end(slot: NDArray[np.int64]) -> NDArray[np.int64]:
    return _rank(slot[::-1])[::-1]
