"""Bucketed history: from hours, ten minutes or readings, whatever is exact and cheapest for each stretch.

A stretch that rollups cannot speak for (an open day, readings that arrived late) is read from the
readings themselves; everything else from the coarsest rollup that fits the width of the buckets.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from anlan.telemetry.lake.cells import Grid, cells_of, floor_to, widen
from anlan.telemetry.lake.columns import (
    HOUR_US,
    TEN_US,
    Columns,
    concat,
    day_of,
    day_start,
    month_of,
    next_month,
    take,
)
from anlan.telemetry.lake.delta import Table
from anlan.telemetry.lake.reading import Reader, Wanted
from anlan.telemetry.lake.rollups import ClosedDay, Key, by_key, closed_day, month_stamps, speaks_for
from anlan.telemetry.lake.snapshots import DataFile, Snapshot

Span = tuple[int, int]


@dataclass(slots=True)
class Sources:
    """What to read for one grid.

    Attributes:
        hours, tens: Rollup files to use.
        raw: Stretches to read from the readings instead; whole cells [us], half-open.
    """

    hours: list[DataFile] = field(default_factory=list)
    tens: list[DataFile] = field(default_factory=list)
    raw: list[Span] = field(default_factory=list)


def choose_sources(
    point: int, grid: Grid, unit_us: int, readings: Snapshot, tens: Snapshot, hours: Snapshot
) -> Sources:
    """Return what to read for a point: cells of `unit_us` (an hour or ten minutes) over the grid."""
    first, last = day_of(grid.start_us), day_of(grid.end_us - 1)
    if unit_us == HOUR_US:
        first, last = month_of(first), next_month(month_of(last)) - 1
    grouped = by_key(readings.files(first, last))
    closed = {key: closed_day(files) for key, files in grouped.items()}
    concerned = {key for key, files in grouped.items() if any(_holds(f, point) for f in files)}
    sources = Sources()
    done = _take_hours(sources, closed, hours, point) if unit_us == HOUR_US else set()
    ten_files = by_key(tens.files(first, last))
    for key in sorted(concerned):
        state = closed[key]
        rolled = speaks_for(state.stamp, ten_files.get(key, [])) if state.stamp else []
        if key in done or rolled:
            sources.raw += [_cells_around(f, unit_us) for f in state.late if _holds(f, point)]
            sources.tens += [] if key in done else rolled
        else:
            sources.raw.append((day_start(key[0]), day_start(key[0] + 1)))
    sources.raw = _united(sources.raw, grid)
    return sources


def _take_hours(sources: Sources, closed: dict[Key, ClosedDay], hours: Snapshot, point: int) -> set[Key]:
    """Add the hour files that are valid; return the days and partitions they speak for."""
    stamps = month_stamps(closed)
    files = by_key(f for slot in {m for m, _ in stamps} for f in hours.slots.get(slot, ()))
    valid = {key: found for key, stamp in stamps.items() if (found := speaks_for(stamp, files.get(key, [])))}
    sources.hours += [f for found in valid.values() for f in found if _holds(f, point)]
    return {k for k, state in closed.items() if state.stamp and (month_of(k[0]), k[1]) in valid}


def _holds(file: DataFile, point: int) -> bool:
    return file.point_min <= point <= file.point_max


def _cells_around(file: DataFile, unit_us: int) -> Span:
    return floor_to(file.ts_min, unit_us), floor_to(file.ts_max, unit_us) + unit_us


def _united(spans: Sequence[Span], grid: Grid) -> list[Span]:
    united: list[Span] = []
    for since, until in sorted((max(a, grid.start_us), min(b, grid.end_us)) for a, b in spans):
        if since >= until:
            continue
        if united and since <= united[-1][1]:
            united[-1] = (united[-1][0], max(until, united[-1][1]))
        else:
            united.append((since, until))
    return united


@dataclass(frozen=True, slots=True)
class History:
    """Reads cells of one point from the three tables."""

    readings: Table
    tens: Table
    hours: Table
    reader: Reader

    def cells(self, point: int, grid: Grid) -> Columns:
        """Return the cells of a point on a grid, in order of time."""
        readings = self.readings.snapshot()
        if grid.width_us % TEN_US:
            return self._raw_cells(readings, point, (grid.start_us, grid.end_us), grid.width_us)
        unit = HOUR_US if grid.width_us % HOUR_US == 0 else TEN_US
        hours = self.hours.snapshot() if unit == HOUR_US else Snapshot(0, {})
        sources = choose_sources(point, grid, unit, readings, self.tens.snapshot(), hours)
        wanted = Wanted(point, grid.start_us, grid.end_us)
        parts = [
            _outside(self._rolled(self.tens, sources.tens, wanted), sources.raw),
            _outside(self._rolled(self.hours, sources.hours, wanted), sources.raw),
            *(self._raw_cells(readings, point, span, unit) for span in sources.raw),
        ]
        cells = concat(parts)
        return widen(take(cells, np.argsort(cells["ts"], kind="stable")), grid.width_us)

    def _raw_cells(self, snapshot: Snapshot, point: int, span: Span, width_us: int) -> Columns:
        files = list(snapshot.files(day_of(span[0]), day_of(span[1] - 1)))
        rows = self.reader.rows(self.readings.storage, self.readings.spec, files, Wanted(point, *span))
        return cells_of(np.full(len(rows["ts"]), point, np.int32), rows, width_us)

    def _rolled(self, table: Table, files: Sequence[DataFile], wanted: Wanted) -> Columns:
        rows = self.reader.rows(table.storage, table.spec, files, wanted)
        return {"point": np.full(len(rows["ts"]), wanted.point, np.int32), **rows}


def _outside(cells: Columns, spans: Sequence[Span]) -> Columns:
    """Drop the cells that are read from the readings instead."""
    if not spans:
        return cells
    starts, ends = np.array(spans, np.int64).T
    index = np.searchsorted(starts, cells["ts"], side="right") - 1
    inside = (index >= 0) & (cells["ts"] < ends[np.maximum(index, 0)])
    return take(cells, ~inside)
