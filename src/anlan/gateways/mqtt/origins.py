"""Recognising a message that comes a second time.

MQTT delivers at least once: a device sends again what was not acknowledged, and the broker delivers again
what the gateway had stored but not acknowledged when it died. Each message has an origin, 8 bytes; the
origins of a batch are kept in the log with it, so a gateway that starts reads the tail of the log and
knows them.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import blake2b

SIZE = 8
KEPT = 65_536


def origin_of(topic: bytes, payload: bytes, data_id: str) -> bytes:
    """Return the origin of a message: of its `dataId` and sender, or of the whole if it has none.

    Args:
        topic: Names the sender.
        payload: The message.
        data_id: As in the message, "" if it has none.
    """
    content = data_id.encode() if data_id else payload
    return blake2b(content, digest_size=SIZE, key=blake2b(topic, digest_size=16).digest()).digest()


@dataclass(slots=True)
class Origins:
    """The newest origins, the oldest forgotten first.

    Attributes:
        kept: How many are remembered.
    """

    kept: int = KEPT
    _seen: dict[bytes, None] = field(default_factory=dict)

    def __contains__(self, origin: bytes) -> bool:
        return origin in self._seen

    def add(self, origins: Iterable[bytes]) -> None:
        """Remember that these messages are in the log."""
        for origin in origins:
            self._seen[origin] = None
        for origin in list(self._seen)[: max(0, len(self._seen) - self.kept)]:
            del self._seen[origin]

    def add_joined(self, joined: bytes) -> None:
        """Remember the origins of a batch as it carries them."""
        self.add(joined[i : i + SIZE] for i in range(0, len(joined), SIZE))
