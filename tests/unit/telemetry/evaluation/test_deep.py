import numpy as np

from anlan.telemetry.evaluation.bits import Bits, Rows
from anlan.telemetry.evaluation.deep import follow_peaks, judge_all
from anlan.telemetry.evaluation.judgement import LimitRow, PointRow, judgement_of

SECOND = 1_000_000
POINTS = [PointRow(point=p, range_low=0, range_high=10, cycle_s=1) for p in (1, 2)]
LIMITS = [LimitRow(point=p, kind="H", value=8, deadband=1, on_delay_s=2) for p in (1, 2)]


def rows(*values: tuple[int, int, float]) -> Rows:
    slot, second, value = (np.array(column) for column in zip(*values, strict=True))
    return Rows(slot, second * SECOND, value.astype(float), np.isnan(value))


def test_points_are_judged_apart() -> None:
    given = rows(*((0, s, 9.0) for s in range(1, 5)), *((1, s, 9.0) for s in range(1, 3)))
    judged = judge_all(Bits.calm(2), judgement_of(POINTS, LIMITS), given)
    assert judged.levels[:, 1].tolist() == [0, 0, 1, 1, 0, 0]
    assert judged.before[:, 1].tolist() == [0, 0, 0, 1, 0, 0]
    assert judged.onset[:, 1].tolist() == [0, 0, 3 * SECOND, 3 * SECOND, 0, 0]
    assert judged.bits.count[:, 2].tolist() == [0, 2]


def test_what_was_begun_before_goes_on() -> None:
    judgement = judgement_of(POINTS, LIMITS)
    first = judge_all(Bits.calm(1), judgement, rows((0, 1, 9.0), (0, 2, 9.0)))
    second = judge_all(first.bits, judgement, rows((0, 3, 9.0)))
    assert second.levels[:, 1].tolist() == [1]
    back = judge_all(second.bits, judgement, rows((0, 4, 7.5), (0, 5, 7.0)))
    assert back.levels[:, 1].tolist() == [1, 0]


def test_the_peak_is_that_of_the_episode_and_skips_bad_readings() -> None:
    given = rows((0, 1, 9.0), (0, 2, 9.8), (0, 3, float("nan")), (0, 4, 5.0), (0, 5, 8.5), (0, 6, 8.6))
    before = np.zeros((6, 3), np.int8)
    after = np.zeros((6, 3), np.int8)
    after[:, 1] = [1, 1, 1, 0, 1, 1]
    before[:, 1] = [0, 1, 1, 1, 0, 1]
    peak = np.full((1, 2), np.nan)
    found = follow_peaks(peak, given, before, after)
    assert found[[0, 3, 4], 1].tolist() == [9.0, 9.8, 8.5]
    assert peak[0, 1] == 8.6
