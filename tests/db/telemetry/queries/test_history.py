"""History is seen by whoever may see the point."""

from datetime import timedelta
from pathlib import Path

import pytest
from pytest_django import Settings
from tests.support.points import keep_points
from tests.support.readings import NOON, batch_of
from tests.support.records import platform

from anlan.kernel.instants import from_micros
from anlan.telemetry.models import Point
from anlan.telemetry.queries.history import (
    MOST_READINGS,
    InvalidRangeError,
    history_buckets,
    history_last,
    history_raw,
    iterate_history,
    lake_at,
)

pytestmark = pytest.mark.django_db
SINCE = from_micros(NOON)
UNTIL = SINCE + timedelta(hours=1)


@pytest.fixture
def code(tmp_path: Path, settings: Settings) -> str:
    settings.LAKE_URL = str(tmp_path)
    code, *_ = keep_points(1)
    point = Point.objects.get().pk
    rows = [(point, NOON + i * 60_000_000, float(i), 0) for i in range(10)]
    lake_at(settings.LAKE_URL).append(0, batch_of(rows), 1)
    return code


def test_gives_readings_steps_and_the_newest(code: str) -> None:
    actor = platform()
    raw = history_raw(actor=actor, code=code, since=SINCE, until=UNTIL, limit=4)
    assert raw.value.tolist() == [0.0, 1.0, 2.0, 3.0]
    buckets = history_buckets(actor=actor, code=code, since=SINCE, until=UNTIL, count=12)
    assert buckets.mean.tolist() == [2.0, 7.0]
    assert history_last(actor=actor, code=code).value.tolist() == [9.0]
    assert history_last(actor=actor, code=code, before=SINCE + timedelta(minutes=5)).value.tolist() == [4.0]
    assert sum(map(len, iterate_history(actor=actor, code=code, since=SINCE, until=UNTIL))) == 10


def test_refuses_ranges_that_make_no_sense(code: str) -> None:
    actor = platform()
    with pytest.raises(InvalidRangeError, match="later than"):
        history_raw(actor=actor, code=code, since=UNTIL, until=UNTIL)
    with pytest.raises(InvalidRangeError, match="readings"):
        history_raw(actor=actor, code=code, since=SINCE, until=UNTIL, limit=MOST_READINGS + 1)
    with pytest.raises(InvalidRangeError, match="steps"):
        history_buckets(actor=actor, code=code, since=SINCE, until=UNTIL, count=1)
    with pytest.raises(Point.DoesNotExist):
        history_last(actor=actor, code="nobody")
