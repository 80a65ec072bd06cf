"""The benchmark's readings: as many as said, sorted, at their instrument's resolution."""

import numpy as np
import pytest

from anlan.project.bench.history_data import END_DAY, INSTRUMENTS, PARTITIONS, Dataset, point_day
from anlan.telemetry.lake.columns import day_of, day_start

SMALL = Dataset(fast=2, fast_days=1, slow=3, slow_days=2, province=50, province_days=1)


def test_makes_as_many_readings_as_it_says_each_in_one_partition() -> None:
    made = [sum(len(b["ts"]) for b in SMALL.blocks(day, p)) for day in SMALL.days for p in range(PARTITIONS)]
    whole = sum(len(b["ts"]) for day in SMALL.days for b in SMALL.blocks(day))
    assert sum(made) == whole == SMALL.rows


def test_rows_are_sorted_and_of_their_day() -> None:
    for block in SMALL.blocks(END_DAY - 1):
        key = block["point"].astype(np.int64) * 10**11 + block["ts"] - day_start(END_DAY - 1)
        assert (np.diff(key) > 0).all()
        assert {day_of(int(block["ts"].min())), day_of(int(block["ts"].max()))} == {END_DAY - 1}


def test_the_same_point_and_day_are_always_the_same() -> None:
    first, second = point_day(7, END_DAY, 60), point_day(7, END_DAY, 60)
    assert first["value"].tolist() == second["value"].tolist()
    assert point_day(7, END_DAY + 1, 60)["value"].tolist() != first["value"].tolist()


@pytest.mark.parametrize("kind", range(4))
def test_values_stay_near_their_range_and_on_their_steps(kind: int) -> None:
    instrument, values = INSTRUMENTS[kind], point_day(4 * kind + 1, END_DAY, 1)["value"]
    span = instrument.high - instrument.low
    assert values.min() > instrument.low - span
    assert values.max() < instrument.high + span
    assert (values == np.round(values, instrument.decimals)).all()
    assert 20 < len(np.unique(values)) < 20_000
