import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.contracts.deadletters import DeadLetter, Reason, decode, encode


@given(st.builds(DeadLetter, received_us=st.integers(0, 2**60), payload_size=st.integers(0, 2**40)))
def test_decoding_gives_back_what_was_encoded(letter: DeadLetter) -> None:
    assert decode(encode(letter)) == letter


@given(st.binary())
def test_refuses_bytes_that_are_no_letter(data: bytes) -> None:
    with pytest.raises(msgspec.DecodeError):
        decode(data)


def test_refuses_a_reason_it_does_not_know() -> None:
    letter = DeadLetter("mqtt", Reason.FLOODED, "", "t", "", 0, b"", 0)
    data = encode(letter).replace(b"\xa7flooded", b"\xa7FLOODED")
    with pytest.raises(msgspec.ValidationError):
        decode(data)
