"""A point's history, out of the lake, for whoever may see the point."""

from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache

from django.conf import settings

from anlan.kernel.instants import to_micros
from anlan.records.access.api import Actor
from anlan.telemetry.lake.lake import Lake
from anlan.telemetry.lake.series import Buckets, Series
from anlan.telemetry.queries.points import get_point

MEMORY_MIB = 192
MOST_READINGS = 200_000


class InvalidRangeError(ValueError):
    """The range is empty, or the number of steps or readings asked for is out of bounds."""


@lru_cache(maxsize=2)
def lake_at(url: str) -> Lake:
    """Return this process's lake at a URL."""
    return Lake(url, memory_mib=MEMORY_MIB, threads=2)


def history_raw(
    *, actor: Actor, code: str, since: datetime, until: datetime, limit: int = MOST_READINGS
) -> Series:
    """Return a point's readings, `since` <= time < `until`, the oldest `limit` of them.

    Raises:
        Point.DoesNotExist: There is no such point in the actor's scope.
        InvalidRangeError: See there.
    """
    point = get_point(actor=actor, code=code)
    if not 1 <= limit <= MOST_READINGS:
        raise InvalidRangeError(f"from 1 to {MOST_READINGS} readings, not {limit}")
    return lake_at(settings.LAKE_URL).raw(point.pk, *_span(since, until), limit)


def history_buckets(*, actor: Actor, code: str, since: datetime, until: datetime, count: int) -> Buckets:
    """Return a point in at most `count` equal steps over a range (see `Lake.buckets`).

    Raises:
        Point.DoesNotExist: There is no such point in the actor's scope.
        InvalidRangeError: See there.
    """
    point = get_point(actor=actor, code=code)
    if count < 2:
        raise InvalidRangeError(f"at least 2 steps, not {count}")
    return lake_at(settings.LAKE_URL).buckets(point.pk, *_span(since, until), count)


def history_last(*, actor: Actor, code: str, before: datetime | None = None) -> Series:
    """Return a point's newest reading in the lake (before an instant): a series of one or none.

    Raises:
        Point.DoesNotExist: There is no such point in the actor's scope.
    """
    point = get_point(actor=actor, code=code)
    return lake_at(settings.LAKE_URL).last(point.pk, to_micros(before) if before else None)


def iterate_history(*, actor: Actor, code: str, since: datetime, until: datetime) -> Iterator[Series]:
    """Return a point's readings day by day: an export of any length in bounded memory.

    Raises:
        Point.DoesNotExist: There is no such point in the actor's scope.
        InvalidRangeError: See there.
    """
    point = get_point(actor=actor, code=code)
    return lake_at(settings.LAKE_URL).iterate(point.pk, *_span(since, until))


def _span(since: datetime, until: datetime) -> tuple[int, int]:
    start, end = to_micros(since), to_micros(until)
    if start >= end:
        raise InvalidRangeError("`until` must be later than `since`")
    return start, end
