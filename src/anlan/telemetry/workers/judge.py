"""Readings into alarms, exactly once: evaluation and checkpoint of one partition."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from math import isnan
from time import perf_counter

import numpy as np
from django.db import transaction
from numpy.typing import NDArray

from anlan.contracts.alarms import AlarmChanged
from anlan.contracts.readings import ReadingBatch
from anlan.kernel.instants import from_micros, to_micros
from anlan.telemetry.actions.outputs import DATA_PRIORITY, StatusChange, apply_changes
from anlan.telemetry.evaluation.engine import Engine
from anlan.telemetry.evaluation.judgement import Judgement
from anlan.telemetry.evaluation.state import remapped
from anlan.telemetry.evaluation.storage import dump, load
from anlan.telemetry.evaluation.transitions import SIDE_NAMES, STATUS, Kind, Transitions
from anlan.telemetry.models import PartitionState
from anlan.telemetry.queries.judgement import PartitionPoints
from anlan.telemetry.workers import metrics
from anlan.telemetry.workers.batches import Readings

SAVE_EVERY = timedelta(seconds=2)


class OwnershipLostError(Exception):
    """Somebody else has taken the partition over: stop at once, nothing was written."""


class Judge:
    """Owns the evaluation state of a partition. Not thread-safe; every method uses the database."""

    def __init__(self, *, partition: int, owner: str, points: PartitionPoints, now: datetime) -> None:
        """Take the partition over: read its checkpoint and write ourselves into it.

        Args:
            partition: Which.
            owner: Our name, unique among workers; whoever stands in the row may write.
            points: Of the partition.
            now: When.
        """
        self.partition = partition
        self.points = points
        self._owner = owner
        self._since_us = to_micros(now)
        self._saved_at = now
        self._dirty = False
        self._published_us = np.zeros(len(points.judgement), np.int64)
        row = self._take_over(now)
        self.applied, self.state_sequence, self.sequence = (
            row.applied_sequence,
            row.state_sequence,
            row.state_sequence,
        )
        self._engine = Engine(points.judgement)
        if row.state:
            known, state = load(bytes(row.state))
            source = _slots(known, points.judgement)
            self._engine = Engine(points.judgement, remapped(state, source))

    def take(self, readings: Readings, now: datetime) -> list[AlarmChanged]:
        """Judge readings that follow the last ones, and commit what comes of them.

        Raises:
            OwnershipLostError: Another worker owns the partition now.
        """
        if readings.sequence <= self.sequence:
            return []
        started = perf_counter()
        transitions = self._engine.evaluate(readings.to_judge())
        metrics.EVALUATE.observe(perf_counter() - started)
        metrics.READINGS.labels(self.partition).inc(len(readings))
        metrics.BATCH.observe(len(readings))
        self.sequence = readings.sequence
        self._dirty = True
        if readings.sequence <= self.applied or not len(transitions):
            return []
        rows = self._commit(transitions, now)
        if len(readings):
            oldest = from_micros(int(readings.arrived_us.min()))
            metrics.ALARM_LATENCY.observe(max(0.0, (now - oldest).total_seconds()))
        return rows

    def save(self, now: datetime, *, at_once: bool = False) -> None:
        """Write the state if it has changed and was not written for a while.

        Raises:
            OwnershipLostError: Another worker owns the partition now.
        """
        if not at_once and (not self._dirty or now - self._saved_at < SAVE_EVERY):
            return
        with transaction.atomic():
            self._write(now, with_state=True)
        self._saved(now)

    def mark_silent(self, now: datetime) -> tuple[list[AlarmChanged], set[int]]:
        """Mark points that fell silent while their device speaks; return the rows and the silent devices."""
        now_us = to_micros(now)
        silent = self._engine.silent(now_us, since_us=self._since_us)
        heard = self._engine.state.arrived > 0
        speaking = np.unique(self.points.device[heard & ~silent])
        alone = silent & np.isin(self.points.device, speaking)
        transitions = self._engine.mark_stale(np.flatnonzero(alone), now_us)
        rows = self._commit(transitions, now, with_state=True) if len(transitions) else []
        return rows, set(np.setdiff1d(self.points.device[heard], speaking).tolist())

    def last_heard(self) -> dict[int, int]:
        """Return the newest arrival of each device that was ever heard [us]."""
        arrived = self._engine.state.arrived
        order = np.argsort(arrived, kind="stable")
        pairs = zip(self.points.device[order].tolist(), arrived[order].tolist(), strict=True)
        return {device: at for device, at in pairs if at > 0}

    def reload(self, points: PartitionPoints, now: datetime) -> None:
        """Take changed points or limits; the state is saved, so that a replay uses the same limits."""
        self.save(now, at_once=True)
        old = self._engine.judgement
        self._engine.reload(points.judgement)
        source = old.slots_of(points.judgement.point)
        self._published_us = np.where(source >= 0, self._published_us[source], 0)
        self.points = points
        self.save(now, at_once=True)

    def newest(self, now: datetime) -> ReadingBatch | None:
        """Return the newest reading of each point that has moved since the last call, None if none has."""
        state = self._engine.state
        moved = np.flatnonzero(state.last_ts > self._published_us)
        if not len(moved):
            return None
        self._published_us[moved] = state.last_ts[moved]
        return ReadingBatch(
            self._engine.judgement.point[moved], state.last_ts[moved], state.last_value[moved],
            state.last_quality[moved], arrived_us=to_micros(now), source=self._owner,
        )  # fmt: skip

    def _commit(
        self, transitions: Transitions, now: datetime, *, with_state: bool = False
    ) -> list[AlarmChanged]:
        started = perf_counter()
        with_state = with_state or now - self._saved_at >= SAVE_EVERY
        with transaction.atomic():
            changes = _changes(transitions, self._engine.judgement)
            rows = apply_changes(changes=changes, partition=self.partition, sequence=self.sequence, now=now)
            self._write(now, with_state=with_state)
        self.applied = max(self.applied, self.sequence)
        if with_state:
            self._saved(now)
        metrics.COMMIT.observe(perf_counter() - started)
        metrics.TRANSITIONS.labels(self.partition).inc(len(transitions))
        return rows

    def _take_over(self, now: datetime) -> PartitionState:
        with transaction.atomic():
            PartitionState.objects.get_or_create(partition=self.partition, defaults={"updated_at": now})
            row = PartitionState.objects.select_for_update().get(partition=self.partition)
            row.owner, row.updated_at = self._owner, now
            row.save(update_fields=["owner", "updated_at"])
        return row

    def _write(self, now: datetime, *, with_state: bool) -> None:
        applied = max(self.applied, self.sequence)
        values: dict[str, object] = {"applied_sequence": applied, "updated_at": now}
        if with_state:
            state = self._engine.state
            newest = int(state.last_ts.max(initial=0))
            values |= {
                "state_sequence": self.sequence,
                "state": dump(self._engine.judgement.point, state),
                "newest_source_at": from_micros(newest) if newest else None,
            }
        mine = PartitionState.objects.filter(partition=self.partition, owner=self._owner)
        if mine.update(**values) != 1:
            raise OwnershipLostError(f"partition {self.partition} belongs to another worker")

    def _saved(self, now: datetime) -> None:
        self.applied = max(self.applied, self.sequence)
        self.state_sequence, self._saved_at, self._dirty = self.sequence, now, False


def _slots(known: NDArray[np.int32], judgement: Judgement) -> NDArray[np.int64]:
    """Return where each judged point stands among the known ones, -1 for new points."""
    if not len(known):
        return np.full(len(judgement), -1, np.int64)
    found = np.minimum(np.searchsorted(known, judgement.point), len(known) - 1)
    return np.where(known[found] == judgement.point, found, -1)


def _changes(transitions: Transitions, judgement: Judgement) -> Sequence[StatusChange]:
    """Return transitions in the words of the alarm records."""
    t = transitions
    columns = (t.point, t.slot, t.side, t.after, t.ts, t.onset, t.value, t.peak, t.kind)
    return [_change(judgement, *row) for row in zip(*(c.tolist() for c in columns), strict=True)]


def _change(
    judgement: Judgement, point: int, slot: int, side: int, after: int, ts: int, onset: int, *rest: float
) -> StatusChange:
    value, peak, kind = rest
    return StatusChange(
        point_id=point,
        side=SIDE_NAMES[side],
        after=STATUS[side][after],
        ts_us=ts,
        onset_us=onset,
        value=None if isnan(value) else value,
        peak=None if isnan(peak) else peak,
        limit=judgement.limit_of(slot, side, after),
        priority=_priority(judgement, slot, side, after),
        latch=_latch(judgement, slot, side, after),
        late=kind == Kind.LATE,
    )


_BIT = {(0, 1): 1, (0, 2): 0, (1, 1): 2, (1, 2): 3}


def _priority(judgement: Judgement, slot: int, side: int, level: int) -> int:
    bit = _BIT.get((side, level))
    return DATA_PRIORITY if bit is None else int(judgement.priority[slot, bit])


def _latch(judgement: Judgement, slot: int, side: int, level: int) -> bool:
    bit = _BIT.get((side, level))
    return bit is not None and bool(judgement.latch[slot, bit])
