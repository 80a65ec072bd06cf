"""One point out of many files: DuckDB and Arrow give the same."""

from dataclasses import replace
from pathlib import Path

import pytest
from tests.support.readings import NOON, batch_of, wave

from anlan.telemetry.lake.columns import READINGS
from anlan.telemetry.lake.delta import Table
from anlan.telemetry.lake.lake import Lake
from anlan.telemetry.lake.reading import Reader, VanishedFileError, Wanted
from anlan.telemetry.lake.snapshots import DataFile
from anlan.telemetry.lake.storage import Storage

WANTED = Wanted(2, NOON + 3_000_000, NOON + 30_000_000)


@pytest.fixture
def table(tmp_path: Path) -> Table:
    lake = Lake(str(tmp_path / "it's a lake"))
    for sequence in range(1, 6):
        lake.append(0, wave(3, 10, start_us=NOON + sequence * 5_000_000, seed=sequence), sequence)
    return Table(lake.storage, READINGS)


def files_of(table: Table) -> list[DataFile]:
    return [f for slot in table.snapshot().slots.values() for f in slot]


def elsewhere(storage: Storage) -> Storage:
    """The same folder, reached as an object store is."""
    return Storage(Path(storage.uri).as_uri(), {}, None)


def test_duckdb_and_arrow_agree(table: Table) -> None:
    reader, files = Reader(threads=1), files_of(table)
    near = reader.rows(table.storage, READINGS, files, WANTED)
    far = reader.rows(elsewhere(table.storage), READINGS, files, WANTED)
    assert {n: c.tolist() for n, c in near.items()} == {n: c.tolist() for n, c in far.items()}
    assert {n: c.dtype for n, c in near.items()} == {n: c.dtype for n, c in far.items()}
    assert near["ts"].tolist() == [NOON + s * 1_000_000 for s in range(5, 30)]


def test_of_duplicates_the_last_file_wins(table: Table) -> None:
    expected = wave(3, 10, start_us=NOON + 25_000_000, seed=5)
    found = Reader(threads=1).rows(table.storage, READINGS, files_of(table), WANTED)
    assert found["value"].tolist()[-5:] == expected.value[expected.point == 2].tolist()[:5]


def test_opens_no_file_that_cannot_hold_the_point(table: Table) -> None:
    gone = [replace(f, path="none.parquet") for f in files_of(table)]
    assert len(Reader().rows(table.storage, READINGS, gone, Wanted(9, NOON, NOON + 10**9))["ts"]) == 0
    assert len(Reader().rows(table.storage, READINGS, gone, Wanted(2, 0, NOON))["ts"]) == 0


def test_says_when_a_file_is_gone(table: Table) -> None:
    gone = [replace(f, path="none.parquet") for f in files_of(table)]
    for storage in (table.storage, elsewhere(table.storage)):
        with pytest.raises(VanishedFileError):
            Reader(threads=1).rows(storage, READINGS, gone, WANTED)


def test_bounds_are_half_open() -> None:
    file = DataFile("x", 1, 1, 0, 0, 5, 7, 100, 200, 0)
    assert Wanted(5, 200, 201).may_be_in(file)
    assert not Wanted(5, 0, 100).may_be_in(file)
    assert not Wanted(8, 0, 300).may_be_in(file)
    assert Wanted(7, 0, 101).may_be_in(file)


def test_an_empty_answer_has_the_columns_of_any_other(tmp_path: Path) -> None:
    lake = Lake(str(tmp_path))
    lake.append(0, batch_of([(1, NOON, 1.0, 0)]), 1)
    reader, table = Reader(threads=1), Table(lake.storage, READINGS)
    full = reader.rows(table.storage, READINGS, files_of(table), Wanted(1, NOON, NOON + 1))
    none = reader.rows(table.storage, READINGS, [], Wanted(1, NOON, NOON + 1))
    assert {n: c.dtype for n, c in none.items()} == {n: c.dtype for n, c in full.items()}
