"""What a client sends."""

from struct import pack

PING = b"\xc0\x00"
DISCONNECT = b"\xe0\x00"
LARGEST = 268_435_455
"""Largest remaining length [bytes]."""


def connect(client_id: str, user: str, password: str, *, keep_alive_s: int, clean: bool = True) -> bytes:
    """Return a CONNECT.

    Args:
        client_id: Unique per client; a second connection with it ends the first.
        user: User name.
        password: Its secret.
        keep_alive_s: The broker drops us after 1.5 times this silence [s].
        clean: False: the broker keeps subscriptions and what is not acknowledged.
    """
    flags = 0b1100_0000 | (0b10 if clean else 0)
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


def subscribe(filters: list[str], packet_id: int) -> bytes:
    """Return a SUBSCRIBE that asks for QoS 1.

    Args:
        filters: Topic filters, at least one.
        packet_id: 1 to 65535.
    """
    body = pack(">H", packet_id) + b"".join(_text(text) + b"\x01" for text in filters)
    return b"\x82" + remaining_length(len(body)) + body


def acknowledge(packet_id: int) -> bytes:
    """Return the PUBACK of a delivered message."""
    return b"\x40\x02" + pack(">H", packet_id)


def remaining_length(length: int) -> bytes:
    """Return the variable-length size of a packet.

    Raises:
        ValueError: Over 268,435,455 bytes.
    """
    if length > LARGEST:
        raise ValueError(f"an MQTT packet has at most {LARGEST} bytes, not {length}")
    digits = bytearray()
    while True:
        length, digit = divmod(length, 128)
        digits.append(digit | (0x80 if length else 0))
        if not length:
            return bytes(digits)


def _text(value: str) -> bytes:
    data = value.encode()
    return pack(">H", len(data)) + data
