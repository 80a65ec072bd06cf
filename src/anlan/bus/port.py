"""What the platform asks of its bus. Implementations: `jetstream` (real), `memory` (tests)."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


class BusUnavailableError(Exception):
    """The broker did not take or give a message in time; nothing was acknowledged."""


class LogFullError(BusUnavailableError):
    """The stream has reached its size limit and refuses new messages rather than lose old ones."""


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One message of a log stream.

    Attributes:
        sequence: Position in the stream, from 1, growing.
        stored_at: When the broker stored it, aware UTC.
    """

    stream: str
    sequence: int
    subject: str
    data: bytes
    headers: Mapping[str, str]
    stored_at: datetime


class Log(Protocol):
    """The durable, ordered, replayable log."""

    async def append(self, subject: str, data: bytes, *, message_id: str | None = None) -> int:
        """Store one message and return its sequence once it is on disk (and on a quorum).

        Args:
            subject: One of `contracts.subjects`.
            data: The message, at most 1 MiB.
            message_id: The same id within the duplicate window (2 min) is stored once.

        Raises:
            LogFullError: The stream is full.
            BusUnavailableError: Not acknowledged in time; the caller may repeat with the same id.
        """
        ...

    def read(self, stream: str, *, after: int) -> AsyncIterator[Sequence[LogEntry]]:
        """Yield chunks of entries with sequence > `after`, in order, waiting for more at the end.

        An idle stream yields empty chunks about once a second, so that the reader can do its chores.
        """
        ...

    async def last_sequence(self, stream: str) -> int:
        """Return the newest sequence of a stream, 0 if it is empty."""
        ...

    async def discard_through(self, stream: str, sequence: int) -> None:
        """Remove entries with sequence <= `sequence`: every reader is done with them.

        Beyond the end it moves the stream on: the next entry gets `sequence` + 1.
        """
        ...


class Broadcast(Protocol):
    """Live messages to whoever listens now; nothing is kept."""

    async def publish(self, subject: str, data: bytes) -> None:
        """Send one message to the current subscribers."""
        ...

    def subscribe(self, pattern: str) -> AsyncIterator[tuple[str, bytes]]:
        """Yield (subject, data) of messages whose subject matches (NATS wildcards)."""
        ...
