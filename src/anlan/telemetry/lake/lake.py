"""The lake: what the worker appends to and the pages ask.

Several processes may use one lake at a time. Appends of a partition happen exactly once: each commit
carries the last sequence of the log that it holds as a Delta application transaction, and of two
writers of one partition the second is refused.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from threading import Lock

import numpy as np
from deltalake import DeltaTable
from deltalake.transaction import AddAction

from anlan.kernel.instants import to_micros
from anlan.telemetry.lake.cells import choose_grid
from anlan.telemetry.lake.columns import HOURS, READINGS, TENS, Columns, day_of, day_start, sort_rows, take
from anlan.telemetry.lake.compaction import Compactor, Report
from anlan.telemetry.lake.delta import Commit, ConcurrentCommitError, Table
from anlan.telemetry.lake.history import History
from anlan.telemetry.lake.reading import Reader, VanishedFileError, Wanted
from anlan.telemetry.lake.runs import OPEN_GROUP_ROWS, RunWriter, name_run, split_days
from anlan.telemetry.lake.series import Buckets, ReadingColumns, Series, buckets_of, series_of
from anlan.telemetry.lake.snapshots import Snapshot
from anlan.telemetry.lake.storage import storage_at
from anlan.telemetry.lake.upkeep import Upkeep


class SequenceGapError(Exception):
    """The partition has moved on under another writer: read `Lake.through` and start again from there."""


@dataclass(slots=True)
class _Writer:
    """State of one partition's appends in this process."""

    table: DeltaTable
    lock: Lock
    through: int | None = None


