"""Readings into alarms, exactly once: evaluation and checkpoint of one partition."""

from datetime import datetime, timedelta
from time import perf_counter

import numpy as np
import structlog
from django.db import transaction
from numpy.typing import NDArray

from anlan.contracts.alarms import AlarmChanged
from anlan.contracts.readings import ReadingBatch
from anlan.kernel.instants import from_micros, to_micros
from anlan.telemetry.actions.outputs import apply_changes
from anlan.telemetry.evaluation.engine import Engine
from anlan.telemetry.evaluation.judgement import Judgement
from anlan.telemetry.evaluation.state import remapped
from anlan.telemetry.evaluation.storage import StateUnreadableError, dump, load
from anlan.telemetry.evaluation.transitions import Transitions
from anlan.telemetry.models import PartitionState
from anlan.telemetry.queries.judgement import PartitionPoints
from anlan.telemetry.workers import metrics
from anlan.telemetry.workers.adoption import adopt_alarms
from anlan.telemetry.workers.batches import Readings
from anlan.telemetry.workers.changes import changes_of, list_corrections

SAVE_EVERY = timedelta(seconds=2)
log = structlog.get_logger()


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
        self._dirty = self._compared = False
        self._published_us = np.zeros(len(points.judgement), np.int64)
        row = self._take_over(now)
        self.applied, self.state_sequence, self.sequence = (
            row.applied_sequence,
            row.state_sequence,
            row.state_sequence,
        )
        self._engine = Engine(points.judgement)
        if row.state:
            self._restore(bytes(row.state))

    def take(self, readings: Readings, now: datetime) -> list[AlarmChanged]:
        """Judge readings that follow the last ones, and commit what comes of them.

        Raises:
            OwnershipLostError: Another worker owns the partition now.
        """
        if readings.sequence <= self.sequence:
            return []
        before = self._compare(now)
        started = perf_counter()
        transitions = self._engine.evaluate_in_turn(readings.to_judge())
        metrics.EVALUATE.observe(perf_counter() - started)
        metrics.READINGS.labels(self.partition).inc(len(readings))
        metrics.BATCH.observe(len(readings))
        self.sequence = readings.sequence
        self._dirty = True
        if readings.sequence <= self.applied or not len(transitions):
            return before
        rows = before + self._commit(transitions, now)
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
        corrected = self._compare(now)
        now_us = to_micros(now)
        silent = self._engine.silent(now_us, since_us=self._since_us)
        heard = self._engine.state.arrived > 0
        speaking = np.unique(self.points.device[heard & ~silent])
        alone = silent & np.isin(self.points.device, speaking)
        transitions = self._engine.mark_stale(np.flatnonzero(alone), now_us)
        rows = self._commit(transitions, now, with_state=True) if len(transitions) else []
        return corrected + rows, set(np.setdiff1d(self.points.device[heard], speaking).tolist())

    def last_heard(self) -> dict[int, int]:
        """Return the newest arrival of each device that was ever heard [us]."""
        arrived = self._engine.state.arrived
        order = np.argsort(arrived, kind="stable")
        pairs = zip(self.points.device[order].tolist(), arrived[order].tolist(), strict=True)
        return {device: at for device, at in pairs if at > 0}

    def reload(self, points: PartitionPoints, now: datetime) -> list[AlarmChanged]:
        """Take changed points or limits; the state is saved, so that a replay uses the same limits.

        Alarms of points that are gone end.
        """
        self.save(now, at_once=True)
        old = self._engine.judgement
        self._engine.reload(points.judgement)
        source = old.slots_of(points.judgement.point)
        published = np.append(self._published_us, 0)
        self._published_us = published[source]
        self.points = points
        self.save(now, at_once=True)
        self._compared = False
        return self._compare(now)

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

    def _compare(self, now: datetime) -> list[AlarmChanged]:
        """Once all committed entries are replayed: make the alarms say what the conditions say.

        They do, unless limits changed between a checkpoint and a crash, or points are gone.
        """
        if self._compared or self.sequence < self.applied:
            return []
        self._compared = True
        corrections = list_corrections(self.partition, self._engine, now)
        if not corrections:
            return []
        log.warning("alarms_corrected", partition=self.partition, count=len(corrections))
        with transaction.atomic():
            rows = apply_changes(
                changes=corrections, partition=self.partition, sequence=self.sequence, now=now
            )
            self._write(now, with_state=True)
        self._saved(now)
        return rows

    def _commit(
        self, transitions: Transitions, now: datetime, *, with_state: bool = False
    ) -> list[AlarmChanged]:
        started = perf_counter()
        with_state = with_state or now - self._saved_at >= SAVE_EVERY
        with transaction.atomic():
            changes = changes_of(transitions, self._engine.judgement)
            rows = apply_changes(changes=changes, partition=self.partition, sequence=self.sequence, now=now)
            self._write(now, with_state=with_state)
        self.applied = max(self.applied, self.sequence)
        if with_state:
            self._saved(now)
        metrics.COMMIT.observe(perf_counter() - started)
        metrics.TRANSITIONS.labels(self.partition).inc(len(transitions))
        return rows

    def _restore(self, data: bytes) -> None:
        """Take the saved state, or what the open alarms say if an older release has saved it."""
        judgement = self.points.judgement
        try:
            known, state = load(data)
        except StateUnreadableError as error:
            self.sequence = self.applied
            adopted = adopt_alarms(self.partition, self._engine)
            log.warning("state_unreadable", partition=self.partition, error=str(error), adopted=adopted)
        else:
            self._engine = Engine(judgement, remapped(state, _slots(known, judgement)))

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
