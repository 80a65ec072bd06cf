import numpy as np
import pytest

from anlan.telemetry.evaluation.bits import Bits, Rows, step
from anlan.telemetry.evaluation.judgement import Judgement, LimitRow, PointRow, judgement_of

SECOND = 1_000_000


def limits(*rows: LimitRow) -> Judgement:
    return judgement_of([PointRow(point=1, range_low=0, range_high=10, cycle_s=1)], rows)


def after(judgement: Judgement, *values: float) -> Bits:
    bits = Bits.calm(1)
    for second, value in enumerate(values, start=1):
        bad = not 0 <= value <= 10
        rows = Rows(np.array([0]), np.array([second * SECOND]), np.array([value]), np.array([bad]))
        bits = step(bits, judgement, rows)
    return bits


def test_calm_is_nothing_on_and_nothing_begun() -> None:
    judgement = limits(LimitRow(point=1, kind="H", value=8, on_delay_s=5))
    assert after(judgement, 5.0).is_calm().tolist() == [True]
    assert after(judgement, 9.0).is_calm().tolist() == [False]


@pytest.mark.parametrize(
    ("kind", "value", "levels"), [("H", 9.0, [0, 1, 0]), ("HH", 9.0, [0, 2, 0]), ("LL", 0.5, [2, 0, 0])]
)
def test_each_condition_gives_its_level(kind: str, value: float, levels: list[int]) -> None:
    limit = LimitRow(point=1, kind=kind, value=8.0 if kind[0] == "H" else 1.0)
    assert after(limits(limit), value).levels().tolist() == [levels]


def test_onset_is_when_the_side_left_normal_whatever_the_level_since() -> None:
    judgement = limits(LimitRow(point=1, kind="H", value=8), LimitRow(point=1, kind="HH", value=9))
    assert after(judgement, 5.0, 8.5, 9.5).onset.tolist() == [[0, 2 * SECOND, 0]]
    assert after(judgement, 5.0, 8.5, 9.5, 5.0).onset.tolist() == [[0, 0, 0]]


def test_bad_readings_break_no_run() -> None:
    judgement = limits(LimitRow(point=1, kind="H", value=8, min_consecutive=2))
    assert after(judgement, 9.0, float("nan"), 9.0).levels().tolist() == [[0, 1, 0]]


def test_hh_brings_h_only_where_there_is_one() -> None:
    alone = limits(LimitRow(point=1, kind="HH", value=9))
    both = limits(LimitRow(point=1, kind="H", value=8, on_delay_s=60), LimitRow(point=1, kind="HH", value=9))
    assert after(alone, 9.5).active[0, 2:4].tolist() == [False, True]
    assert after(both, 9.5).active[0, 2:4].tolist() == [True, True]


def test_rows_put_back_are_the_rows_taken() -> None:
    bits, slots = Bits.calm(3), np.array([2, 0])
    taken = bits.take(slots)
    taken.active[0, 3] = True
    bits.put(slots, taken)
    assert bits.active[:, 3].tolist() == [False, False, True]
