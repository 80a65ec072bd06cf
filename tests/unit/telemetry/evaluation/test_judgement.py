import numpy as np

from anlan.telemetry.evaluation.judgement import LimitRow, PointRow, judgement_of

POINTS = [PointRow(point=p, range_low=0, range_high=10, cycle_s=60) for p in (7, 3)]


def test_slots_follow_the_ids() -> None:
    judgement = judgement_of(POINTS, [])
    assert judgement.point.tolist() == [3, 7]
    assert judgement.slots_of(np.array([7, 3, 5, 99], np.int32)).tolist() == [1, 0, -1, -1]


def test_an_empty_partition_knows_no_point() -> None:
    assert judgement_of([], []).slots_of(np.array([1], np.int32)).tolist() == [-1]


def test_between_the_inner_limits_all_is_calm() -> None:
    rows = [LimitRow(point=3, kind=k, value=v) for k, v in (("LL", 1), ("L", 2), ("H", 8), ("HH", 9))]
    judgement = judgement_of(POINTS, rows)
    assert judgement.calm_low.tolist() == [2, -np.inf]
    assert judgement.calm_high.tolist() == [8, np.inf]


def test_tells_the_limit_that_a_level_crossed() -> None:
    judgement = judgement_of(
        POINTS, [LimitRow(point=3, kind="LL", value=1), LimitRow(point=3, kind="H", value=8)]
    )
    assert [judgement.limit_of(0, side, level) for side in (0, 1) for level in (0, 1, 2)] == [
        None, None, 1.0, None, 8.0, None,
    ]  # fmt: skip
    assert judgement.limit_of(0, 2, 1) is None


def test_limits_of_points_elsewhere_are_passed_over() -> None:
    assert np.isinf(judgement_of(POINTS, [LimitRow(point=5, kind="H", value=1)]).threshold).all()
