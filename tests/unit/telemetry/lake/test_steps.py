"""Decimal steps: exact, or not used."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from anlan.telemetry.lake.steps import from_steps, to_steps

decimal = st.tuples(st.integers(-(10**9), 10**9), st.integers(0, 7)).map(lambda md: md[0] / 10.0 ** md[1])
number = st.one_of(
    decimal, st.floats(), st.sampled_from([-0.0, 0.0, 1 / 3, 2.0**53, 1e300, float("inf"), float("nan")])
)


@given(st.lists(st.tuples(st.integers(1, 3), number)))
def test_what_is_called_exact_comes_back_bit_for_bit(rows: list[tuple[int, float]]) -> None:
    ordered = sorted(rows, key=lambda row: row[0])
    point, value = np.array([p for p, _ in ordered], np.int32), np.array([v for _, v in ordered])
    steps, decimals, exact = to_steps(point, value.astype(np.float64))
    assert from_steps(steps, decimals)[exact].tobytes() == value[exact].tobytes()
    assert not steps[~exact].any()


@given(st.integers(0, 6), st.lists(st.integers(-(10**6), 10**6), min_size=1, max_size=200))
def test_reports_of_an_instrument_are_all_exact(decimals: int, whole: list[int]) -> None:
    value = np.round(np.array(whole) / 10.0**decimals, decimals) + 0.0
    steps, found, exact = to_steps(np.ones(len(value), np.int32), value)
    assert exact.all()
    assert found.max() <= decimals
    assert len(set(found.tolist())) == 1
    assert from_steps(steps, found).tolist() == value.tolist()


def test_a_finer_value_that_the_sample_missed_refines_its_point() -> None:
    value = np.zeros(1000)
    value[501] = 0.125
    steps, decimals, exact = to_steps(np.repeat([1, 2], 500), value)
    assert exact.all()
    assert (decimals[:500] == 0).all()
    assert (decimals[500:] == 3).all()
    assert steps[501] == 125


def test_noise_without_decimals_stays_as_it_is() -> None:
    value = np.random.default_rng(1).normal(size=500)
    assert not to_steps(np.ones(500, np.int32), value)[2].any()


def test_of_no_rows_there_are_no_steps() -> None:
    assert [len(part) for part in to_steps(np.empty(0, np.int32), np.empty(0))] == [0, 0, 0]
