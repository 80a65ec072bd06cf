import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.kernel.instants import from_micros
from anlan.protocols.hazard_json.times import TimeError, format_time, parse_time


def test_reads_shanghai_time() -> None:
    assert from_micros(parse_time("20261124083015")).isoformat() == "2026-11-24T00:30:15+00:00"


def test_keeps_milliseconds() -> None:
    assert parse_time("20261124083015123") - parse_time("20261124083015") == 123_000


def test_reads_a_time_copied_from_a_database() -> None:
    assert parse_time("2026-11-24 08:30:15") == parse_time("20261124083015")


@pytest.mark.parametrize(
    "text", ["", "20261324083015", "20260230000000", "2026112408301", "now", "２０２６1124083015"]
)
def test_refuses_what_is_no_time(text: str) -> None:
    with pytest.raises(TimeError):
        parse_time(text)


@given(st.integers(0, 4_000_000_000_000))
def test_gives_back_what_was_written(millis: int) -> None:
    assert parse_time(format_time(millis * 1000)) == millis * 1000
