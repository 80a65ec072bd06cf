"""A bus connection in a thread of its own, for code that is not asynchronous: announcing after commit."""

import asyncio
from collections.abc import Coroutine, Sequence
from threading import Thread
from typing import Any

import structlog

from anlan.bus.jetstream import JetStreamBus
from anlan.bus.port import BusUnavailableError
from anlan.contracts import alarms
from anlan.contracts.alarms import AlarmChanged
from anlan.contracts.subjects import POINTS_CHANGED, live_alarm_subject
from anlan.project.wiring.bus import open_bus
from anlan.telemetry.api import Outlets

log = structlog.get_logger()


class BusThread:
    """Runs a bus on an event loop of its own; `submit` returns at once."""

    def __init__(self, name: str) -> None:
        self.bus: JetStreamBus = open_bus(name)
        self.loop = asyncio.new_event_loop()
        Thread(target=self.loop.run_forever, name="bus", daemon=True).start()
        self._connected = asyncio.run_coroutine_threadsafe(self._connect(), self.loop)

    def submit(self, work: Coroutine[Any, Any, object]) -> None:
        """Do this on the bus's loop; a failure is logged and nothing waits for it."""
        asyncio.run_coroutine_threadsafe(self._guarded(work), self.loop)

    async def _connect(self) -> None:
        while True:
            try:
                await self.bus.connect()
            except BusUnavailableError as error:
                log.warning("bus_unavailable", error=str(error))
                await asyncio.sleep(1)
            else:
                return

    async def _guarded(self, work: Coroutine[Any, Any, object]) -> None:
        try:
            await asyncio.wrap_future(self._connected)
            await work
        except BusUnavailableError as error:
            log.warning("live_message_lost", error=str(error))


def announce_through(thread: BusThread) -> None:
    """Make telemetry's announcements go out on this bus."""

    async def tell(rows: Sequence[AlarmChanged]) -> None:
        for row in rows:
            subject = live_alarm_subject(row.division_code, row.enterprise_id)
            await thread.bus.publish(subject, alarms.encode(row))

    Outlets.alarms = staticmethod(lambda rows: thread.submit(tell(rows)))
    Outlets.points = staticmethod(lambda: thread.submit(thread.bus.publish(POINTS_CHANGED, b"")))


class ThreadLog:
    """The appending half of the log, usable from any event loop: the work is done on the bus's own."""

    def __init__(self, thread: BusThread) -> None:
        self._thread = thread

    async def append(self, subject: str, data: bytes, *, message_id: str | None = None) -> int:
        """See `bus.port.Log.append`."""
        work = self._thread.bus.append(subject, data, message_id=message_id)
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, self._thread.loop))
