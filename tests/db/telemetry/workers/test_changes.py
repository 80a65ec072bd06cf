import numpy as np
import pytest
from tests.support.alarms import apply
from tests.support.points import keep_points
from tests.support.records import NOW

from anlan.kernel.instants import to_micros
from anlan.telemetry.actions.outputs import StatusChange
from anlan.telemetry.evaluation.engine import Batch, Engine
from anlan.telemetry.models import Alarm, Point
from anlan.telemetry.queries.judgement import load_partition_points
from anlan.telemetry.workers.changes import changes_of, list_corrections

pytestmark = pytest.mark.django_db


def judged(*values: float) -> tuple[Engine, list[StatusChange]]:
    """An engine that has read one value of each of some points, and what it says."""
    keep_points(len(values))
    engine = Engine(load_partition_points(partition=0, partitions=1).judgement)
    ids = np.array(Point.objects.order_by("pk").values_list("pk", flat=True), np.int32)
    ts = np.full(len(ids), to_micros(NOW))
    said = engine.evaluate(Batch(ids, ts, np.array(values), np.zeros(len(ids), np.uint8), ts))
    return engine, list(changes_of(said, engine.judgement))


def test_a_change_says_limit_priority_and_status_in_words() -> None:
    _, (change,) = judged(9.5)
    assert (change.side, change.after, change.limit, change.priority) == ("high", "HH", 9.0, 4)
    assert (change.value, change.peak, change.late) == (9.5, 9.5, False)


def test_what_is_no_number_has_no_value_and_no_limit() -> None:
    _, (change,) = judged(float("nan"))
    assert (change.side, change.after) == ("data", "BAD")
    assert (change.value, change.peak, change.limit) == (None, None, None)


def test_alarms_that_say_what_is_need_no_correction() -> None:
    engine, changes = judged(9.5, 0.2, 5.0, float("nan"))
    apply(*changes)
    assert list_corrections(0, engine, NOW) == []


def test_an_alarm_that_was_never_told_is_told_now_and_one_that_is_over_ends() -> None:
    engine, changes = judged(9.5, 5.0)
    apply(*changes)
    first, second = Alarm.objects.get().point_id, int(engine.judgement.point[1])
    Alarm.objects.update(point_id=second)
    corrections = list_corrections(0, engine, NOW)
    assert [(c.point_id, c.after) for c in corrections] == [(first, "HH"), (second, "NORMAL")]
    apply(*corrections)
    assert list_corrections(0, engine, NOW) == []


def test_alarms_of_other_partitions_are_left_alone() -> None:
    engine, changes = judged(5.0)
    assert changes == []
    keep = Point.objects.get()
    engine_high, high = judged_again(keep.pk)
    apply(*high)
    Alarm.objects.update(partition=3)
    assert [c.after for c in list_corrections(0, engine, NOW)] == []
    assert [c.after for c in list_corrections(3, engine, NOW)] == ["NORMAL"]
    assert engine_high.state.levels().any()


def judged_again(point: int) -> tuple[Engine, list[StatusChange]]:
    engine = Engine(load_partition_points(partition=0, partitions=1).judgement)
    ts = np.array([to_micros(NOW)])
    said = engine.evaluate(Batch(np.array([point], np.int32), ts, np.array([9.5]), np.zeros(1, np.uint8), ts))
    return engine, list(changes_of(said, engine.judgement))
