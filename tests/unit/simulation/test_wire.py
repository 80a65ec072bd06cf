import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.simulation.wire import (
    Accepted,
    Acknowledged,
    BrokenStreamError,
    Event,
    Inbox,
    Refused,
    connect,
    publish,
    remaining_length,
)


def test_connect_is_the_packet_of_the_standard() -> None:
    packet = connect("d1", "d1", "pw", keep_alive_s=60)
    assert packet.hex(" ") == ("10 16 00 04 4d 51 54 54 04 c2 00 3c 00 02 64 31 00 02 64 31 00 02 70 77")


def test_publish_is_the_packet_of_the_standard() -> None:
    # OASIS MQTT 3.1.1, figure 3.11: topic a/b, packet id 10.
    assert publish(b"a/b", b"", 10).hex(" ") == "32 07 00 03 61 2f 62 00 0a"
    assert publish(b"a/b", b"xy", 10, repeated=True).hex(" ") == "3a 09 00 03 61 2f 62 00 0a 78 79"


@pytest.mark.parametrize(
    ("length", "coded"),
    [(0, "00"), (127, "7f"), (128, "8001"), (16_383, "ff7f"), (16_384, "808001"), (268_435_455, "ffffff7f")],
)
def test_lengths_are_coded_as_in_table_2_4(length: int, coded: str) -> None:
    assert remaining_length(length).hex() == coded


def test_a_packet_over_the_limit_is_refused() -> None:
    with pytest.raises(ValueError, match="268435455"):
        remaining_length(268_435_456)


EVENTS: dict[bytes, list[Event]] = {
    b"\x20\x02\x00\x00": [Accepted()],
    b"\x20\x02\x00\x05": [Refused(5)],
    b"\xd0\x00": [],
    b"\x40\x02\x01\x02": [Acknowledged(258)],
}


@given(st.lists(st.sampled_from(sorted(EVENTS)), max_size=8), st.data())
def test_how_the_stream_is_cut_does_not_matter(packets: list[bytes], data: st.DataObject) -> None:
    stream = b"".join(packets)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=6)))
    inbox, events = Inbox(), list[Event]()
    for a, b in zip([0, *cuts], [*cuts, len(stream)], strict=True):
        events += inbox.feed(stream[a:b])
    assert events == [event for packet in packets for event in EVENTS[packet]]


@given(st.binary(max_size=40))
def test_any_bytes_give_events_or_the_documented_error(data: bytes) -> None:
    try:
        events = Inbox().feed(data)
    except BrokenStreamError:
        return
    assert len(events) <= len(data) // 2


@pytest.mark.parametrize("packet", ["3002aaaa", "40020102 400301", "4080", "200100"])
def test_what_a_publisher_never_gets_is_refused(packet: str) -> None:
    with pytest.raises(BrokenStreamError):
        Inbox().feed(bytes.fromhex(packet) + b"\0\0\0")


def test_a_refusal_has_a_reason() -> None:
    assert Refused(5).reason == "not authorised"
    assert Refused(99).reason == "code 99"
