"""The lake as its users see it, against a dictionary that does the same."""

from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.readings import DAY_US, MINUTE_US, NOON, Reference, batch_of, wave

from anlan.contracts.readings import ReadingBatch
from anlan.kernel.instants import from_micros
from anlan.telemetry.lake.lake import Lake, SequenceGapError
from anlan.telemetry.lake.storage import Storage


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake(str(tmp_path))


def rows_of(lake: Lake, point: int, since_us: int, until_us: int) -> list[tuple[int, float, int]]:
    found = lake.raw(point, since_us, until_us)
    return list(zip(found.ts.tolist(), found.value.tolist(), found.quality.tolist(), strict=True))


def test_gives_back_what_was_appended_bit_for_bit(lake: Lake) -> None:
    values = [0.1, -0.0, 1e-310, 1.7976931348623157e308, float("nan")]
    lake.append(0, batch_of([(7, NOON + i, v, 2 if i == 4 else 0) for i, v in enumerate(values)]), 1)
    found = lake.raw(7, NOON, NOON + 10)
    assert found.value.tobytes() == np.array(values).tobytes()
    assert found.quality.tolist() == [0, 0, 0, 0, 2]
    assert found.ts.dtype == np.int64


def test_takes_each_sequence_once(lake: Lake) -> None:
    batch = wave(2, 5)
    assert lake.append(3, batch, 10)
    assert not lake.append(3, batch, 10)
    assert not Lake(lake.storage.uri).append(3, batch, 9)
    assert Lake(lake.storage.uri).through(3) == 10
    assert lake.through(2) == 0
    assert len(lake.raw(1, NOON, NOON + DAY_US)) == 5


def test_refuses_a_writer_whose_partition_has_moved_on(lake: Lake) -> None:
    other = Lake(lake.storage.uri)
    lake.append(0, wave(1, 5), 5)
    assert other.append(0, wave(1, 5, start_us=NOON + DAY_US), 10)
    with pytest.raises(SequenceGapError):
        lake.append(0, wave(1, 9, start_us=NOON + DAY_US), 14)
    assert lake.through(0) == 10
    assert lake.append(0, wave(1, 4, start_us=NOON + DAY_US + 5_000_000), 14)
    assert len(lake.raw(1, NOON, NOON + 2 * DAY_US)) == 14


def test_an_empty_batch_still_moves_the_sequence_on(lake: Lake) -> None:
    assert lake.append(0, batch_of([]), 4)
    assert lake.through(0) == 4


def test_the_last_to_arrive_wins_whatever_was_compacted(lake: Lake) -> None:
    for sequence, value in enumerate((1.0, 2.0, 3.0), start=1):
        lake.append(0, batch_of([(5, NOON, value, 0), (5, NOON + sequence, 0.0, 0)]), sequence)
    assert rows_of(lake, 5, NOON, NOON + 1) == [(NOON, 3.0, 0)]
    lake.compact(from_micros(NOON + DAY_US) + timedelta(days=999))
    assert rows_of(lake, 5, NOON, NOON + 1) == [(NOON, 3.0, 0)]
    lake.append(0, batch_of([(5, NOON, 4.0, 0)]), 4)
    assert rows_of(lake, 5, NOON, NOON + 1) == [(NOON, 4.0, 0)]


