"""What a broker sends to a client: bytes cut into events, however they arrive."""

from dataclasses import dataclass, field

CONNACK, PUBLISH, PUBACK, SUBACK, PINGRESP = 0x20, 0x30, 0x40, 0x90, 0xD0
REFUSALS = {
    1: "protocol version", 2: "client id", 3: "server unavailable", 4: "bad user name or password",
    5: "not authorised",
}  # fmt: skip
FIXED_SIZE = {CONNACK: 2, PUBACK: 2, PINGRESP: 0}
KNOWN = frozenset({*FIXED_SIZE, SUBACK})


class BrokenStreamError(ValueError):
    """The peer sent what a client of ours never gets; the connection is of no more use."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """The broker took the connection (CONNACK 0); it may have kept the session of an earlier one."""

    session_present: bool = False


@dataclass(frozen=True, slots=True)
class Refused:
    """The broker refused the connection; `code` of CONNACK."""

    code: int

    @property
    def reason(self) -> str:
        """What the code means."""
        return REFUSALS.get(self.code, f"code {self.code}")


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """The broker has the message with this packet id (PUBACK)."""

    packet_id: int


@dataclass(frozen=True, slots=True)
class Subscribed:
    """Answer to a SUBSCRIBE: granted QoS of each filter, 128 for a refused one (SUBACK)."""

    packet_id: int
    granted: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Delivered:
    """A message for us (PUBLISH); `packet_id` is 0 with QoS 0, else to be acknowledged."""

    topic: bytes
    payload: bytes
    packet_id: int
    repeated: bool


Event = Accepted | Refused | Acknowledged | Subscribed | Delivered


@dataclass(slots=True)
class Inbox:
    """Cuts a broker's bytes into events.

    Attributes:
        largest: A packet with a longer body breaks the stream, so that the buffer stays bounded [bytes].
    """

    largest: int = 2 << 20
    _buffer: bytearray = field(default_factory=bytearray)

    def feed(self, data: bytes) -> list[Event]:
        """Return the events that these bytes complete.

        Raises:
            BrokenStreamError: Not the packets of a broker to a client, or too large.
        """
        buffer = self._buffer
        buffer += data
        events: list[Event] = []
        position = 0
        while True:
            header = self._header(position)
            if header is None or len(buffer) < header[1]:
                break
            start, end = header
            event = _event(buffer[position], bytes(buffer[start:end]))
            if event is not None:
                events.append(event)
            position = end
        del buffer[:position]
        return events

    def _header(self, position: int) -> tuple[int, int] | None:
        """Return where the body of the packet at a position begins and ends, None: not known yet."""
        buffer = self._buffer
        if position < len(buffer) and buffer[position] & 0xF0 != PUBLISH and buffer[position] not in KNOWN:
            raise BrokenStreamError(f"unexpected packet 0x{buffer[position]:02x}")
        length = shift = 0
        for at in range(position + 1, min(position + 5, len(buffer))):
            length |= (buffer[at] & 0x7F) << shift
            shift += 7
            if buffer[at] < 0x80:
                if length > self.largest:
                    raise BrokenStreamError(f"a packet of {length} bytes is over the limit of {self.largest}")
                return at + 1, at + 1 + length
        if len(buffer) >= position + 5:
            raise BrokenStreamError("a remaining length of over four bytes")
        return None


def _event(first: int, body: bytes) -> Event | None:
    kind = first & 0xF0
    if kind == PUBLISH:
        return _delivered(first, body)
    if kind in FIXED_SIZE and first == kind and len(body) == FIXED_SIZE[kind]:
        if kind == PINGRESP:
            return None
        if kind == PUBACK:
            return Acknowledged(int.from_bytes(body, "big"))
        return Refused(body[1]) if body[1] else Accepted(bool(body[0] & 1))
    if first == SUBACK and len(body) >= 3:
        return Subscribed(int.from_bytes(body[:2], "big"), tuple(body[2:]))
    raise BrokenStreamError(f"unexpected packet 0x{first:02x} with {len(body)} bytes")


def _delivered(first: int, body: bytes) -> Delivered:
    quality = (first >> 1) & 3
    start = 2 + int.from_bytes(body[:2], "big")
    end = start + (2 if quality else 0)
    if quality > 1 or len(body) < max(2, end):
        raise BrokenStreamError(f"a PUBLISH of {len(body)} bytes with QoS {quality}")
    packet_id = int.from_bytes(body[start:end], "big")
    return Delivered(body[2:start], body[end:], packet_id, bool(first & 8))
