"""Instants: aware UTC inside, integer microseconds in columns, Asia/Shanghai at the edge."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SHANGHAI = ZoneInfo("Asia/Shanghai")
MICROSECOND = timedelta(microseconds=1)


def to_micros(instant: datetime) -> int:
    """Return whole microseconds since 1970-01-01T00:00Z [us].

    Raises:
        ValueError: The datetime is naive.
    """
    if instant.tzinfo is None:
        raise ValueError("an instant must carry its time zone")
    return (instant - EPOCH) // MICROSECOND


def from_micros(micros: int) -> datetime:
    """Return the aware UTC instant of microseconds since the epoch [us]."""
    return EPOCH + micros * MICROSECOND
