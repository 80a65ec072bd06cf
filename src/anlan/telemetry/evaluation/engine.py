"""A batch of readings through the evaluation of one partition."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from anlan.telemetry.evaluation import deep, late
from anlan.telemetry.evaluation import transitions as out
from anlan.telemetry.evaluation.bits import DATA_SIDE, HIGH, LOW, Rows, step
from anlan.telemetry.evaluation.judgement import Judgement
from anlan.telemetry.evaluation.segments import segments
from anlan.telemetry.evaluation.state import RING, State, fresh_state, remapped

GOOD, UNCERTAIN, BAD = 0, 1, 2
SKEW_US = 5 * 60 * 1_000_000
FAR_US = 1 << 41
NEXT = np.roll(np.arange(RING, dtype=np.int8), -1)
DEEP = 4
"""More readings than this of one point in a batch are judged at once instead of one after the other."""
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
        """Judge a batch and return the changes of status; readings of unknown points are passed over.

        A source time more than five minutes ahead is taken for a wrong clock: the reading counts at its
        arrival, lest all later ones look old. Of several at one source time the first counts. How
        arrivals are cut into batches makes no difference.
        """
        slot = self.judgement.slots_of(batch.point)
        known = np.flatnonzero(slot >= 0)
        arrived, said = batch.arrived_us[known], batch.quality[known]
        slot, ts, value = slot[known], batch.ts[known], batch.value[known]
        ahead = ts - arrived > SKEW_US
        if ahead.any():
            ts = np.where(ahead, arrived, ts)
            said = np.where(ahead & (said == GOOD), UNCERTAIN, said).astype(np.uint8)
        order = self._order(slot, ts)
        slot, ts, value = slot[order], ts[order], value[order]
        arrived, said = arrived[order], said[order]
        rows = Rows(slot, ts, value, self._is_bad(slot, value, said))
        newer = ts > self.state.last_ts[slot]
        parts = []
        if not newer.all():
            older = rows.take(~newer)
            usable = late.in_window(self.state, self.judgement, older)
            parts.append(late.insert(self.state, self.judgement, older.take(usable)))
            rows, arrived, said = rows.take(newer), arrived[newer], said[newer]
        if len(rows):
            quality = self._quality(rows, said, arrived)
            parts.append(self._in_order(rows))
            self._remember(rows, quality, arrived)
        return out.joined(parts)

    def evaluate_in_turn(self, batches: Sequence[Batch]) -> out.Transitions:
        """Judge batches as if each came alone, all at once where that makes no difference.

        What is said of late readings depends on what was said before, so that a replay must cut the
        readings where the first time cut them: at the entries of the log.
        """
        if len(batches) > 1:
            names = [f.name for f in fields(Batch)]
            whole = Batch(*(np.concatenate([getattr(b, name) for b in batches]) for name in names))
            if self._comes_in_order(whole):
                return self.evaluate(whole)
        return out.joined([self.evaluate(batch) for batch in batches])

    def _comes_in_order(self, batch: Batch) -> bool:
        """Return whether every reading is newer than the one of its point before it."""
        slot = self.judgement.slots_of(batch.point)
        known = slot >= 0
        slot, ts = slot[known], batch.ts[known]
        newer = ts > self.state.last_ts[slot]
        if not newer.all() or (ts - batch.arrived_us[known] > SKEW_US).any():
            return False
        if (slot[1:] > slot[:-1]).all():
            return True
        order = np.argsort(slot, kind="stable")
        slot, ts = slot[order], ts[order]
        return bool(((slot[1:] > slot[:-1]) | (ts[1:] > ts[:-1])).all())

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
        previous_ts, previous = self.state.last_ts[slot], self.state.last_value[slot]
        if same.any():
            previous_ts = np.where(same, np.roll(rows.ts, 1), previous_ts)
            previous = np.where(same, np.roll(rows.value, 1), previous)
        lag = arrived - rows.ts
        with np.errstate(invalid="ignore"):
            jump = np.abs(rows.value - previous) > self.judgement.rate_us[slot] * (rows.ts - previous_ts)
        doubtful = jump | (lag > LATE_CYCLES * self.judgement.cycle_us[slot]) | (-lag > SKEW_US)
        quality = np.where(doubtful | (said == UNCERTAIN), UNCERTAIN, GOOD)
        return np.where(rows.bad, BAD, quality).astype(np.uint8)

    def _order(self, slot: NDArray[np.int64], ts: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the rows to look at, by slot and time; doubles and what comes too late are left out."""
        same = slot[1:] == slot[:-1]
        if ((slot[1:] > slot[:-1]) | (same & (ts[1:] > ts[:-1]))).all():
            return np.arange(len(slot))
        order = np.lexsort((ts, slot))
        place, at = slot[order], ts[order]
        same = place[1:] == place[:-1]
        wanted = np.ones(len(order), bool)
        wanted[1:] = ~(same & (at[1:] == at[:-1]))
        if (same & (order[1:] < order[:-1])).any():
            late_us = late.WINDOW_CYCLES * self.judgement.cycle_us[slot]
            wanted &= ~_overtaken(slot, ts, late_us)[order]
        return order[wanted]

    def _in_order(self, rows: Rows) -> out.Transitions:
        state, j, slot = self.state, self.judgement, rows.slot
        with np.errstate(invalid="ignore"):
            calm = ~rows.bad & (rows.value >= j.calm_low[slot]) & (rows.value <= j.calm_high[slot])
        interesting = ~calm | (state.quiet[slot] <= RING)
        flagged = np.zeros(len(state), bool)
        flagged[slot[interesting]] = True
        busy = flagged[slot]
        if not busy.all():
            self._pass_quietly(rows.take(~busy) if busy.any() else rows)
        if not busy.any():
            return out.none()
        judged, calm = rows.take(busy), calm[busy]
        at = segments(judged.slot)
        rank, many = at.index - at.start, (at.last - at.first >= DEEP)[at.group]
        parts = [self._deeply(judged.take(many))] if many.any() else []
        if not many.all():
            by_rank = np.argsort(np.where(many, DEEP, rank), kind="stable")
            ends = np.searchsorted(rank[by_rank[: int((~many).sum())]], np.arange(DEEP + 1))
            rounds = [by_rank[a:b] for a, b in pairwise(ends) if b > a]
            parts += [self._round(judged.take(picked), calm[picked]) for picked in rounds]
        return out.joined(parts)

    def _deeply(self, rows: Rows) -> out.Transitions:
        """Judge many readings each of some points at once, all newer than what their points have."""
        state, slots = self.state, np.unique(rows.slot)
        kept = late.ring_rows(state, slots)
        merged = late.sorted_rows(kept, rows)
        judged = deep.judge_all(state.base.take(slots), self.judgement, merged)
        new = merged.ts > state.last_ts[merged.slot]
        before, levels = judged.before[new], judged.levels[new]
        at = segments(rows.slot)
        before[at.first[state.stale[slots]], DATA_SIDE] = 2
        late.move_base(state, self.judgement, slots, merged)
        state.now.put(slots, judged.bits)
        state.stale[slots], state.quiet[slots] = False, 0
        peaks = deep.follow_peaks(state.peak, rows, before, levels)
        row, side = np.nonzero(before != levels)
        onset, onset_before = judged.onset[new][row, side], rows.ts[row]
        return self._transitions(
            rows.take(row), side, (before[row, side], levels[row, side]),
            np.where((levels[row, side] > 0) & (onset == 0), onset_before, onset), peaks[row, side],
        )  # fmt: skip

    def _round(self, rows: Rows, calm: NDArray[np.bool_]) -> out.Transitions:
        """Judge one reading each of some points, all newer than what their points have."""
        state, slot = self.state, rows.slot
        place = state.place[slot]
        full = state.ring_ts[slot, place] > 0
        if full.any():
            evicted, place = slot[full], place[full]
            at = evicted, place
            oldest = Rows(evicted, state.ring_ts[at], state.ring_value[at], state.ring_bad[at])
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
        if (rows.slot[1:] != rows.slot[:-1]).all():
            self._push(rows)
            return
        at = segments(rows.slot)
        back = at.last[at.group] - at.index
        for place in range(min(RING, int(back.max())), -1, -1):
            self._push(rows.take(back == place))

    def _push(self, rows: Rows) -> None:
        """Append to the rings; what is overwritten becomes the newest behind the ring."""
        state, slot = self.state, rows.slot
        place = state.place[slot]
        at = slot * RING + place
        state.base_ts[slot] = np.maximum(state.ring_ts.ravel()[at], state.base_ts[slot])
        state.ring_ts.ravel()[at] = rows.ts
        state.ring_value.ravel()[at] = rows.value
        state.ring_bad.ravel()[at] = rows.bad
        state.place[slot] = NEXT[place]

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
        peak = np.where(side < DATA_SIDE, self.state.peak[slot, np.minimum(side, HIGH)], np.nan)
        levels = before[row, side], after[row, side]
        return self._transitions(
            rows.take(row), side, levels, np.where(started, rows.ts[row], onset), peak, kind
        )

    def _transitions(
        self,
        rows: Rows,
        side: NDArray[np.int64],
        levels: tuple[NDArray[np.int8], NDArray[np.int8]],
        onset: NDArray[np.int64],
        peak: NDArray[np.float64],
        kind: out.Kind = out.Kind.IN_ORDER,
    ) -> out.Transitions:
        return out.Transitions(
            point=self.judgement.point[rows.slot], slot=rows.slot, side=side.astype(np.int8),
            before=levels[0], after=levels[1], ts=rows.ts, value=rows.value, onset=onset, peak=peak,
            kind=np.full(len(rows), kind, np.int8),
        )  # fmt: skip


def _overtaken(
    slot: NDArray[np.int64], ts: NDArray[np.int64], late_us: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Return which readings came more than `late_us` behind an earlier arrival of their point."""
    order = np.argsort(slot, kind="stable")
    at = segments(slot[order])
    age = np.minimum(ts.max() - ts[order], FAR_US)
    newest = np.maximum.accumulate(at.group * (FAR_US + 1) - age) - at.group * (FAR_US + 1)
    behind = np.empty(len(slot), bool)
    behind[order] = -age < newest - late_us[order]
    return behind
