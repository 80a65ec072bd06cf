"""The ports of the web process: announcements, ingest."""

from anlan.project import settings
from anlan.project.wiring.outlets import BusThread, ThreadLog, announce_through
from anlan.telemetry.api import IngestPort


def wire_web() -> BusThread:
    """Connect this process to the bus and fill its ports; returns the connection's thread."""
    thread = BusThread("web")
    announce_through(thread)
    IngestPort.log = ThreadLog(thread)
    IngestPort.partitions = settings.PARTITIONS
    return thread
