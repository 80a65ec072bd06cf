"""The MQTT connection of one simulated gateway: connects, reconnects, publishes what its edge has."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import cast

import structlog

from anlan.protocols.mqtt import packets, stream
from anlan.simulation import metrics
from anlan.simulation.edge import Edge

log = structlog.get_logger()

KEEP_ALIVE_S = 60
PING_S = 25.0
RETRY_S = (0.5, 20.0)
"""First and longest wait before connecting again [s]; doubled each time."""


@dataclass(frozen=True, slots=True)
class Broker:
    """Where the broker listens."""

    host: str
    port: int


@dataclass(slots=True, eq=False)
class Link(asyncio.Protocol):
    """One gateway's connection.

    Attributes:
        edge: What it has to send. password: The device's secret.
        clock_us: Time [us since epoch, UTC].
    """

    edge: Edge
    password: str
    clock_us: Callable[[], int]
    broker: Broker
    connected: bool = False
    _transport: asyncio.Transport | None = None
    _inbox: stream.Inbox = field(default_factory=stream.Inbox)
    _closed: asyncio.Event = field(default_factory=asyncio.Event)
    _online: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self._online.set()

    async def run(self, first_delay_s: float) -> None:
        """Keep connected until cancelled.

        Args:
            first_delay_s: Wait before the first connection [s]: a province does not connect at one instant.
        """
        await asyncio.sleep(first_delay_s)
        wait_s = RETRY_S[0]
        loop = asyncio.get_running_loop()
        while True:
            await self._online.wait()
            self._closed.clear()
            try:
                await loop.create_connection(lambda: self, self.broker.host, self.broker.port)
            except OSError:
                self._closed.set()
            await self._closed.wait()
            wait_s = RETRY_S[0] if self.connected else min(2 * wait_s, RETRY_S[1])
            self.connected = False
            await asyncio.sleep(wait_s)

    def go_offline(self) -> None:
        """Leave the network until `go_online` (a fault)."""
        self._online.clear()
        self.close()

    def go_online(self) -> None:
        """Come back to the network."""
        self._online.set()

    def close(self) -> None:
        """Say goodbye and hang up."""
        if self._transport is not None:
            self._transport.write(packets.DISCONNECT)
            self._transport.close()

    def ping(self) -> None:
        """Keep the connection alive."""
        if self.connected and self._transport is not None:
            self._transport.write(packets.PING)

    def send(self) -> None:
        """Publish what may be published now."""
        if not self.connected or self._transport is None:
            return
        messages = [
            packets.publish(self.edge.topic, message.payload, message.packet_id, repeated=message.repeated)
            for message in self.edge.to_send(self.clock_us())
        ]
        if messages:
            self._transport.write(b"".join(messages))
            metrics.MESSAGES.inc(len(messages))

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Introduce the gateway."""
        # Not checked with isinstance: uvloop's transports do not derive from asyncio's.
        self._transport = cast("asyncio.Transport", transport)
        self._inbox = stream.Inbox()
        code = self.edge.device_code
        self._transport.write(packets.connect(code, code, self.password, keep_alive_s=KEEP_ALIVE_S))

    def data_received(self, data: bytes) -> None:
        """Take the broker's answers, then send on."""
        try:
            events = self._inbox.feed(data)
        except stream.BrokenStreamError as error:
            log.warning("mqtt_stream_broken", device=self.edge.device_code, error=str(error))
            self.close()
            return
        for event in events:
            self._take(event)
        self.send()

    def connection_lost(self, exc: Exception | None) -> None:
        """Put what was under way back into the buffer."""
        del exc
        if self._transport is not None and self.connected:
            metrics.CONNECTIONS.dec()
        self._transport = None
        self.edge.disconnected()
        self._closed.set()

    def _take(self, event: stream.Event) -> None:
        if isinstance(event, stream.Acknowledged):
            before = self.edge.acknowledged_readings
            self.edge.acknowledged(event.packet_id)
            metrics.ACKNOWLEDGED.inc(self.edge.acknowledged_readings - before)
        elif isinstance(event, stream.Accepted):
            self.connected = True
            metrics.CONNECTIONS.inc()
        elif isinstance(event, stream.Refused):
            metrics.REFUSED.inc()
            log.warning("mqtt_connection_refused", device=self.edge.device_code, reason=event.reason)
            self.close()