class Lake:
    """Telemetry history at one place; safe to share between threads."""

    def __init__(
        self, url: str, options: dict[str, str] | None = None, *, memory_mib: int = 256, threads: int = 2
    ) -> None:
        """Open the lake, and create it if it is not there.

        Args:
            url: See `storage.storage_at`.
            options: More storage options.
            memory_mib: What DuckDB may use for queries [MiB].
            threads: Threads of DuckDB.
        """
        self.storage = storage_at(url, options)
        self._readings, self._tens, self._hours = (
            Table(self.storage, spec) for spec in (READINGS, TENS, HOURS)
        )
        self._reader = Reader(memory_mib=memory_mib, threads=threads)
        self._history = History(self._readings, self._tens, self._hours, self._reader)
        self._compactor = Compactor(self._readings, self._tens, self._hours)
        self._upkeep = Upkeep((self._readings, self._tens, self._hours))
        self._compacting = Lock()
        self._writers: dict[int, _Writer] = {}
        self._lock = Lock()

    def through(self, partition: int) -> int:
        """Return the last sequence of the log that the lake holds of a partition; 0 if none."""
        writer = self._writer(partition)
        with writer.lock:
            writer.table.update_incremental()
            writer.through = _committed(writer.table, partition)
            return writer.through

    def append(self, partition: int, batch: ReadingColumns, through_sequence: int) -> bool:
        """Add readings of one partition, in order of arrival; all or nothing, and only once.

        Args:
            partition: Whose readings these are.
            batch: Columns of equal length; the rows since the last append, or since `through`.
            through_sequence: The last sequence of the log in it, > 0.

        Returns:
            False if the lake has them already.

        Raises:
            SequenceGapError: Another writer appended to the partition in between.
        """
        writer = self._writer(partition)
        with writer.lock:
            writer.table.update_incremental()
            committed = _committed(writer.table, partition)
            if committed >= through_sequence:
                writer.through = committed
                return False
            if writer.through is not None and committed != writer.through:
                raise SequenceGapError(f"partition {partition}: {writer.through} became {committed}")
            self._commit(writer, partition, self._write(partition, batch, through_sequence), through_sequence)
            return True

    def raw(self, point: int, since_us: int, until_us: int, limit: int | None = None) -> Series:
        """Return a point's readings with `since_us` <= ts < `until_us`, the oldest `limit` of them."""
        parts: list[Columns] = []
        rows = 0
        for part in self._days(point, since_us, until_us):
            parts.append(part)
            rows += len(part["ts"])
            if limit is not None and rows >= limit:
                break
        if not parts:
            return Series(np.empty(0, np.int64), np.empty(0), np.empty(0, np.uint8))
        joined = {name: np.concatenate([p[name] for p in parts])[:limit] for name in parts[0]}
        return series_of(joined)

    def iterate(self, point: int, since_us: int, until_us: int) -> Iterator[Series]:
        """Yield a point's readings day by day: an export of any length in bounded memory."""
        for part in self._days(point, since_us, until_us):
            if len(part["ts"]):
                yield series_of(part)

    def buckets(self, point: int, since_us: int, until_us: int, count: int) -> Buckets:
        """Return a point in at most `count` equal steps that cover `since_us` to `until_us`.

        The first and last step are whole: they may begin before and end after what was asked for.

        Raises:
            ValueError: Empty range or fewer than 2 steps.
        """
        grid = choose_grid(since_us, until_us, count)
        try:
            cells = self._history.cells(point, grid)
        except VanishedFileError:
            cells = self._history.cells(point, grid)
        return buckets_of(cells, grid.width_us)

    def last(self, point: int, before_us: int | None = None) -> Series:
        """Return a point's newest reading (before an instant), as a series of one or none."""
        snapshot = self._readings.snapshot()
        days = sorted(snapshot.slots, reverse=True)
        if before_us is not None:
            days = [d for d in days if d <= day_of(before_us)]
        until = day_start(max(days, default=0) + 1) if before_us is None else before_us
        span = 1
        while days:
            chosen, days, span = days[:span], days[span:], span * 2
            found = self._rows(snapshot, Wanted(point, day_start(chosen[-1]), until))
            if len(found["ts"]):
                return series_of(take(found, slice(-1, None)))
        return series_of(take(self._rows(snapshot, Wanted(point, 0, 0)), slice(0, 0)))

    def compact(
        self,
        now: datetime,
        partitions: frozenset[int] | None = None,
        *,
        stop: Callable[[], bool] = lambda: False,
    ) -> Report:
        """Merge small files, close days that are over, roll up, keep the log short.

        Call it every ten seconds or so, beside the appends, in any process; one call at a time runs.

        Args:
            now: The time.
            partitions: Only these; None: all.
            stop: Asked again and again; True ends the call early, with nothing half done.
        """
        with self._compacting:
            self._compactor.stop = stop
            report = self._compactor.run(to_micros(now), partitions)
            self._upkeep.run(to_micros(now))
            return report

    def _days(self, point: int, since_us: int, until_us: int) -> Iterator[Columns]:
        snapshot = self._readings.snapshot()
        for day in sorted(snapshot.slots):
            start, end = max(since_us, day_start(day)), min(until_us, day_start(day + 1))
            if start < end:
                yield self._rows(snapshot, Wanted(point, start, end))

    def _rows(self, snapshot: Snapshot, wanted: Wanted) -> Columns:
        files = list(snapshot.files(day_of(wanted.since_us), day_of(wanted.until_us - 1)))
        try:
            return self._reader.rows(self._readings.storage, READINGS, files, wanted)
        except VanishedFileError:
            newest = self._readings.snapshot()
            files = list(newest.files(day_of(wanted.since_us), day_of(wanted.until_us - 1)))
            return self._reader.rows(self._readings.storage, READINGS, files, wanted)

    def _writer(self, partition: int) -> _Writer:
        with self._lock:
            if partition not in self._writers:
                self._writers[partition] = _Writer(self._readings.open(), Lock())
            return self._writers[partition]

    def _write(self, partition: int, batch: ReadingColumns, sequence: int) -> list[AddAction]:
        block: Columns = {
            "point": batch.point,
            "ts": batch.ts,
            "value": batch.value,
            "quality": batch.quality,
        }
        adds: list[AddAction] = []
        for day, rows in split_days(block):
            run = name_run("a", sequence)
            out = RunWriter(
                self._readings.storage,
                READINGS,
                day,
                partition,
                run,
                group_rows=OPEN_GROUP_ROWS,
                data_change=True,
            )
            out.write(sort_rows(rows))
            adds += out.finish()
        return adds

    def _commit(self, writer: _Writer, partition: int, adds: list[AddAction], sequence: int) -> None:
        change = Commit(app=_app(partition), sequence=sequence, adds=adds)
        try:
            self._readings.commit(writer.table, change)
        except ConcurrentCommitError as error:
            writer.through = None
            raise SequenceGapError(f"partition {partition}: another writer appended") from error
        writer.through = sequence


def _app(partition: int) -> str:
    return f"readings/{partition}"


def _committed(table: DeltaTable, partition: int) -> int:
    return table.transaction_version(_app(partition)) or 0
