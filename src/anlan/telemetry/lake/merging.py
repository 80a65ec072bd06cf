"""Merging runs in bounded memory: a few points at a time, each row group read once."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pyarrow.fs as pa_fs
import pyarrow.parquet as pq

from anlan.telemetry.lake.columns import Columns, TableSpec, concat, from_arrow, length, sort_rows, take
from anlan.telemetry.lake.snapshots import DataFile
from anlan.telemetry.lake.storage import Storage

CHUNK_ROWS = 500_000
END = 1 << 40


class RunCursor:
    """Reads one run from the smallest point to the largest."""

    def __init__(self, filesystem: pa_fs.FileSystem, files: Sequence[DataFile], spec: TableSpec) -> None:
        self._spec = spec
        ordered = sorted(files, key=lambda f: (f.point_min, f.path))
        self._files = [pq.ParquetFile(filesystem.open_input_file(f.path)) for f in ordered]
        self.groups = [
            (i, g, *_facts(f.metadata.row_group(g)))
            for i, f in enumerate(self._files)
            for g in range(f.metadata.num_row_groups)
        ]
        self._next = 0
        self._rest: Columns | None = None

    def below(self, point: int) -> list[Columns]:
        """Return the rows of points below one, and move past them."""
        blocks = [self._rest] if self._rest is not None else []
        self._rest = None
        while self._next < len(self.groups) and (not blocks or int(blocks[-1]["point"][-1]) < point):
            if self.groups[self._next][3] >= point:
                break
            blocks.append(self._read())
        if blocks:
            cut = int(np.searchsorted(blocks[-1]["point"], point))
            if cut < length(blocks[-1]):
                self._rest = take(blocks[-1], slice(cut, None))
                blocks[-1] = take(blocks[-1], slice(0, cut))
        return [b for b in blocks if length(b)]

    def close(self) -> None:
        """Close the files."""
        for file in self._files:
            file.close(force=True)

    def _read(self) -> Columns:
        file, group = self.groups[self._next][:2]
        self._next += 1
        names = self._spec.columns.names
        return from_arrow(self._files[file].read_row_group(group, columns=names, use_threads=False))


def _facts(group: Any) -> tuple[int, int, int]:
    stats = group.column(0).statistics
    return group.num_rows, int(stats.min), int(stats.max)


def merge(
    storage: Storage, spec: TableSpec, runs: Sequence[Sequence[DataFile]], *, chunk_rows: int = CHUNK_ROWS
) -> Iterator[Columns]:
    """Yield all rows of some runs in (point, ts) order, one per (point, ts); points are never split.

    Args:
        storage: The table's folder.
        spec: The table's shape.
        runs: Files of each run, runs in order of arrival: of exact duplicates the last one stays.
        chunk_rows: About how many rows to hold at a time.
    """
    filesystem = storage.filesystem()
    cursors = [RunCursor(filesystem, files, spec) for files in runs]
    try:
        for bound in _bounds(cursors, chunk_rows):
            blocks = [block for cursor in cursors for block in cursor.below(bound)]
            if blocks:
                yield sort_rows(concat(blocks))
    finally:
        for cursor in cursors:
            cursor.close()


def _bounds(cursors: Sequence[RunCursor], chunk_rows: int) -> Iterator[int]:
    groups = sorted((high, rows) for cursor in cursors for _, _, rows, _, high in cursor.groups)
    held = 0
    for index, (high, rows) in enumerate(groups):
        held += rows
        if held >= chunk_rows and index + 1 < len(groups) and groups[index + 1][0] > high:
            yield high + 1
            held = 0
    yield END
