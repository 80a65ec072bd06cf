import numpy as np
from tests.support.evaluation import SECOND, batch

from anlan.telemetry.evaluation import late
from anlan.telemetry.evaluation.bits import Rows
from anlan.telemetry.evaluation.engine import Engine
from anlan.telemetry.evaluation.judgement import LimitRow, PointRow, judgement_of
from anlan.telemetry.evaluation.state import RING
from anlan.telemetry.evaluation.transitions import Kind

START = 1_700_000_000 * SECOND
POINTS = [PointRow(point=p, range_low=0, range_high=10, cycle_s=2) for p in range(1000)]


def engine(*readings: tuple[int, float, float], points: int = 1) -> Engine:
    limits = [LimitRow(point=p, kind="H", value=8) for p in range(points)]
    judge = Engine(judgement_of(POINTS[:points], limits))
    for point, second, value in readings:
        judge.evaluate(batch([(point, START + round(second * SECOND), value)]))
    return judge


def one(second: float, value: float = 5.0) -> Rows:
    ts = np.array([START + round(second * SECOND)])
    return Rows(np.array([0]), ts, np.array([value]), np.array([False]))


def test_the_window_is_two_cycles_and_no_more_than_the_ring() -> None:
    judge = engine((0, 0, 5.0), (0, 2, 5.0), (0, 4, 5.0), (0, 6, 5.0))
    found = [late.in_window(judge.state, judge.judgement, one(s)).tolist() for s in (1.0, 2.0, 2.5, 4.0, 5.9)]
    assert found == [[False], [False], [True], [False], [True]]


def test_a_ring_keeps_the_newest_in_order() -> None:
    judge = engine((0, 0, 1.0), (0, 2, 2.0), (0, 4, 3.0), (0, 6, 4.0), (0, 5, 3.5))
    kept = late.ring_rows(judge.state, np.array([0]))
    assert kept.value.tolist() == [3.0, 3.5, 4.0]
    assert len(kept) == RING
    assert judge.state.base_ts.tolist() == [START + 2 * SECOND]


def test_a_late_excursion_is_told_as_a_correction() -> None:
    judge = engine((0, 0, 5.0), (0, 2, 5.0), (0, 4, 5.0))
    said = judge.evaluate(batch([(0, START + 3 * SECOND, 9.0)]))
    assert said.after.tolist() == [1, 0]
    assert set(said.kind.tolist()) == {Kind.LATE}


def test_an_earlier_beginning_moves_the_onset() -> None:
    judge = engine((0, 0, 5.0), (0, 4, 9.0))
    said = judge.evaluate(batch([(0, START + 3 * SECOND, 9.5)]))
    assert (said.before.tolist(), said.after.tolist()) == ([1], [1])
    assert said.onset.tolist() == [START + 3 * SECOND]
    assert judge.state.peak[0, 1] == 9.5


def test_many_points_late_at_once_are_judged_each_for_itself() -> None:
    points = 500
    judge = engine(points=points)
    for second in (0, 2, 4):
        judge.evaluate(batch([(p, START + second * SECOND, 5.0) for p in range(points)]))
    said = judge.evaluate(batch([(p, START + 3 * SECOND, 9.0 if p % 2 else 5.0) for p in range(points)]))
    assert np.unique(said.point).tolist() == list(range(1, points, 2))
    assert not judge.state.levels().any()
