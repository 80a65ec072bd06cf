"""Background compaction: small runs to larger ones, closed days to one run and its rollups.

Any process may run it, also several: merges of one partition are serialised by a Delta application
transaction, so that the slower of two is refused and nothing is doubled. Appends are never in its way.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from deltalake import DeltaTable

from anlan.telemetry.lake.cells import cells_of, widen
from anlan.telemetry.lake.columns import (
    HOUR_US,
    TEN_US,
    day_of,
    day_start,
    month_of,
    next_month,
)
from anlan.telemetry.lake.delta import Commit, ConcurrentCommitError, Table
from anlan.telemetry.lake.merging import merge
from anlan.telemetry.lake.planning import CLOSE_AFTER_US, Merge, Run, is_closed, plan, runs_of
from anlan.telemetry.lake.rollups import Key, by_key, closed_day, month_stamps, speaks_for
from anlan.telemetry.lake.runs import CLOSED_GROUP_ROWS, OPEN_GROUP_ROWS, RunWriter, name_run
from anlan.telemetry.lake.snapshots import DataFile, Snapshot


class _StoppedError(Exception):
    """Told to stop in the middle of a merge; the files written so far go with the next vacuum."""


@dataclass(slots=True)
class Report:
    """What one call of `compact` did.

    Attributes:
        merges, rows: Merges committed, and readings rewritten by them.
        days, months: Days and months rolled up (per partition).
        refused: Merges given up because another process was faster; they are tried again next time.
        unfinished: The call stopped when it was told to; there is more to do.
    """

    merges: int = 0
    rows: int = 0
    days: int = 0
    months: int = 0
    refused: int = 0
    unfinished: bool = False


@dataclass(slots=True)
class Compactor:
    """Compacts one lake.

    Attributes:
        stop: Asked between chunks; True ends the call early, what is half merged stays as it was.
    """

    readings: Table
    tens: Table
    hours: Table
    stop: Callable[[], bool] = lambda: False
    report: Report = field(default_factory=Report)
    _partitions: frozenset[int] | None = None
    _handle: DeltaTable | None = None
    _done: dict[int, tuple[DataFile, ...]] = field(default_factory=dict)
    _settled: tuple[dict[int, tuple[DataFile, ...]], int] | None = None

    def run(self, now_us: int, partitions: frozenset[int] | None = None) -> Report:
        """Do all that is worth doing now, for some partitions or for all."""
        self.report = Report()
        if self._partitions != partitions:
            self._partitions, self._done, self._settled = partitions, {}, None
        self._handle = self._handle or self.readings.open()
        slots = self.readings.snapshot().slots
        for day in sorted((d for d, files in slots.items() if self._done.get(d) is not files), reverse=True):
            self._compact_day(day, now_us)
        state = (dict(self._done), month_of(day_of(now_us)))
        if state != self._settled and not self.report.unfinished:
            self._mend_tens()
            self._build_hours(now_us)
            complete = not (self.report.unfinished or self.report.refused)
            self._settled = state if complete else None
        return self.report

    def _stopped(self) -> bool:
        self.report.unfinished = self.report.unfinished or self.stop()
        return self.report.unfinished

    def _compact_day(self, day: int, now_us: int) -> None:
        for partition in sorted(by_key(self._files_of(day))):
            partition_id = partition[1]
            while not self._stopped() and self._merge_next(day, partition_id, now_us):
                pass
        files = self.readings.snapshot().slots.get(day, ())
        grouped = by_key(f for f in files if self._mine(f))
        if all((runs := runs_of(g)) and is_closed(runs) for g in grouped.values()):
            self._done[day] = files

    def _merge_next(self, day: int, partition: int, now_us: int) -> bool:
        """Do the next merge of a day; False if there is none (or another process did it).

        The handle is never newer than the list of files, so that whatever was merged since is noticed.
        """
        assert self._handle is not None  # noqa: S101 (for the type checker: `run` has opened it)
        self._handle.update_incremental()
        runs = runs_of(_files(self.readings, day, partition))
        chosen = plan(day, runs, now_us) if runs else None
        if chosen is None:
            return False
        try:
            self._merge(self._handle, day, partition, chosen)
        except ConcurrentCommitError:
            self.report.refused += 1
            return False
        except _StoppedError:
            return False
        return True

    def _merge(self, handle: DeltaTable, day: int, partition: int, chosen: Merge) -> None:
        kind, group_rows = ("d", CLOSED_GROUP_ROWS) if chosen.closes else ("m", OPEN_GROUP_ROWS)
        run = name_run(kind, max(r.name.source for r in chosen.runs))
        table = self.readings
        out = RunWriter(table.storage, table.spec, day, partition, run, group_rows=group_rows)
        rolled = self._tens_writer(day, partition, run.stamp) if chosen.closes else None
        for chunk in merge(table.storage, table.spec, [r.files for r in chosen.runs]):
            if self._stopped():
                raise _StoppedError
            out.write(chunk)
            if rolled is not None:
                rolled.write(cells_of(chunk["point"], chunk, TEN_US))
        gone = [f for r in chosen.runs for f in r.files]
        table.commit(handle, _change(handle, f"merge/{partition}", out, gone))
        self.report.merges += 1
        self.report.rows += sum(r.rows for r in chosen.runs)
        if rolled is not None:
            self._commit_tens(day, partition, rolled)

    def _mend_tens(self) -> None:
        """Build the ten-minute cells of closed days that have none: after a crash between the two commits."""
        tens = self.tens.snapshot()
        for (day, partition), files in self._of(self.readings.snapshot()).items():
            runs = runs_of(files)
            if runs and is_closed(runs) and not self._stopped():
                old = [f for f in tens.slots.get(day, ()) if f.partition == partition]
                if not speaks_for(runs[0].name.stamp, old):
                    self._rebuild_tens(day, partition, runs[0])

    def _rebuild_tens(self, day: int, partition: int, run: Run) -> None:
        rolled = self._tens_writer(day, partition, run.name.stamp)
        for chunk in merge(self.readings.storage, self.readings.spec, [run.files]):
            rolled.write(cells_of(chunk["point"], chunk, TEN_US))
        self._commit_tens(day, partition, rolled)

    def _tens_writer(self, day: int, partition: int, stamp: str) -> RunWriter:
        return RunWriter(self.tens.storage, self.tens.spec, day, partition, name_run("o", stamp))

    def _commit_tens(self, day: int, partition: int, rolled: RunWriter) -> None:
        if self._replace(self.tens, (day, partition), rolled):
            self.report.days += 1

    def _build_hours(self, now_us: int) -> None:
        """Build the hours of months that are over, from the ten-minute cells of all their days."""
        closed = {key: closed_day(files) for key, files in self._of(self.readings.snapshot()).items()}
        tens, hours = self._of(self.tens.snapshot()), self._of(self.hours.snapshot())
        for (month, partition), stamp in month_stamps(closed).items():
            over = now_us >= day_start(next_month(month)) + CLOSE_AFTER_US
            if not over or speaks_for(stamp, hours.get((month, partition), [])) or self._stopped():
                continue
            days = [k for k, c in closed.items() if c.stamp and k[1] == partition and month_of(k[0]) == month]
            sources = [speaks_for(closed[k].stamp, tens.get(k, [])) for k in days]
            if all(sources):
                self._build_month(month, partition, stamp, sources)

    def _build_month(
        self, month: int, partition: int, stamp: str, sources: Sequence[Sequence[DataFile]]
    ) -> None:
        rolled = RunWriter(self.hours.storage, self.hours.spec, month, partition, name_run("o", stamp))
        for chunk in merge(self.tens.storage, self.tens.spec, sources):
            rolled.write(widen(chunk, HOUR_US))
        if self._replace(self.hours, (month, partition), rolled):
            self.report.months += 1

    def _replace(self, table: Table, key: Key, out: RunWriter) -> bool:
        """Commit a rollup in place of whatever its slot and partition had."""
        handle = table.open()
        gone = _files(table, *key)
        try:
            table.commit(handle, _change(handle, f"roll/{key[1]}", out, gone))
        except ConcurrentCommitError:
            self.report.refused += 1
            return False
        return True

    def _mine(self, file: DataFile) -> bool:
        return self._partitions is None or file.partition in self._partitions

    def _files_of(self, day: int) -> Iterator[DataFile]:
        return (f for f in self.readings.snapshot().slots.get(day, ()) if self._mine(f))

    def _of(self, snapshot: Snapshot) -> dict[Key, list[DataFile]]:
        return by_key(f for slot in snapshot.slots.values() for f in slot if self._mine(f))


def _change(handle: DeltaTable, app: str, out: RunWriter, gone: Sequence[DataFile]) -> Commit:
    sequence = (handle.transaction_version(app) or 0) + 1
    return Commit(app=app, sequence=sequence, adds=out.finish(), removes=gone)


def _files(table: Table, slot: int, partition: int) -> list[DataFile]:
    return [f for f in table.snapshot().slots.get(slot, ()) if f.partition == partition]
