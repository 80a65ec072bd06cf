"""The bus on NATS: JetStream for the log, core NATS for the live broadcast."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Self

from nats.aio.client import Client
from nats.errors import Error as NatsError
from nats.js import JetStreamContext
from nats.js.api import DiscardPolicy, StorageType, StreamConfig
from nats.js.errors import APIError, NotFoundError
from nats.js.errors import Error as JetStreamError

from anlan.bus.consumer import OrderedReader
from anlan.bus.port import BusUnavailableError, LogEntry, LogFullError
from anlan.contracts.subjects import (
    DEAD_LETTERS_ALL,
    DEAD_LETTERS_STREAM,
    readings_stream,
    readings_subject,
)

_ACK_TIMEOUT_S = 5.0
_CONNECT_TIMEOUT_S = 8.0
_DUPLICATE_WINDOW_S = 120.0
_STORE_FAILED = {10077, 10047, 10023}
"""JetStream error codes of "maximum bytes exceeded" and "insufficient resources"."""


@dataclass(frozen=True, slots=True)
class BusSettings:
    """How to reach the broker and how the streams are kept.

    Attributes:
        servers: NATS URLs.
        user, password: Of the platform's own processes; "" when the broker asks for none.
        name: Name of this connection, for the broker's monitoring.
        partitions: Number of reading streams.
        replicas: Copies of each stream; 3 needs a cluster of at least three brokers.
        readings_bytes: Size limit of each reading stream [bytes]; a full stream refuses, never forgets.
        deadletter_bytes: Size limit of the dead-letter stream [bytes]; the oldest go first.
    """

    servers: Sequence[str]
    user: str = ""
    password: str = ""
    name: str = "anlan"
    partitions: int = 4
    replicas: int = 1
    readings_bytes: int = 4 << 30
    deadletter_bytes: int = 256 << 20


def stream_configs(settings: BusSettings) -> list[StreamConfig]:
    """Return what the platform's streams should look like."""
    readings = [
        StreamConfig(
            name=readings_stream(partition),
            subjects=[readings_subject(partition)],
            storage=StorageType.FILE,
            discard=DiscardPolicy.NEW,
            max_bytes=settings.readings_bytes,
            num_replicas=settings.replicas,
            duplicate_window=_DUPLICATE_WINDOW_S,
        )
        for partition in range(settings.partitions)
    ]
    dead = StreamConfig(
        name=DEAD_LETTERS_STREAM,
        subjects=[DEAD_LETTERS_ALL],
        storage=StorageType.FILE,
        discard=DiscardPolicy.OLD,
        max_bytes=settings.deadletter_bytes,
        num_replicas=settings.replicas,
        duplicate_window=_DUPLICATE_WINDOW_S,
    )
    return [*readings, dead]


class JetStreamBus:
    """`port.Log` and `port.Broadcast` over one NATS connection; use as an async context manager."""

    def __init__(self, settings: BusSettings) -> None:
        self._settings = settings
        self._client = Client()
        self._js: JetStreamContext = self._client.jetstream(timeout=_ACK_TIMEOUT_S)

    async def __aenter__(self) -> Self:
        await self.connect()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    @property
    def connected(self) -> bool:
        """Whether the broker is reached right now."""
        return self._client.is_connected

    async def connect(self) -> None:
        """Connect, and keep reconnecting for ever afterwards.

        Raises:
            BusUnavailableError: The broker cannot be reached or refuses the user.
        """
        try:
            async with asyncio.timeout(_CONNECT_TIMEOUT_S):
                await self._client.connect(
                    servers=list(self._settings.servers),
                    name=self._settings.name,
                    max_reconnect_attempts=-1,
                    reconnect_time_wait=1,
                    connect_timeout=3,
                    error_cb=_ignore,
                    user=self._settings.user or None,
                    password=self._settings.password or None,
                )
        except (TimeoutError, NatsError, OSError) as error:
            raise BusUnavailableError(f"the broker cannot be reached: {error!r}") from error

    async def close(self) -> None:
        """Send what is still in the buffers and close."""
        if not self._client.is_closed:
            try:
                await asyncio.wait_for(self._client.drain(), 5)
            except (TimeoutError, NatsError, OSError):
                await self._client.close()

    async def ensure_streams(self, *, first_sequences: Mapping[int, int] | None = None) -> None:
        """Make the platform's streams, or bring their limits up to date.

        Args:
            first_sequences: Where the reading stream of a partition begins if it has to be made: behind
                everything that was ever read of it, lest new entries look like old ones. Default 1.

        Raises:
            BusUnavailableError: JetStream does not answer or refuses.
        """
        firsts = {readings_stream(p): first for p, first in (first_sequences or {}).items()}
        for config in stream_configs(self._settings):
            try:
                try:
                    await self._js.update_stream(config)
                except NotFoundError:
                    await self._js.add_stream(replace(config, first_seq=firsts.get(config.name or "")))
            except (TimeoutError, NatsError, JetStreamError) as error:
                raise BusUnavailableError(f"stream {config.name}: {error}") from error

    async def append(self, subject: str, data: bytes, *, message_id: str | None = None) -> int:
        """See `port.Log.append`."""
        headers = {"Nats-Msg-Id": message_id} if message_id else None
        try:
            ack = await self._js.publish(subject, data, timeout=_ACK_TIMEOUT_S, headers=headers)
        except APIError as error:
            if error.err_code in _STORE_FAILED:
                raise LogFullError(f"{subject}: {error.description}") from error
            raise BusUnavailableError(f"{subject}: {error}") from error
        except (TimeoutError, NatsError, JetStreamError) as error:
            raise BusUnavailableError(f"{subject}: not acknowledged: {error!r}") from error
        return ack.seq

    def read(self, stream: str, *, after: int) -> AsyncIterator[Sequence[LogEntry]]:
        """See `port.Log.read`."""
        return OrderedReader(self._client, self._js, stream).chunks(after=after)

    async def last_sequence(self, stream: str) -> int:
        """See `port.Log.last_sequence`.

        Raises:
            BusUnavailableError: JetStream does not answer, or there is no such stream.
        """
        try:
            return (await self._js.stream_info(stream)).state.last_seq
        except (TimeoutError, NatsError, JetStreamError) as error:
            raise BusUnavailableError(f"stream {stream}: {error!r}") from error

    async def discard_through(self, stream: str, sequence: int) -> None:
        """See `port.Log.discard_through`.

        Raises:
            BusUnavailableError: JetStream does not answer.
        """
        try:
            await self._js.purge_stream(stream, seq=sequence + 1)
        except (TimeoutError, NatsError, JetStreamError) as error:
            raise BusUnavailableError(f"stream {stream}: {error!r}") from error

    async def publish(self, subject: str, data: bytes) -> None:
        """See `port.Broadcast.publish`."""
        try:
            await self._client.publish(subject, data)
        except NatsError as error:
            raise BusUnavailableError(f"{subject}: {error!r}") from error

    async def subscribe(self, pattern: str) -> AsyncIterator[tuple[str, bytes]]:
        """See `port.Broadcast.subscribe`."""
        subscription = await self._client.subscribe(pattern)
        try:
            async for message in subscription.messages:
                yield message.subject, message.data
        finally:
            if not self._client.is_closed:
                await subscription.unsubscribe()


async def _ignore(_: Exception) -> None:
    """Errors reach the caller of each operation; the client's own print is not wanted."""
