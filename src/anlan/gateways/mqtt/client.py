"""The persistent MQTT session: takes messages, acknowledges them by hand, reconnects for ever."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import cast

import structlog

from anlan.gateways.mqtt import metrics
from anlan.protocols.mqtt import packets, stream

log = structlog.get_logger()

KEEP_ALIVE_S = 30
SILENCE_S = 75.0
"""A connection that brings nothing for so long, not even an answer to a ping, is given up [s]."""
RETRY_S = (0.2, 5.0)
LARGEST_PACKET = 9 << 20
SUBSCRIPTION_ID = 1


@dataclass(frozen=True, slots=True)
class Listener:
    """Where the broker's MQTT listener is and who we are there."""

    host: str
    port: int
    user: str
    password: str


@dataclass(frozen=True, slots=True)
class Handle:
    """What acknowledges one delivered message: its packet id, on the connection that brought it."""

    connection: int
    packet_id: int
    session: int = 0


@dataclass(slots=True, eq=False)
class Session(asyncio.Protocol):
    """A QoS 1 subscriber with a session that outlives its connections.

    Attributes:
        listeners: Brokers, tried in turn.
        client_id: The same in every life of the gateway: the broker keeps the session under it.
        filters: Topic filters.
        deliver: Called with each message; it must be acknowledged later with its handle.
        number: Its place among several sessions.
        waiting_for: Why the session is not up, "" if it is.
        subscribed: Set from the first time on that the broker has the subscriptions: it keeps messages only
            for sessions it knows.
    """

    listeners: Sequence[Listener]
    client_id: str
    filters: Sequence[str]
    deliver: Callable[[stream.Delivered, Handle], None]
    number: int = 0
    waiting_for: str = "not connected to the broker's MQTT listener yet"
    subscribed: asyncio.Event = field(default_factory=asyncio.Event)
    _connection: int = 0
    _transport: asyncio.Transport | None = None
    _inbox: stream.Inbox = field(default_factory=lambda: stream.Inbox(largest=LARGEST_PACKET))
    _closed: asyncio.Event = field(default_factory=asyncio.Event)
    _heard_s: float = 0.0
    _paused: bool = False
    _user: str = ""
    _password: str = ""

    async def run(self) -> None:
        """Stay connected until cancelled."""
        attempt, wait_s = 0, RETRY_S[0]
        pings = asyncio.create_task(self._keep_alive())
        try:
            while True:
                await self._connect(self.listeners[attempt % len(self.listeners)])
                attempt += 1
                wait_s = RETRY_S[0] if not self.waiting_for else min(2 * wait_s, RETRY_S[1])
                self.waiting_for = self.waiting_for or "the MQTT connection was lost"
                metrics.CONNECTED.labels(str(self.number)).set(0)
                await asyncio.sleep(wait_s)
        finally:
            pings.cancel()
            if self._transport is not None:
                self._transport.write(packets.DISCONNECT)
                self._transport.close()

    def acknowledge(self, handles: Sequence[Handle]) -> None:
        """Tell the broker that these messages are safe; those of an earlier connection come again."""
        answers = [packets.acknowledge(h.packet_id) for h in handles if h.connection == self._connection]
        if answers and self._transport is not None:
            self._transport.write(b"".join(answers))

    def pause(self) -> None:
        """Read nothing more for now: what is taken already waits for the log."""
        if self._transport is not None and not self._paused:
            self._paused = True
            self._transport.pause_reading()

    def resume(self) -> None:
        """Read on."""
        if self._transport is not None and self._paused:
            self._paused = False
            self._heard_s = asyncio.get_running_loop().time()
            self._transport.resume_reading()

    async def _connect(self, listener: Listener) -> None:
        self._closed.clear()
        self._user, self._password = listener.user, listener.password
        try:
            async with asyncio.timeout(5):
                loop = asyncio.get_running_loop()
                await loop.create_connection(lambda: self, listener.host, listener.port)
        except (OSError, TimeoutError) as error:
            self.waiting_for = f"the broker's MQTT listener does not answer: {error!r}"
            return
        await self._closed.wait()

    async def _keep_alive(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(KEEP_ALIVE_S / 2)
            if self._transport is not None:
                self._transport.write(packets.PING)
                if not self._paused and loop.time() - self._heard_s > SILENCE_S:
                    log.warning("mqtt_connection_silent")
                    self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for the session."""
        # Not checked with isinstance: uvloop's transports do not derive from asyncio's.
        self._transport = cast("asyncio.Transport", transport)
        self._connection += 1
        self._paused = False
        self._inbox = stream.Inbox(largest=LARGEST_PACKET)
        self._heard_s = asyncio.get_running_loop().time()
        self._transport.write(
            packets.connect(
                self.client_id, self._user, self._password, keep_alive_s=KEEP_ALIVE_S, clean=False
            )
        )

    def data_received(self, data: bytes) -> None:
        """Take what the broker sends."""
        self._heard_s = asyncio.get_running_loop().time()
        try:
            for event in self._inbox.feed(data):
                self._take(event)
        except stream.BrokenStreamError as error:
            log.warning("mqtt_stream_broken", error=str(error))
            self.waiting_for = f"the broker sent what it never should: {error}"
            self._hang_up()

    def connection_lost(self, exc: Exception | None) -> None:
        """Whatever is not acknowledged, the broker delivers again on the next connection."""
        log.info("mqtt_connection_lost", error=str(exc or ""))
        self._transport = None
        self._closed.set()

    def _hang_up(self) -> None:
        if self._transport is not None:
            self._transport.close()

    def _take(self, event: stream.Event) -> None:
        if isinstance(event, stream.Delivered):
            self.deliver(event, Handle(self._connection, event.packet_id, self.number))
        elif isinstance(event, stream.Accepted) and self._transport is not None:
            # Also with a session at hand: the filters may have changed with a release.
            self._transport.write(packets.subscribe(list(self.filters), SUBSCRIPTION_ID))
        elif isinstance(event, stream.Subscribed):
            self._subscribed(event)
        elif isinstance(event, stream.Refused):
            self.waiting_for = f"the broker refuses the gateway: {event.reason}"
            log.error("mqtt_gateway_refused", reason=event.reason)
            self._hang_up()

    def _subscribed(self, event: stream.Subscribed) -> None:
        if any(quality != 1 for quality in event.granted):
            self.waiting_for = f"the broker does not grant QoS 1: {event.granted}"
            log.error("mqtt_subscription_refused", granted=event.granted)
            self._hang_up()
            return
        self.waiting_for = ""
        self.subscribed.set()
        metrics.CONNECTED.labels(str(self.number)).set(1)
        log.info("mqtt_subscribed", filters=list(self.filters))
