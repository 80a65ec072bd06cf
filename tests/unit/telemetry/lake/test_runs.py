"""Runs on disk: names, statistics, encodings."""

import json
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
from tests.support.readings import DAY_US, NOON, wave

from anlan.telemetry.lake.columns import READINGS, Columns, day_of, from_arrow, sort_rows
from anlan.telemetry.lake.runs import RunWriter, encoding, name_run, parse_run, split_days
from anlan.telemetry.lake.storage import storage_at

DAY = day_of(NOON)


def block_of(points: int, seconds: int, start_us: int = NOON) -> Columns:
    batch = wave(points, seconds, start_us=start_us)
    return {"point": batch.point, "ts": batch.ts, "value": batch.value, "quality": batch.quality}


def writer(folder: Path, file_rows: int = 1 << 20) -> RunWriter:
    name = name_run("m", 42)
    return RunWriter(storage_at(str(folder)), READINGS, DAY, 3, name, group_rows=64, file_rows=file_rows)


def test_a_name_says_what_a_run_holds() -> None:
    name = name_run("d", 0x2A)
    assert str(name).startswith("d000000000000002a-")
    assert parse_run(str(name)) == name
    assert name_run("d", 0x2A) != name
    assert name_run("o", name.stamp).source == name.stamp
    assert parse_run("part-0001") is None


def test_writes_rows_and_says_what_is_in_the_file(tmp_path: Path) -> None:
    out = writer(tmp_path)
    rows = sort_rows(block_of(3, 100))
    out.write(rows)
    (add,) = out.finish()
    stats = json.loads(add.stats)
    assert add.path.startswith("day=2025-11-24/partition=3/m000000000000002a-")
    assert add.size == (tmp_path / add.path).stat().st_size
    assert stats["numRecords"] == 300
    assert stats["minValues"] == {"point": 1, "ts": "2025-11-24T04:00:00.000000Z"}
    assert stats["maxValues"] == {"point": 3, "ts": "2025-11-24T04:01:39.000000Z"}
    table = pq.read_table(tmp_path / add.path, partitioning=None)
    assert table.column_names == READINGS.columns.names
    assert from_arrow(table)["value"].tobytes() == rows["value"].tobytes()


def test_cuts_files_between_chunks(tmp_path: Path) -> None:
    out = writer(tmp_path, file_rows=100)
    for point in (1, 2, 3):
        chunk = block_of(1, 60)
        out.write(chunk | {"point": np.full(60, point, np.int32)})
    adds = out.finish()
    assert [json.loads(a.stats)["numRecords"] for a in adds] == [120, 60]
    assert adds[0].path.endswith("-0000.parquet")
    assert adds[1].path.endswith("-0001.parquet")


def test_keeps_microseconds_where_there_are_any_and_milliseconds_elsewhere(tmp_path: Path) -> None:
    out = writer(tmp_path)
    for point, ts in ((1, NOON + 1000), (2, NOON + 1), (3, NOON)):
        out.write(block_of(1, 1) | {"point": np.array([point], np.int32), "ts": np.array([ts])})
    adds = out.finish()
    tables = [pq.read_table(tmp_path / a.path, partitioning=None) for a in adds]
    assert [str(t.schema.field("ts").type) for t in tables] == [
        "timestamp[ms, tz=UTC]",
        "timestamp[us, tz=UTC]",
    ]
    assert [from_arrow(t)["ts"].tolist() for t in tables] == [[NOON + 1000], [NOON + 1, NOON]]


def test_an_empty_run_has_no_file(tmp_path: Path) -> None:
    out = writer(tmp_path)
    out.write(block_of(0, 0))
    assert out.finish() == []


@pytest.mark.parametrize(("values", "split"), [("steps", False), ("noise", True)])
def test_repeating_values_get_a_dictionary_and_others_byte_streams(values: str, *, split: bool) -> None:
    rng = np.random.default_rng(1)
    block = block_of(1, 1000)
    block["value"] = rng.normal(size=1000) if values == "noise" else rng.integers(0, 50, 1000) / 10
    found = encoding(READINGS, block)
    assert ("value" in found["use_dictionary"]) != split
    assert ("value" in found["column_encoding"]) == split


def test_splits_rows_at_midnight_in_shanghai() -> None:
    block = block_of(1, 4, start_us=NOON + DAY_US // 2 - 2_000_000)
    days = split_days(block)
    assert [(day, rows["value"].tolist()) for day, rows in days] == [
        (DAY, block["value"].tolist()[:2]),
        (DAY + 1, block["value"].tolist()[2:]),
    ]
    assert split_days(block_of(0, 0)) == []
