from dataclasses import replace
from datetime import UTC, datetime

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.contracts.alarms import AlarmChanged, decode, encode

ALARMS = st.builds(
    AlarmChanged,
    **{
        name: st.datetimes(timezones=st.just(UTC))
        for name in ("raised_at", "changed_at", "returned_at", "acked_at", "closed_at")
    },
    **{
        name: st.none() | st.floats(allow_nan=False, allow_infinity=False)
        for name in ("limit", "value", "peak_value")
    },
)
NOW = datetime(2026, 11, 24, tzinfo=UTC)


@given(ALARMS)
def test_decoding_gives_back_what_was_encoded(alarm: AlarmChanged) -> None:
    assert decode(encode(alarm)) == alarm


@given(st.binary())
def test_refuses_bytes_that_are_no_alarm(data: bytes) -> None:
    with pytest.raises(msgspec.DecodeError):
        decode(data)


@given(ALARMS)
def test_an_open_alarm_has_no_end(alarm: AlarmChanged) -> None:
    still_open = replace(alarm, returned_at=None, acked_at=None, closed_at=None)
    assert decode(encode(still_open)) == still_open
