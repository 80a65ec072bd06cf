"""Looks at the processes, streams and disk for the system page."""

import asyncio
import shutil
from concurrent.futures import ThreadPoolExecutor
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from anlan.bus.port import BusUnavailableError
from anlan.contracts.subjects import readings_stream
from anlan.project import settings
from anlan.project.runtime import running
from anlan.project.wiring.outlets import BusThread
from anlan.telemetry.api import ProcessState, SystemReport

PATIENCE_S = 2.0


def report_through(thread: BusThread) -> SystemReport:
    """Return how the platform stands; asks every process and the broker, two seconds at most."""
    found = running.list_all(settings.VAR / "run")
    with ThreadPoolExecutor(max_workers=8) as pool:
        processes = list(pool.map(_state, found))
    disk = shutil.disk_usage(settings.VAR)
    return SystemReport(processes, _sequences(thread), disk.free, disk.total)


def _state(process: running.Running) -> ProcessState:
    return ProcessState(process.name, process.pid, _problem(process.probes_url))


def _problem(probes_url: str) -> str:
    if not probes_url.startswith("http://"):
        return ""
    try:
        with urlopen(f"{probes_url}/readyz", timeout=PATIENCE_S):  # noqa: S310 -- a loopback address we wrote
            return ""
    except HTTPError as error:
        return error.read(500).decode(errors="replace").strip()
    except (URLError, OSError) as error:
        return str(error)


def _sequences(thread: BusThread) -> dict[int, int]:
    partitions = range(settings.PARTITIONS)

    async def ask() -> list[int]:
        return [await thread.bus.last_sequence(readings_stream(partition)) for partition in partitions]

    asking = asyncio.run_coroutine_threadsafe(ask(), thread.loop)
    try:
        return dict(zip(partitions, asking.result(PATIENCE_S), strict=True))
    except (BusUnavailableError, TimeoutError):
        asking.cancel()
        return {}
