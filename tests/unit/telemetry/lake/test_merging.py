"""Merging runs: everything, once, in order, in small chunks."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from tests.support.readings import NOON

from anlan.telemetry.lake.columns import READINGS, Columns, concat, day_of, sort_rows, take
from anlan.telemetry.lake.delta import Commit, Table
from anlan.telemetry.lake.merging import RunCursor, merge
from anlan.telemetry.lake.planning import runs_of
from anlan.telemetry.lake.runs import RunWriter, name_run
from anlan.telemetry.lake.snapshots import DataFile
from anlan.telemetry.lake.storage import storage_at

DAY = day_of(NOON)


def random_block(seed: int) -> Columns:
    rng = np.random.default_rng(seed)
    count = 2000
    return {
        "point": rng.integers(0, 40, count).astype(np.int32),
        "ts": NOON + rng.integers(0, 100, count),
        "value": rng.normal(size=count),
        "quality": np.zeros(count, np.uint8),
    }


def written(folder: Path, blocks: list[Columns], file_rows: int) -> tuple[Table, list[tuple[DataFile, ...]]]:
    table = Table(storage_at(str(folder)), READINGS)
    for sequence, block in enumerate(blocks, start=1):
        name = name_run("a", sequence)
        out = RunWriter(table.storage, READINGS, DAY, 0, name, group_rows=100, file_rows=file_rows)
        rows = sort_rows(block)
        cuts = [0, *(np.flatnonzero(np.diff(rows["point"])) + 1).tolist(), len(rows["point"])]
        for start, end in pairwise(cuts):
            out.write(take(rows, slice(start, end)))
        table.commit(table.open(), Commit("test", sequence, out.finish()))
    return table, [r.files for r in runs_of(table.snapshot().slots[DAY]) or []]


@pytest.mark.parametrize("chunk_rows", [1, 300, 10**6])
@pytest.mark.parametrize("file_rows", [150, 10**6])
def test_gives_all_rows_sorted_once_and_the_last_to_arrive(
    tmp_path: Path, chunk_rows: int, file_rows: int
) -> None:
    blocks = [random_block(seed) for seed in range(3)]
    table, runs = written(tmp_path, blocks, file_rows)
    chunks = list(merge(table.storage, READINGS, runs, chunk_rows=chunk_rows))
    expected, got = sort_rows(concat(blocks)), concat(chunks)
    assert {n: c.tolist() for n, c in got.items()} == {n: c.tolist() for n, c in expected.items()}
    assert len(chunks) == 1 if chunk_rows > 10**5 else len(chunks) > 3


def test_holds_no_more_than_it_is_told(tmp_path: Path) -> None:
    table, runs = written(tmp_path, [random_block(seed) for seed in range(3)], 10**6)
    chunks = list(merge(table.storage, READINGS, runs, chunk_rows=300))
    assert max(len(c["ts"]) for c in chunks) < 1000
    bounds = [(int(c["point"][0]), int(c["point"][-1])) for c in chunks]
    assert all(before[1] < after[0] for before, after in pairwise(bounds))


def test_a_cursor_reads_each_row_group_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table, runs = written(tmp_path, [random_block(0)], 10**6)
    cursor = RunCursor(table.storage.filesystem(), runs[0], READINGS)
    reads: list[int] = []
    original = RunCursor._read

    def counted(self: RunCursor) -> Columns:
        reads.append(self._next)
        return original(self)

    monkeypatch.setattr(RunCursor, "_read", counted)
    points = [p for bound in range(41) for block in cursor.below(bound) for p in block["point"].tolist()]
    assert points == sort_rows(random_block(0))["point"].tolist()
    assert reads == list(range(len(cursor.groups)))
    cursor.close()
