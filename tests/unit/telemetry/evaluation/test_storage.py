import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.evaluation import SECOND, batch, told

from anlan.telemetry.evaluation.engine import Engine
from anlan.telemetry.evaluation.judgement import LimitRow, PointRow, judgement_of
from anlan.telemetry.evaluation.storage import StateUnreadableError, dump, load

START = 1_700_000_000 * SECOND
READING = st.tuples(st.integers(0, 5), st.integers(0, 20), st.sampled_from([5.0, 8.5, 9.5, float("nan")]))


def engine() -> Engine:
    points = [PointRow(point=p, range_low=0, range_high=10, cycle_s=1) for p in range(6)]
    limits = [LimitRow(point=p, kind="H", value=8, deadband=0.2, on_delay_s=p) for p in range(6)]
    return Engine(judgement_of(points, limits))


@given(st.lists(READING, max_size=40), st.lists(READING, max_size=40))
def test_a_state_that_was_kept_goes_on_exactly_as_one_that_was_not(
    first: list[tuple[int, int, float]], second: list[tuple[int, int, float]]
) -> None:
    whole = engine()
    times = [
        [(p, START + (s + 30 * half) * SECOND, v) for p, s, v in part]
        for half, part in enumerate((first, second))
    ]
    whole.evaluate(batch(times[0]))
    points, state = load(dump(whole.judgement.point, whole.state))
    resumed = Engine(whole.judgement, state)
    np.testing.assert_array_equal(points, whole.judgement.point)
    one, other = whole.evaluate(batch(times[1])), resumed.evaluate(batch(times[1]))
    for point in range(6):
        assert told(one, point) == told(other, point)
    assert dump(points, whole.state) == dump(points, resumed.state)


@given(st.binary(max_size=60), st.integers(0, 500))
def test_other_bytes_are_refused(noise: bytes, length: int) -> None:
    good = dump(engine().judgement.point, engine().state)
    for data in (noise, good[: min(length, len(good) - 1)]):
        with pytest.raises(StateUnreadableError):
            load(data)
