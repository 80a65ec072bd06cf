from datetime import timedelta

import pytest
from tests.support.alarms import apply, change
from tests.support.points import keep_points
from tests.support.records import NOW

from anlan.telemetry.evaluation.engine import Engine
from anlan.telemetry.models import PartitionState, Point
from anlan.telemetry.queries.judgement import load_partition_points
from anlan.telemetry.workers.adoption import adopt_alarms
from anlan.telemetry.workers.changes import list_corrections
from anlan.telemetry.workers.judge import Judge

pytestmark = pytest.mark.django_db


def test_conditions_are_what_the_open_alarms_say() -> None:
    codes = keep_points(5)
    statuses = [("HH", "high"), ("H", "high"), ("LL", "low"), ("BAD", "data"), ("STALE", "data")]
    apply(*(change(code, status, side=side) for code, (status, side) in zip(codes, statuses, strict=True)))
    engine = Engine(load_partition_points(partition=0, partitions=1).judgement)
    assert adopt_alarms(0, engine) == 5
    assert engine.state.levels().tolist() == [[0, 2, 0], [0, 1, 0], [2, 0, 0], [0, 0, 1], [0, 0, 2]]
    assert list_corrections(0, engine, NOW) == []


def test_what_has_returned_and_whose_point_is_gone_is_not_adopted() -> None:
    one, two = keep_points(2)
    apply(change(one), change(two), change(one, "NORMAL"))
    Point.objects.filter(code=two).update(is_active=False)
    engine = Engine(load_partition_points(partition=0, partitions=1).judgement)
    assert adopt_alarms(0, engine) == 0


def test_a_state_of_another_release_stops_nobody() -> None:
    (code,) = keep_points(1)
    apply(change(code))
    PartitionState.objects.create(
        partition=0, applied_sequence=9, state_sequence=7, state=b"of another time", updated_at=NOW
    )
    points = load_partition_points(partition=0, partitions=1)
    judge = Judge(partition=0, owner="w", points=points, now=NOW)
    assert judge.sequence == 9
    judge.mark_silent(NOW + timedelta(seconds=1))
    judge.save(NOW, at_once=True)
    again = Judge(partition=0, owner="w", points=points, now=NOW)
    assert (again.sequence, again.state_sequence) == (9, 9)
