from datetime import timedelta

import pytest
from tests.db.telemetry.actions.test_outputs import apply, change
from tests.support.points import keep_points
from tests.support.records import NOW, platform

from anlan.telemetry.actions.timers import re_alarm
from anlan.telemetry.api import Alarm, LimitSpec, Point, acknowledge_alarm, change_limits

pytestmark = pytest.mark.django_db


@pytest.fixture
def acknowledged() -> Alarm:
    keep_points(1)
    point = Point.objects.get()
    limits = [LimitSpec(kind="H", value=8, re_alarm_s=600), LimitSpec(kind="HH", value=9)]
    change_limits(actor=platform(), point_code=point.code, limits=limits, now=NOW)
    apply(change(point.pk, "H", 0))
    return acknowledge_alarm(actor=platform(), alarm_id=Alarm.objects.get().pk, now=NOW)


@pytest.mark.parametrize(("seconds", "state"), [(599, "acked_alm"), (600, "unack_alm")])
def test_what_lasts_too_long_asks_again(acknowledged: Alarm, seconds: int, state: str) -> None:
    re_alarm(actor=platform(), partition=0, now=NOW + timedelta(seconds=seconds))
    acknowledged.refresh_from_db()
    assert acknowledged.state == state


def test_the_acknowledgement_no_longer_counts(acknowledged: Alarm) -> None:
    assert re_alarm(actor=platform(), partition=0, now=NOW + timedelta(hours=1)) == 1
    acknowledged.refresh_from_db()
    assert (acknowledged.acked_at, acknowledged.acked_by) == (None, "")
    assert re_alarm(actor=platform(), partition=0, now=NOW + timedelta(hours=1)) == 0


def test_other_partitions_are_left_alone(acknowledged: Alarm) -> None:
    assert re_alarm(actor=platform(), partition=1, now=NOW + timedelta(hours=1)) == 0


def test_a_limit_without_re_alarm_time_never_asks_again(acknowledged: Alarm) -> None:
    apply(change(acknowledged.point_id, "HH", 1))
    acknowledge_alarm(actor=platform(), alarm_id=acknowledged.pk, now=NOW)
    assert re_alarm(actor=platform(), partition=0, now=NOW + timedelta(days=9)) == 0
