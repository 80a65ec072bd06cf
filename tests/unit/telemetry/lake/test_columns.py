"""Blocks of rows: days, sorting, and the way to Arrow and back."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from tests.support.readings import DAY_US, NOON

from anlan.telemetry.lake.columns import (
    READINGS,
    Columns,
    concat,
    day_of,
    day_start,
    from_arrow,
    from_iso,
    iso,
    length,
    month_of,
    next_month,
    sort_rows,
    take,
    to_arrow,
)

rows = st.lists(
    st.tuples(
        st.integers(-3, 2**31 - 1) | st.integers(0, 3), st.integers(-(2**60), 2**60) | st.integers(0, 4)
    )
)


def block_of(pairs: list[tuple[int, int]]) -> Columns:
    return {
        "point": np.array([p for p, _ in pairs], np.int32),
        "ts": np.array([t for _, t in pairs], np.int64),
        "value": np.arange(len(pairs), dtype=np.float64),
        "quality": np.zeros(len(pairs), np.uint8),
    }


@given(rows)
def test_sorting_keeps_the_last_of_each_point_and_instant(pairs: list[tuple[int, int]]) -> None:
    found = sort_rows(block_of(pairs))
    expected = sorted({pair: float(i) for i, pair in enumerate(pairs)}.items())
    got = zip(found["point"].tolist(), found["ts"].tolist(), strict=True)
    assert list(zip(got, found["value"].tolist(), strict=True)) == expected


def test_a_day_begins_at_midnight_in_shanghai() -> None:
    day = from_iso("2025-11-24")
    assert day_start(day) == NOON - DAY_US // 2
    assert [day_of(day_start(day) - 1), day_of(day_start(day))] == [day - 1, day]
    assert iso(day) == "2025-11-24"


def test_months_follow_the_calendar() -> None:
    february = from_iso("2024-02-01")
    assert month_of(from_iso("2024-02-29")) == february
    assert iso(next_month(february)) == "2024-03-01"
    assert iso(next_month(from_iso("2024-12-01"))) == "2025-01-01"


def test_goes_to_arrow_and_back_unchanged() -> None:
    block = block_of([(1, NOON), (2, NOON + 1)]) | {"quality": np.array([0, 200], np.uint8)}
    block["value"] = np.array([12.5, float("nan")])
    table = to_arrow(block, READINGS)
    assert table.schema == READINGS.columns
    assert table.column("steps").to_pylist() == [125, None]
    assert table.column("value").to_pylist()[0] is None
    back = from_arrow(table)
    assert {n: c.tobytes() for n, c in back.items()} == {n: c.tobytes() for n, c in block.items()}
    assert back["quality"].dtype == np.uint8


def test_takes_and_joins_rows() -> None:
    block = block_of([(1, 1), (2, 2), (3, 3)])
    joined = concat([take(block, slice(2, None)), take(block, np.array([0]))])
    assert joined["point"].tolist() == [3, 1]
    assert length(concat([block])) == 3
    assert READINGS.schema.names == [
        "point",
        "ts",
        "steps",
        "decimals",
        "value",
        "quality",
        "day",
        "partition",
    ]
