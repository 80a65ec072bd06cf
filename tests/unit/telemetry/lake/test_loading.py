"""Bulk loading: whole closed days at once."""

from datetime import timedelta
from pathlib import Path

from tests.support.readings import DAY_US, NOON, batch_of, wave

from anlan.kernel.instants import from_micros, to_micros
from anlan.telemetry.lake.columns import Columns, day_of, sort_rows
from anlan.telemetry.lake.lake import Lake
from anlan.telemetry.lake.loading import BulkLoader

DAY = day_of(NOON)
LATER = from_micros(NOON) + timedelta(days=99)


def rows(start_us: int) -> Columns:
    batch = wave(3, 60, start_us=start_us)
    return sort_rows({"point": batch.point, "ts": batch.ts, "value": batch.value, "quality": batch.quality})


def test_loads_closed_days_that_need_no_compaction(tmp_path: Path) -> None:
    lake = Lake(str(tmp_path))
    loader = BulkLoader(lake.storage)
    for day in (0, 1):
        loader.take(loader.write_day(DAY + day, 2, [rows(NOON + day * DAY_US)]))
    assert len(lake.raw(1, NOON, NOON + 2 * DAY_US)) == 0
    loader.commit()
    assert len(lake.raw(1, NOON, NOON + 2 * DAY_US)) == 120
    assert loader.roll_up(to_micros(LATER)).months == 1
    report = lake.compact(LATER)
    assert (report.merges, report.days, report.months) == (0, 0, 0)
    assert lake.buckets(2, NOON - DAY_US, NOON + DAY_US, 48).n.sum() == 60


def test_what_is_appended_wins_over_what_was_loaded(tmp_path: Path) -> None:
    lake = Lake(str(tmp_path))
    lake.append(2, batch_of([(1, NOON, -1.0, 0)]), 1)
    loader = BulkLoader(lake.storage)
    loader.take(loader.write_day(DAY, 2, [rows(NOON)]))
    loader.commit()
    assert lake.raw(1, NOON, NOON + 1).value.tolist() == [-1.0]
    lake.compact(from_micros(NOON) + timedelta(days=999))
    assert lake.raw(1, NOON, NOON + 1).value.tolist() == [-1.0]
