from datetime import timedelta

import pytest
from tests.support.points import keep_points
from tests.support.records import NOW
from tests.support.working import START_US, batch_of

from anlan.bus.port import LogEntry
from anlan.telemetry.api import Point, latest_values
from anlan.telemetry.queries.judgement import load_partition_points
from anlan.telemetry.workers.batches import unpack
from anlan.telemetry.workers.judge import Judge

pytestmark = pytest.mark.django_db


def judged(*rows: tuple[int, float, float]) -> Judge:
    points = load_partition_points(partition=0, partitions=1)
    judge = Judge(partition=0, owner="a", points=points, now=NOW)
    judge.take(unpack([LogEntry("READINGS_p0", 1, "s", batch_of(rows), {}, NOW)], 0), NOW)
    judge.save(NOW, at_once=True)
    return judge


def test_the_newest_reading_comes_with_its_status() -> None:
    keep_points(3)
    one, two, three = Point.objects.order_by("pk")
    judged((one.pk, 0, 5.0), (one.pk, 1, 9.5), (two.pk, 0, 0.2))
    found = latest_values(points=[one, two, three], partitions=1)
    assert set(found) == {one.pk, two.pk}
    first, second = found[one.pk], found[two.pk]
    assert (first.value, first.high, first.low, first.quality) == (9.5, "HH", "NORMAL", "good")
    assert round((first.at - second.at) / timedelta(seconds=1)) == 1
    assert int(first.at.timestamp()) == START_US // 1_000_000 + 1
    assert second.low == "LL"


def test_a_value_that_is_no_number_is_none_and_bad() -> None:
    keep_points(1)
    point = Point.objects.get()
    judged((point.pk, 0, float("nan")))
    latest = latest_values(points=[point], partitions=1)[point.pk]
    assert (latest.value, latest.quality, latest.data) == (None, "bad", "BAD")


def test_before_any_worker_ran_there_is_nothing() -> None:
    keep_points(1)
    assert latest_values(points=Point.objects.all(), partitions=1) == {}
    assert latest_values(points=[], partitions=1) == {}
