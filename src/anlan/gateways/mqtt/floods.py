"""A device that sends without end is refused before it costs others their place."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Floodgate:
    """A bucket of messages per device that refills steadily.

    Generous on purpose: a gateway that back-fills two hours of one report a second sends 7,200 messages
    at once.

    Attributes:
        rate: Messages a second that may go on for ever.
        burst: Messages that may come at once.
    """

    rate: float = 500.0
    burst: float = 20_000.0
    _buckets: dict[bytes, tuple[float, float]] = field(default_factory=dict)

    def admits(self, topic: bytes, now_s: float) -> bool:
        """Return whether a sender may send one more message now.

        Args:
            topic: Names the sender.
            now_s: Any clock that goes on steadily [s].
        """
        level, at_s = self._buckets.get(topic, (self.burst, now_s))
        level = min(self.burst, level + (now_s - at_s) * self.rate)
        admitted = level >= 1
        self._buckets[topic] = (level - 1 if admitted else level, now_s)
        return admitted