def test_limits_and_streams_the_oldest_first(lake: Lake) -> None:
    lake.append(0, wave(1, 30, start_us=NOON - 15_000_000 + DAY_US // 2), 1)
    lake.append(0, wave(1, 10), 2)
    whole = lake.raw(1, NOON, NOON + DAY_US)
    assert len(whole) == 40
    assert lake.raw(1, NOON, NOON + DAY_US, 12).value.tolist() == whole.value.tolist()[:12]
    parts = list(lake.iterate(1, NOON, NOON + DAY_US))
    assert len(parts) == 2
    assert [t for p in parts for t in p.ts.tolist()] == whole.ts.tolist()


def test_finds_the_newest_reading_however_old(lake: Lake) -> None:
    assert len(lake.last(1)) == 0
    lake.append(0, batch_of([(1, NOON - 90 * DAY_US, 1.5, 0), (1, NOON - 90 * DAY_US + 1, 2.5, 1)]), 1)
    for day in range(9):
        lake.append(0, batch_of([(2, NOON + day * DAY_US, 0.0, 0)]), 2 + day)
    newest = lake.last(1)
    assert (newest.ts.tolist(), newest.value.tolist()) == ([NOON - 90 * DAY_US + 1], [2.5])
    assert lake.last(1, NOON - 90 * DAY_US + 1).value.tolist() == [1.5]
    assert len(lake.last(3)) == 0


def test_shares_one_folder_between_processes_that_follow_each_other(lake: Lake) -> None:
    reader = Lake(lake.storage.uri)
    for sequence in range(1, 4):
        lake.append(0, wave(1, 5, start_us=NOON + sequence * 10_000_000), sequence)
        assert len(reader.raw(1, NOON, NOON + DAY_US)) == 5 * sequence
    lake.compact(from_micros(NOON) + timedelta(days=999))
    assert len(reader.raw(1, NOON, NOON + DAY_US)) == 15


def test_works_the_same_where_files_are_only_reached_through_the_object_store_layer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    far = Storage(tmp_path.as_uri(), {}, None)
    for name in ("readings", "ten_minutes", "hours"):
        (tmp_path / name).mkdir()
    monkeypatch.setattr("anlan.telemetry.lake.lake.storage_at", lambda *_: far)
    lake, reference = Lake("far"), Reference()
    for sequence in range(1, 10):
        batch = wave(2, 30, start_us=NOON + sequence * 20_000_000, seed=sequence)
        assert lake.append(0, batch, sequence)
        reference.add(batch)
    assert not Lake("far").append(0, batch, 9)
    for _ in range(2):
        assert rows_of(lake, 1, NOON, NOON + DAY_US) == reference.raw(1, NOON, NOON + DAY_US)
        assert lake.buckets(1, NOON, NOON + DAY_US, 24).n.sum() == len(reference.raw(1, 0, NOON + DAY_US))
        lake.compact(from_micros(NOON) + timedelta(days=999))


points = st.integers(1, 3)
instants = st.one_of(
    st.integers(NOON, NOON + 90 * MINUTE_US),
    st.integers(0, 180).map(lambda m: NOON + m * MINUTE_US),
    st.integers(-3, 3).map(lambda d: NOON + d * DAY_US),
)
values = st.one_of(st.floats(-1e6, 1e6), st.sampled_from([0.5, float("nan")]))
readings = st.tuples(points, instants, values, st.integers(0, 2))
batches = st.lists(readings, min_size=1, max_size=40).map(batch_of)
steps = st.lists(st.one_of(batches, st.sampled_from(["compact", "close"])), min_size=1, max_size=12)
windows = st.tuples(
    points, st.integers(-4 * 1440, 4 * 1440), st.integers(1, 4 * 1440 * 60), st.integers(2, 400)
)


@settings(max_examples=30, deadline=None)
@given(steps, st.lists(windows, min_size=1, max_size=5))
def test_agrees_with_the_reference_whatever_arrives_and_whenever_it_is_compacted(
    script: list[ReadingBatch | str], asked: list[tuple[int, int, int, int]]
) -> None:
    with TemporaryDirectory() as folder:
        lake, reference = Lake(folder, threads=1), Reference()
        for sequence, step in enumerate(script, start=1):
            if isinstance(step, ReadingBatch):
                for partition in (0, 1):
                    lake.append(partition, _part(step, partition), sequence)
                reference.add(step)
            else:
                lake.compact(from_micros(NOON) + timedelta(days=999 if step == "close" else 0))
        for point, start_min, length_s, count in asked:
            since = NOON + start_min * MINUTE_US
            _compare(lake, reference, point, since, since + length_s * 1_000_000, count)


def _part(batch: ReadingBatch, partition: int) -> ReadingBatch:
    mine = batch.point % 2 == partition
    return ReadingBatch(
        batch.point[mine], batch.ts[mine], batch.value[mine], batch.quality[mine], arrived_us=0
    )


def _compare(lake: Lake, reference: Reference, point: int, since: int, until: int, count: int) -> None:
    found, expected = rows_of(lake, point, since, until), reference.raw(point, since, until)
    assert repr(found) == repr(expected)
    buckets = lake.buckets(point, since, until, count)
    first, width = _grid_start(since, buckets.width_us), buckets.width_us
    starts = list(range(first, until, width))
    assert len(starts) <= count
    naive = reference.buckets(point, starts, width)
    assert buckets.t.tolist() == list(naive)
    for index, (low, mean, high, n, last) in enumerate(naive.values()):
        got = (buckets.min[index], buckets.max[index], buckets.n[index], buckets.last[index])
        assert got == (low, high, n, last)
        assert buckets.mean[index] == pytest.approx(mean, rel=1e-9, abs=1e-6)


def _grid_start(since: int, width: int) -> int:
    eight_hours = 8 * 3_600_000_000
    return (since + eight_hours) // width * width - eight_hours
