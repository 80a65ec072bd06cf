"""Reading a stream in order and without gaps, whatever happens to the broker."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress

from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import Error as NatsError
from nats.js import JetStreamContext
from nats.js.api import AckPolicy, ConsumerConfig, DeliverPolicy
from nats.js.errors import Error as JetStreamError

from anlan.bus.port import LogEntry

_IDLE_S = 1.0
_RETRY_S = 0.25
_CHUNK = 256
_PENDING_BYTES = 128 << 20


class _GapError(Exception):
    """The broker skipped something: start again behind the last entry seen."""


class OrderedReader:
    """An ephemeral push consumer, made anew from the last sequence seen whenever it is lost."""

    def __init__(self, client: Client, js: JetStreamContext, stream: str) -> None:
        self._client = client
        self._js = js
        self._stream = stream

    async def chunks(self, *, after: int) -> AsyncIterator[Sequence[LogEntry]]:
        """Yield entries behind `after` in chunks; an empty chunk about once an idle second."""
        last = after
        while True:
            try:
                async for chunk in self._attempt(last):
                    if chunk:
                        last = chunk[-1].sequence
                    yield chunk
            except (TimeoutError, _GapError, NatsError, JetStreamError):
                yield ()
                await asyncio.sleep(_RETRY_S)

    async def _attempt(self, after: int) -> AsyncIterator[Sequence[LogEntry]]:
        subscription = await self._subscribe(after)
        expected = 1
        try:
            while True:
                messages = await self._gather(subscription)
                for message in messages:
                    if message.metadata.sequence.consumer != expected:
                        raise _GapError
                    expected += 1
                yield [_entry(self._stream, message) for message in messages]
                if not messages:
                    # Raises if the broker restarted and forgot the consumer.
                    await subscription.consumer_info()
        finally:
            with suppress(NatsError, JetStreamError, asyncio.TimeoutError):
                await subscription.unsubscribe()

    async def _subscribe(self, after: int) -> JetStreamContext.PushSubscription:
        config = ConsumerConfig(
            deliver_policy=DeliverPolicy.BY_START_SEQUENCE,
            opt_start_seq=after + 1,
            ack_policy=AckPolicy.NONE,
            flow_control=True,
            idle_heartbeat=5,
            inactive_threshold=30,
            mem_storage=True,
            num_replicas=1,
        )
        return await self._js.subscribe(
            ">",
            stream=self._stream,
            config=config,
            manual_ack=True,
            pending_bytes_limit=_PENDING_BYTES,
        )

    async def _gather(self, subscription: JetStreamContext.PushSubscription) -> list[Msg]:
        try:
            messages = [await subscription.next_msg(timeout=_IDLE_S)]
        except TimeoutError:
            return []
        while subscription.pending_msgs and len(messages) < _CHUNK:
            messages.append(await subscription.next_msg(timeout=_IDLE_S))
        return messages


def _entry(stream: str, message: Msg) -> LogEntry:
    metadata = message.metadata
    return LogEntry(
        stream=stream,
        sequence=metadata.sequence.stream,
        subject=message.subject,
        data=message.data,
        headers=message.headers or {},
        stored_at=metadata.timestamp,
    )
