"""Where bucketed history is read from: rollups where they are valid, readings where they are not."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from tests.support.readings import DAY_US, NOON, batch_of, wave

from anlan.kernel.instants import from_micros
from anlan.telemetry.lake.cells import Grid, choose_grid
from anlan.telemetry.lake.columns import HOUR_US, HOURS, MINUTE_US, READINGS, TEN_US, TENS
from anlan.telemetry.lake.delta import Table
from anlan.telemetry.lake.history import Snapshots, Sources, choose_sources
from anlan.telemetry.lake.lake import Lake
from anlan.telemetry.lake.rollups import Memory

MIDNIGHT = NOON - DAY_US // 2
CLOSED = from_micros(NOON) + timedelta(days=999)


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    lake = Lake(str(tmp_path))
    for day in range(3):
        lake.append(0, wave(2, 600, start_us=NOON + day * DAY_US), day + 1)
    return lake


def snapshots(lake: Lake) -> Snapshots:
    return Snapshots(*(Table(lake.storage, spec).snapshot() for spec in (READINGS, TENS, HOURS)))


def sources(lake: Lake, point: int, grid: Grid, unit_us: int) -> Sources:
    return choose_sources(point, grid, unit_us, snapshots(lake), Memory())


def test_reads_an_open_day_from_the_readings(lake: Lake) -> None:
    found = sources(lake, 1, Grid(MIDNIGHT, MIDNIGHT + DAY_US, TEN_US), TEN_US)
    assert found == Sources([], [], [(MIDNIGHT, MIDNIGHT + DAY_US)])


def test_reads_closed_days_from_rollups_only(lake: Lake) -> None:
    lake.compact(CLOSED)
    grid = choose_grid(MIDNIGHT, MIDNIGHT + 3 * DAY_US, 500)
    tens = sources(lake, 1, grid, TEN_US)
    assert (len(tens.hours), len(tens.tens), tens.raw) == (0, 3, [])
    hours = sources(lake, 1, grid, HOUR_US)
    assert (len(hours.hours), len(hours.tens), hours.raw) == (1, 0, [])
    assert sources(lake, 99, grid, HOUR_US) == Sources()


def test_reads_around_late_readings_from_the_readings(lake: Lake) -> None:
    lake.compact(CLOSED)
    late = NOON + DAY_US + 90 * MINUTE_US + 5
    lake.append(0, batch_of([(1, late, 1.0, 0)]), 9)
    grid = Grid(MIDNIGHT, MIDNIGHT + 3 * DAY_US, HOUR_US)
    start = NOON + DAY_US + 90 * MINUTE_US
    assert sources(lake, 1, grid, TEN_US).raw == [(start, start + TEN_US)]
    assert sources(lake, 1, grid, HOUR_US).raw == [(start - 30 * MINUTE_US, start + 30 * MINUTE_US)]
    assert sources(lake, 2, grid, HOUR_US).raw == []


def test_rollups_of_a_rewritten_day_count_no_more(lake: Lake) -> None:
    lake.compact(CLOSED)
    stale = snapshots(lake).tens
    lake.append(0, batch_of([(1, NOON, 99.0, 0)]), 9)
    lake.compact(CLOSED)
    at = replace(snapshots(lake), tens=stale)
    grid = Grid(MIDNIGHT, MIDNIGHT + DAY_US, HOUR_US)
    found = choose_sources(1, grid, TEN_US, at, Memory())
    assert (found.tens, found.raw) == ([], [(MIDNIGHT, MIDNIGHT + DAY_US)])
    assert lake.buckets(1, MIDNIGHT, MIDNIGHT + DAY_US, 24).max.max() == 99.0


def test_fine_steps_come_from_the_readings(lake: Lake) -> None:
    lake.compact(CLOSED)
    found = lake.buckets(1, NOON, NOON + 600_000_000, 60)
    assert found.width_us == 10_000_000
    assert found.n.tolist() == [10] * 60
