"""The gateway process: session, pipeline and admission together."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

import structlog

from anlan.bus.port import Broadcast, BusUnavailableError
from anlan.contracts.subjects import POINTS_CHANGED
from anlan.gateways.mqtt.admission import Admission
from anlan.gateways.mqtt.directory import Directory
from anlan.gateways.mqtt.pipeline import Pipeline
from anlan.gateways.mqtt.sessions import Sessions

log = structlog.get_logger()

FILTERS = ("hz/+/+/+/+",)
"""One filter, and without "#": NATS makes a consumer for each filter, two for one that ends in "#", and
shares the 65,535 messages that may be under way in a session among them."""
RELOAD_S = 60.0
RETRY_S = 1.0


class Bus(Broadcast, Protocol):
    """The live side of the bus, with whether it is up."""

    @property
    def connected(self) -> bool:
        """Whether the broker is reached right now."""


@dataclass(slots=True, eq=False)
class MqttGateway:
    """Everything the process does.

    Attributes:
        load_directory: Reads the points; called in a thread when points change, and every minute.
        admission: None: the broker knows the devices by itself.
    """

    bus: Bus
    sessions: Sessions
    pipeline: Pipeline
    load_directory: Callable[[], Directory]
    admission: Admission | None = None

    def not_ready(self) -> str | None:
        """Return why the gateway does not do its work, None if it does."""
        if not self.bus.connected:
            return "not connected to the broker"
        return self.sessions.waiting_for or self.pipeline.waiting_for or None

    async def run(self) -> None:
        """Work until cancelled."""
        await _until_done(self.pipeline.remember)
        async with asyncio.TaskGroup() as group:
            group.create_task(self.pipeline.run())
            group.create_task(self.sessions.run())
            group.create_task(self._follow_points())
            group.create_task(self._reload_now_and_then())
            if self.admission is not None:
                # Not before: a broker that knows no subscriber acknowledges a message and drops it.
                await self.sessions.wait_subscribed()
                group.create_task(self.admission.run())

    async def reload(self) -> None:
        """Read the points again; on failure the old ones stay."""
        try:
            self.pipeline.directory = await asyncio.to_thread(self.load_directory)
        except Exception as error:  # noqa: BLE001 -- whatever the database says, the gateway goes on
            log.warning("directory_not_reloaded", error=repr(error))

    async def _follow_points(self) -> None:
        while True:
            try:
                async for _ in self.bus.subscribe(POINTS_CHANGED):
                    await self.reload()
            except BusUnavailableError as error:
                log.warning("points_not_followed", error=str(error))
            await asyncio.sleep(RETRY_S)

    async def _reload_now_and_then(self) -> None:
        while True:
            await asyncio.sleep(RELOAD_S)
            await self.reload()


async def _until_done(work: Callable[[], Awaitable[None]]) -> None:
    while True:
        try:
            await work()
        except BusUnavailableError as error:
            log.warning("log_not_readable", error=str(error))
            await asyncio.sleep(RETRY_S)
        else:
            return
