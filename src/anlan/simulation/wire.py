"""The little of MQTT 3.1.1 that a plant's gateway needs, without I/O: connect, publish QoS 1, keep alive.

    fixed header   kind and flags (1 byte), remaining length (1 to 4 bytes, 7 bits each, low first)
    CONNECT 0x10 · CONNACK 0x20 · PUBLISH 0x30 · PUBACK 0x40 · PINGREQ 0xC0 · PINGRESP 0xD0 · DISCONNECT 0xE0

One process speaks for hundreds of gateways, so this stands in place of a client library (decision 0070).
Left out: subscribing, QoS 0 and 2, wills, MQTT 5.

Standard: OASIS MQTT Version 3.1.1, clauses 2.2, 3.1 to 3.4, 3.12 to 3.14.
"""

from dataclasses import dataclass, field
from struct import pack

CONNACK, PUBACK, PINGRESP = 0x20, 0x40, 0xD0
PING = b"\xc0\x00"
DISCONNECT = b"\xe0\x00"
REFUSALS = {
    1: "protocol version", 2: "client id", 3: "server unavailable", 4: "bad user name or password",
    5: "not authorised",
}  # fmt: skip


class BrokenStreamError(ValueError):
    """The peer sent what a publisher never gets."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """The broker took the connection (CONNACK 0)."""


@dataclass(frozen=True, slots=True)
class Refused:
    """The broker refused the connection; `code` and `reason` of CONNACK."""

    code: int

    @property
    def reason(self) -> str:
        """What the code means."""
        return REFUSALS.get(self.code, f"code {self.code}")


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """The broker has the message with this packet id (PUBACK)."""

    packet_id: int


Event = Accepted | Refused | Acknowledged


def connect(client_id: str, user: str, password: str, *, keep_alive_s: int) -> bytes:
    """Return a CONNECT with a clean session: what is not acknowledged is kept and sent again by us.

    Args:
        client_id: Unique per gateway.
        user: Device code.
        password: Its secret.
        keep_alive_s: The broker drops us after 1.5 times this silence [s].
    """
    flags = 0b1100_0010
    body = _text("MQTT") + bytes((4, flags)) + pack(">H", keep_alive_s)
    body += _text(client_id) + _text(user) + _text(password)
    return b"\x10" + remaining_length(len(body)) + body


def publish(topic: bytes, payload: bytes, packet_id: int, *, repeated: bool = False) -> bytes:
    """Return a PUBLISH with QoS 1.

    Args:
        topic: UTF-8.
        payload: The message.
        packet_id: 1 to 65535, not in use for another message.
        repeated: Sent before on this or an earlier connection (DUP).
    """
    length = remaining_length(2 + len(topic) + 2 + len(payload))
    head = b"\x3a" if repeated else b"\x32"
    return b"".join((head, length, pack(">H", len(topic)), topic, pack(">H", packet_id), payload))


def remaining_length(length: int) -> bytes:
    """Return the variable-length size of a packet.

    Raises:
        ValueError: Over 268,435,455 bytes.
    """
    if length > 268_435_455:
        raise ValueError(f"an MQTT packet has at most 268435455 bytes, not {length}")
    digits = bytearray()
    while True:
        length, digit = divmod(length, 128)
        digits.append(digit | (0x80 if length else 0))
        if not length:
            return bytes(digits)


@dataclass(slots=True)
class Inbox:
    """Cuts the broker's bytes into events, however they arrive."""

    _buffer: bytearray = field(default_factory=bytearray)

    def feed(self, data: bytes) -> list[Event]:
        """Return the events that these bytes complete.

        Raises:
            BrokenStreamError: Not the answers to a publisher.
        """
        self._buffer += data
        events: list[Event] = []
        position = 0
        while len(self._buffer) - position >= 2:
            kind, length = self._buffer[position], self._buffer[position + 1]
            if length >= 0x80 or kind not in (CONNACK, PUBACK, PINGRESP):
                raise BrokenStreamError(f"unexpected packet 0x{kind:02x} of length byte 0x{length:02x}")
            if len(self._buffer) - position < 2 + length:
                break
            events += _event(kind, bytes(self._buffer[position + 2 : position + 2 + length]))
            position += 2 + length
        del self._buffer[:position]
        return events


def _event(kind: int, body: bytes) -> list[Event]:
    if kind == PINGRESP:
        return []
    if len(body) != 2:
        raise BrokenStreamError(f"packet 0x{kind:02x} with {len(body)} bytes instead of 2")
    if kind == PUBACK:
        return [Acknowledged(int.from_bytes(body, "big"))]
    return [Refused(body[1]) if body[1] else Accepted()]


def _text(value: str) -> bytes:
    data = value.encode()
    return pack(">H", len(data)) + data
