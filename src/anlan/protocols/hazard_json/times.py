"""Times of the plant interface: Asia/Shanghai in digits, to microseconds since the epoch."""

import re
from datetime import datetime, timedelta, timezone

from anlan.kernel.instants import to_micros

CHINA = timezone(timedelta(hours=8))
"""Fixed offset: China has kept no summer time since 1991, and older readings are refused anyway."""

_DIGITS = re.compile(r"(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d{3})?", re.ASCII)
_WRITTEN = re.compile(r"(\d{4})-(\d\d)-(\d\d)[ T](\d\d):(\d\d):(\d\d)(?:\.(\d{3}))?", re.ASCII)


class TimeError(ValueError):
    """The text is not a time."""


def parse_time(text: str) -> int:
    """Return microseconds since the epoch [us, UTC] of a collection time.

    Accepts `yyyyMMddHHmmss`, the same with milliseconds, and `yyyy-MM-dd HH:mm:ss[.SSS]` (Field: seen
    with gateways that copy database text).

    Raises:
        TimeError: Another form, or no such moment.
    """
    found = _DIGITS.fullmatch(text) or _WRITTEN.fullmatch(text)
    if found is None:
        raise TimeError(f"not a time of the form yyyyMMddHHmmss: {text[:40]!r}")
    year, month, day, hour, minute, second, millis = (int(part or 0) for part in found.groups())
    try:
        moment = datetime(year, month, day, hour, minute, second, millis * 1000, CHINA)
    except ValueError as error:
        raise TimeError(f"no such moment: {text!r} ({error})") from error
    return to_micros(moment)


def format_time(micros: int) -> str:
    """Return `yyyyMMddHHmmssSSS` of microseconds since the epoch, in Asia/Shanghai."""
    moment = datetime.fromtimestamp(micros // 1_000_000, CHINA)
    return f"{moment:%Y%m%d%H%M%S}{micros // 1000 % 1000:03d}"
