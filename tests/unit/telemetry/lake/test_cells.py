"""Cells against arithmetic done by hand and by Python."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.readings import DAY_US, NOON

from anlan.telemetry.lake.cells import Grid, cells_of, choose_grid, floor_to, widen
from anlan.telemetry.lake.columns import HOUR_US, MINUTE_US, SHANGHAI_US, TEN_US, Columns, sort_rows

UNITS = (1_000, 1_000_000, MINUTE_US, TEN_US, HOUR_US)
readings = st.lists(
    st.tuples(st.integers(1, 2), st.integers(0, 3 * HOUR_US), st.floats(-1e9, 1e9), st.integers(0, 2)),
    max_size=60,
)


def sorted_rows(rows: list[tuple[int, int, float, int]]) -> Columns:
    columns = list(zip(*rows, strict=True)) or [(), (), (), ()]
    kinds = {"point": np.int32, "ts": np.int64, "value": np.float64, "quality": np.uint8}
    return sort_rows({n: np.array(c, k) for (n, k), c in zip(kinds.items(), columns, strict=True)})


def test_counts_only_good_numbers() -> None:
    nan = float("nan")
    rows = sorted_rows(
        [(1, NOON, 2.0, 0), (1, NOON + 1, 9.0, 2), (1, NOON + 2, nan, 0), (1, NOON + 3, 4.0, 1)]
    )
    cells = cells_of(rows["point"], rows, TEN_US)
    assert {n: c.tolist() for n, c in cells.items()} == {
        "point": [1],
        "ts": [NOON],
        "min": [2.0],
        "mean": [3.0],
        "max": [4.0],
        "last": [4.0],
        "n": [2],
    }


@given(readings)
def test_coarser_cells_made_of_finer_ones_are_those_made_of_readings(
    rows: list[tuple[int, int, float, int]],
) -> None:
    block = sorted_rows(rows)
    direct = cells_of(block["point"], block, HOUR_US)
    widened = widen(cells_of(block["point"], block, TEN_US), HOUR_US)
    for name in ("point", "ts", "min", "max", "last", "n"):
        assert widened[name].tolist() == direct[name].tolist()
    for got, expected in zip(widened["mean"].tolist(), direct["mean"].tolist(), strict=True):
        assert math.isclose(got, expected, rel_tol=1e-9, abs_tol=1e-3)
    assert (direct["min"] <= direct["mean"]).all()
    assert (direct["mean"] <= direct["max"]).all()


@given(st.integers(-(10**15), 10**16), st.integers(1, 20 * 365 * DAY_US), st.integers(2, 5000))
def test_a_grid_covers_the_range_with_few_whole_steps(since: int, length: int, count: int) -> None:
    grid = choose_grid(since, since + length, count)
    assert grid.start_us <= since
    assert since + length <= grid.end_us
    assert (grid.end_us - grid.start_us) // grid.width_us <= count
    assert (grid.start_us + SHANGHAI_US) % grid.width_us == 0
    assert any(grid.width_us % unit == 0 and grid.width_us >= unit for unit in UNITS)


def test_a_year_in_a_thousand_steps_uses_whole_hours() -> None:
    grid = choose_grid(NOON - 365 * DAY_US, NOON, 1000)
    assert grid.width_us == 9 * HOUR_US
    assert choose_grid(NOON, NOON + DAY_US, 1000) == Grid(NOON, NOON + DAY_US, 2 * MINUTE_US)


@pytest.mark.parametrize(("until", "count"), [(NOON, 10), (NOON - 1, 10), (NOON + 1, 1)])
def test_refuses_an_empty_range_or_a_single_step(until: int, count: int) -> None:
    with pytest.raises(ValueError, match="at least 2 steps"):
        choose_grid(NOON, until, count)


def test_steps_of_a_day_begin_at_midnight_in_shanghai() -> None:
    assert floor_to(NOON, DAY_US) == NOON - DAY_US // 2
