import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.protocols.mqtt.packets import publish
from anlan.protocols.mqtt.stream import (
    Accepted,
    Acknowledged,
    BrokenStreamError,
    Delivered,
    Event,
    Inbox,
    Refused,
    Subscribed,
)

EVENTS: dict[bytes, list[Event]] = {
    b"\x20\x02\x00\x00": [Accepted()],
    b"\x20\x02\x01\x00": [Accepted(session_present=True)],
    b"\x20\x02\x00\x05": [Refused(5)],
    b"\xd0\x00": [],
    b"\x40\x02\x01\x02": [Acknowledged(258)],
    b"\x90\x04\x00\x0a\x01\x80": [Subscribed(10, (1, 128))],
    publish(b"hz/37", b"x" * 200, 7, repeated=True): [Delivered(b"hz/37", b"x" * 200, 7, repeated=True)],
    b"\x30\x05\x00\x01aok": [Delivered(b"a", b"ok", 0, repeated=False)],
}


@given(st.lists(st.sampled_from(sorted(EVENTS)), max_size=8), st.data())
def test_how_the_stream_is_cut_does_not_matter(packets: list[bytes], data: st.DataObject) -> None:
    stream = b"".join(packets)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=6)))
    inbox, events = Inbox(), list[Event]()
    for a, b in zip([0, *cuts], [*cuts, len(stream)], strict=True):
        events += inbox.feed(stream[a:b])
    assert events == [event for packet in packets for event in EVENTS[packet]]


@given(st.binary(max_size=30), st.binary(max_size=300), st.integers(1, 65_535), st.booleans())
def test_what_was_published_is_delivered(topic: bytes, payload: bytes, packet_id: int, again: bool) -> None:
    packet = publish(topic, payload, packet_id, repeated=again)
    assert Inbox().feed(packet) == [Delivered(topic, payload, packet_id, repeated=again)]


PIECES = st.sampled_from([*sorted(EVENTS), b"\x30", b"\x40", b"\xff", b"\x80", b"\x00", b"\x32\x03\x00\x09"])


@given(st.lists(st.one_of(PIECES, st.binary(max_size=6)), max_size=10).map(b"".join))
def test_any_bytes_give_events_or_the_documented_error_and_the_buffer_stays_bounded(data: bytes) -> None:
    inbox = Inbox(largest=300)
    try:
        events = inbox.feed(data)
    except BrokenStreamError:
        return
    assert len(events) <= len(data) // 2
    assert len(inbox._buffer) <= 305


@pytest.mark.parametrize(
    "packet",
    [
        "40 03 01 02 03",
        "40 80 80 80 80 01",
        "20 01 00",
        "34 05 0001 61 0001",
        "32 03 0001 61",
        "10 00",
        "91 03 00 01 01",
        "90 02 00 01",
    ],
)
def test_what_a_client_never_gets_is_refused(packet: str) -> None:
    with pytest.raises(BrokenStreamError):
        Inbox().feed(bytes.fromhex(packet))


def test_a_packet_over_the_limit_is_refused_before_it_arrives() -> None:
    inbox = Inbox(largest=1000)
    with pytest.raises(BrokenStreamError, match="1001"):
        inbox.feed(b"\x30\xe9\x07")


def test_a_refusal_has_a_reason() -> None:
    assert Refused(5).reason == "not authorised"
    assert Refused(99).reason == "code 99"
