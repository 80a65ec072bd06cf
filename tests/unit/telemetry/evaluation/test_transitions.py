from dataclasses import fields

from tests.support.evaluation import SECOND, batch

from anlan.telemetry.evaluation.engine import Engine
from anlan.telemetry.evaluation.judgement import LimitRow, PointRow, judgement_of
from anlan.telemetry.evaluation.transitions import Transitions, joined, none


def some(value: float) -> Transitions:
    judgement = judgement_of(
        [PointRow(point=1, range_low=0, range_high=10, cycle_s=1)], [LimitRow(point=1, kind="H", value=8)]
    )
    return Engine(judgement).evaluate(batch([(1, SECOND, value)]))


def test_none_has_all_columns_and_no_rows() -> None:
    assert len(none()) == 0
    assert len(joined([])) == 0


def test_joined_keeps_the_order_and_the_types() -> None:
    one, two = some(9.0), some(float("nan"))
    both = joined([one, none(), two])
    assert both.side.tolist() == [1, 2]
    assert [getattr(both, f.name).dtype for f in fields(both)] == [
        getattr(none(), f.name).dtype for f in fields(both)
    ]
