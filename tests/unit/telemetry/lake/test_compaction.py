"""Compaction beside appends, beside itself, and killed anywhere: nothing lost, nothing doubled."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import product
from pathlib import Path
from threading import Thread

import numpy as np
import pytest
from tests.support.crashing import STEPS, run_child
from tests.support.readings import DAY_US, MINUTE_US, NOON, Reference, wave

from anlan.contracts.readings import ReadingBatch
from anlan.kernel.instants import from_micros, to_micros
from anlan.telemetry.lake import compaction
from anlan.telemetry.lake.columns import HOURS, READINGS, TENS
from anlan.telemetry.lake.compaction import Compactor
from anlan.telemetry.lake.delta import Table
from anlan.telemetry.lake.lake import Lake
from anlan.telemetry.lake.merging import merge

LONG_AFTER = from_micros(NOON) + timedelta(days=999)


def tables(folder: Path) -> tuple[Table, Table, Table]:
    storage = Lake(str(folder)).storage
    return Table(storage, READINGS), Table(storage, TENS), Table(storage, HOURS)


def counts(table: Table) -> list[int]:
    return [f.rows for slot in table.snapshot().slots.values() for f in slot]


def fill(lake: Lake, flushes: int, *, first: int = 1, partition: int = 0) -> None:
    for sequence in range(first, first + flushes):
        lake.append(partition, wave(5, 60, start_us=NOON + sequence * 60_000_000, seed=sequence), sequence)


def test_merges_eight_small_runs_of_an_open_day(tmp_path: Path) -> None:
    lake = Lake(str(tmp_path))
    fill(lake, 7)
    assert lake.compact(from_micros(NOON)).merges == 0
    fill(lake, 1, first=8)
    report = lake.compact(from_micros(NOON))
    assert (report.merges, report.rows, report.days) == (1, 2400, 0)
    assert counts(tables(tmp_path)[0]) == [2400]


def test_closes_a_day_and_rolls_it_up_once(tmp_path: Path) -> None:
    lake = Lake(str(tmp_path))
    fill(lake, 3)
    report = lake.compact(LONG_AFTER)
    assert (report.merges, report.days, report.months) == (1, 1, 1)
    readings, tens, hours = tables(tmp_path)
    assert counts(readings) == [900]
    assert counts(tens) == [5]
    assert counts(hours) == [5]
    again = Lake(str(tmp_path)).compact(LONG_AFTER)
    assert (again.merges, again.days, again.months) == (0, 0, 0)


def test_leaves_a_day_open_until_it_is_over_and_quiet(tmp_path: Path) -> None:
    lake = Lake(str(tmp_path))
    fill(lake, 2)
    written_ms = max(f.modified_ms for s in tables(tmp_path)[0].snapshot().slots.values() for f in s)
    assert lake.compact(from_micros(written_ms * 1000)).merges == 0
    assert lake.compact(from_micros(written_ms * 1000) + timedelta(minutes=11)).merges == 1


def test_takes_late_readings_into_a_closed_day_and_its_rollups(tmp_path: Path) -> None:
    lake = Lake(str(tmp_path))
    fill(lake, 2)
    lake.compact(LONG_AFTER)
    fill(lake, 1, first=3)
    assert lake.compact(LONG_AFTER).days == 1
    assert [counts(t) for t in tables(tmp_path)] == [[900], [5], [5]]


def test_leaves_other_partitions_alone(tmp_path: Path) -> None:
    lake = Lake(str(tmp_path))
    fill(lake, 1, partition=0)
    fill(lake, 1, partition=1)
    assert lake.compact(LONG_AFTER, frozenset({1})).merges == 1
    assert lake.compact(LONG_AFTER, frozenset({0})).merges == 1
    assert lake.compact(LONG_AFTER).merges == 0


def test_stops_when_told_to_and_goes_on_later(tmp_path: Path) -> None:
    lake = Lake(str(tmp_path))
    fill(lake, 1)
    assert lake.compact(LONG_AFTER, stop=lambda: True).unfinished
    assert lake.compact(LONG_AFTER).merges == 1


def test_stops_in_the_middle_of_a_merge_and_changes_nothing(tmp_path: Path) -> None:
    lake, asked = Lake(str(tmp_path)), iter([False, True])
    fill(lake, 3)
    report = lake.compact(LONG_AFTER, stop=lambda: next(asked))
    assert (report.unfinished, report.merges) == (True, 0)
    assert counts(tables(tmp_path)[0]) == [300, 300, 300]
    assert lake.compact(LONG_AFTER).merges == 1


def test_of_two_compactors_that_meet_one_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lake = Lake(str(tmp_path))
    fill(lake, 8)
    original, rival = merge, Compactor(*tables(tmp_path))
    met: list[bool] = []

    def merge_late(*args: object) -> Iterator[object]:
        if not met:
            met.append(True)
            assert rival.run(to_micros(LONG_AFTER)).merges == 1
        yield from original(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(compaction, "merge", merge_late)
    report = lake.compact(LONG_AFTER)
    assert (report.merges, report.refused) == (0, 1)
    assert counts(tables(tmp_path)[0]) == [2400]


@pytest.mark.parametrize("step", ["before the file is written", "before the commit", "after the commit"])
@pytest.mark.parametrize("call", [1, 2, 3])
def test_killed_anywhere_it_mends_itself(tmp_path: Path, step: str, call: int) -> None:
    lake = Lake(str(tmp_path))
    fill(lake, 3)
    assert step in STEPS
    assert run_child(str(tmp_path), step, call, "compact") == -9
    lake = Lake(str(tmp_path))
    assert len(lake.raw(1, NOON, NOON + DAY_US)) == 180
    assert lake.buckets(1, NOON, NOON + 240 * MINUTE_US, 4).n.sum() == 180
    lake.compact(LONG_AFTER)
    assert [counts(t) for t in tables(tmp_path)] == [[900], [5], [5]]
    assert lake.buckets(1, NOON, NOON + 240 * MINUTE_US, 4).n.sum() == 180


def back_fill(partition: int, sequence: int) -> ReadingBatch:
    start = NOON - (sequence % 3) * DAY_US + sequence * 10_000_000
    return wave(2, 20, start_us=start, first_point=1 + 2 * partition, seed=sequence)


def test_runs_beside_appends_and_back_fill(tmp_path: Path) -> None:
    lake, reference = Lake(str(tmp_path)), Reference()

    def write(partition: int) -> None:
        own = Lake(str(tmp_path))
        for sequence in range(1, 25):
            own.append(partition, back_fill(partition, sequence), sequence)

    def compact_on() -> None:
        own = Lake(str(tmp_path))
        while any(writer.is_alive() for writer in writers):
            own.compact(LONG_AFTER)

    writers = [Thread(target=write, args=(p,)) for p in (0, 1)]
    compactors = [Thread(target=compact_on) for _ in range(2)]
    for thread in [*writers, *compactors]:
        thread.start()
    for thread in [*writers, *compactors]:
        thread.join(60)
    for partition, sequence in product((0, 1), range(1, 25)):
        reference.add(back_fill(partition, sequence))
    lake.compact(LONG_AFTER)
    for point in (1, 2, 3, 4):
        found = lake.raw(point, NOON - 9 * DAY_US, NOON + DAY_US)
        expected = reference.raw(point, NOON - 9 * DAY_US, NOON + DAY_US)
        assert found.ts.tolist() == [t for t, _, _ in expected]
        assert np.array_equal(found.value, [v for _, v, _ in expected])
    assert sum(counts(tables(tmp_path)[0])) == len(reference.rows)
