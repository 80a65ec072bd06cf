"""Bucketed history: from hours, ten minutes or readings, whatever is exact and cheapest for each stretch.

A stretch that rollups cannot speak for (an open day, readings that arrived late) is read from the
readings themselves; everything else from the coarsest rollup that fits the width of the buckets.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby

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
    take,
)
from anlan.telemetry.lake.delta import Table
from anlan.telemetry.lake.reading import Reader, Wanted
from anlan.telemetry.lake.rollups import Memory, by_key, speaks_for
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


@dataclass(frozen=True, slots=True)
class Snapshots:
    """The three tables as one query sees them."""

    readings: Snapshot
    tens: Snapshot
    hours: Snapshot


def choose_sources(point: int, grid: Grid, unit_us: int, at: Snapshots, memory: Memory) -> Sources:
    """Return what to read for a point: cells of `unit_us` (an hour or ten minutes) over the grid."""
    sources = Sources()
    first, last = day_of(grid.start_us), day_of(grid.end_us - 1)
    days = sorted(day for day in at.readings.slots if first <= day <= last)
    if unit_us == HOUR_US:
        days = _take_months(sources, point, days, at, memory)
    for day in days:
        _take_day(sources, point, day, unit_us, at, memory)
    sources.raw = _united(sources.raw, grid)
    return sources


def _take_months(
    sources: Sources, point: int, days: Sequence[int], at: Snapshots, memory: Memory
) -> list[int]:
    """Add hours of the months that they speak for whole; return the days of the others."""
    rest: list[int] = []
    for month, group in groupby(days, month_of):
        state = memory.month(at.readings, month)
        files = by_key(at.hours.slots.get(month, ()))
        found = [speaks_for(stamp, files.get((month, p), [])) for p, stamp in state.stamps.items()]
        if state.settled and all(found):
            sources.hours += [f for some in found for f in some if _holds(f, point)]
        else:
            rest += group
    return rest


def _take_day(sources: Sources, point: int, day: int, unit_us: int, at: Snapshots, memory: Memory) -> None:
    rolled = by_key(at.tens.slots.get(day, ()))
    for partition, state in memory.day(day, at.readings.slots[day]).items():
        if not state.low <= point <= state.high:
            continue
        found = speaks_for(state.stamp, rolled.get((day, partition), [])) if state.stamp else []
        if found:
            sources.tens += found
            sources.raw += [_cells_around(f, unit_us) for f in state.late if _holds(f, point)]
        else:
            sources.raw.append((day_start(day), day_start(day + 1)))


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
    memory: Memory = field(default_factory=Memory)

    def cells(self, point: int, grid: Grid) -> Columns:
        """Return the cells of a point on a grid, in order of time."""
        at = Snapshots(self.readings.snapshot(), self.tens.snapshot(), self.hours.snapshot())
        if grid.width_us % TEN_US:
            return self._raw_cells(at.readings, point, (grid.start_us, grid.end_us), grid.width_us)
        unit = HOUR_US if grid.width_us % HOUR_US == 0 else TEN_US
        sources = choose_sources(point, grid, unit, at, self.memory)
        wanted = Wanted(point, grid.start_us, grid.end_us)
        parts = [
            _outside(self._rolled(self.tens, sources.tens, wanted), sources.raw),
            _outside(self._rolled(self.hours, sources.hours, wanted), sources.raw),
            *(self._raw_cells(at.readings, point, span, unit) for span in sources.raw),
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
