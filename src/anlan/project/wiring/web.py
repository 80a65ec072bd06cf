"""The ports of the web process: announcements, live messages, ingest."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from anlan.bus.port import Broadcast
from anlan.project import settings
from anlan.project.wiring.bus import open_bus
from anlan.project.wiring.insight import report_through
from anlan.project.wiring.outlets import BusThread, ThreadLog, announce_through
from anlan.telemetry.api import IngestPort, Inlets, Insight


@asynccontextmanager
async def open_broadcast() -> AsyncIterator[Broadcast]:
    """Give a connection to the live broadcast, in the caller's event loop, for as long as the block lasts."""
    async with open_bus("web live") as bus:
        yield bus


def wire_web() -> BusThread:
    """Connect this process to the bus and fill its ports; returns the connection's thread."""
    thread = BusThread("web")
    announce_through(thread)
    Insight.report = staticmethod(lambda: report_through(thread))
    Inlets.broadcast = staticmethod(open_broadcast)
    IngestPort.log = ThreadLog(thread)
    IngestPort.partitions = settings.PARTITIONS
    return thread
