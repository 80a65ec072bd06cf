from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.kernel.instants import SHANGHAI, from_micros, to_micros

# Shanghai's offset before 1901 is not a whole minute; hours that summer time skipped are no instants.
OLDEST = datetime(1902, 1, 1)  # noqa: DTZ001 -- Hypothesis wants naive bounds
ZONES = st.sampled_from([UTC, SHANGHAI])
INSTANTS = st.datetimes(min_value=OLDEST, timezones=ZONES, allow_imaginary=False)


@given(INSTANTS)
def test_micros_bring_back_the_same_instant(instant: datetime) -> None:
    assert from_micros(to_micros(instant)) == instant.astimezone(UTC)


@given(st.integers(-(2**50), 2**52))
def test_an_instant_brings_back_the_same_micros(micros: int) -> None:
    assert to_micros(from_micros(micros)) == micros


def test_instants_before_the_epoch_are_negative() -> None:
    assert to_micros(datetime(1970, 1, 1, tzinfo=UTC) - timedelta(microseconds=1)) == -1


def test_shanghai_is_eight_hours_ahead_without_summer_time() -> None:
    assert to_micros(datetime(2026, 7, 1, 8, tzinfo=SHANGHAI)) == to_micros(datetime(2026, 7, 1, tzinfo=UTC))


def test_refuses_a_naive_datetime() -> None:
    with pytest.raises(ValueError, match="time zone"):
        to_micros(datetime(2026, 1, 1))  # noqa: DTZ001 -- the fault under test


def test_from_micros_gives_aware_utc() -> None:
    assert from_micros(0).tzinfo is UTC
