import pytest
from tests.support.alarm_rows import keep_alarm
from tests.support.points import keep_points
from tests.support.records import NOW, platform

from anlan.telemetry.models import PartitionState
from anlan.telemetry.queries import overview

pytestmark = pytest.mark.django_db


def test_counts_apart_what_is_suppressed_acknowledged_or_closed() -> None:
    codes = keep_points(5)
    keep_alarm(codes[0], priority=3)
    keep_alarm(codes[1], priority=3, state="rtn_unack")
    keep_alarm(codes[2], priority=3, state="acked_alm")
    keep_alarm(codes[3], priority=3, suppression="shelved")
    keep_alarm(codes[4], priority=3, closed_at=NOW, state="norm")
    counts, suppressed = overview.count_by_priority(actor=platform())
    assert [(one.priority, one.unacknowledged, one.acknowledged) for one in counts] == [
        (4, 0, 0), (3, 2, 1), (2, 0, 0), (1, 0, 0),
    ]  # fmt: skip
    assert suppressed == 1


def test_places_and_enterprises_come_with_their_worst() -> None:
    one, other = keep_points(1, division_codes=("370502", "370302"))
    keep_alarm(one, priority=4)
    keep_alarm(other, priority=1)
    places = overview.count_by_place(actor=platform())
    assert [(place.code, place.prefix, place.highest) for place in places] == [
        ("370500", "3705", 4), ("370300", "3703", 1),
    ]  # fmt: skip
    states = overview.list_enterprise_states(actor=platform())
    assert sorted((state.priority, state.unacknowledged, state.open) for state in states) == [
        (1, 1, 1), (4, 1, 1),
    ]  # fmt: skip
    assert overview.list_enterprise_states(actor=platform(), ids=[]) == []


def test_the_newest_source_time_is_that_of_any_partition() -> None:
    assert overview.newest_source_time() is None
    PartitionState.objects.create(partition=0, updated_at=NOW, newest_source_at=NOW)
    PartitionState.objects.create(partition=1, updated_at=NOW)
    assert overview.newest_source_time() == NOW
