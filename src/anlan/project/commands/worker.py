"""`anlan worker`: judges readings and keeps history."""

import asyncio
import os
import secrets
import signal
import socket
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click
import django
import structlog
import uvloop
from django.db import DatabaseError, connection

from anlan.bus.jetstream import JetStreamBus
from anlan.bus.port import BusUnavailableError
from anlan.project import logs, settings
from anlan.project.runtime.probes import start_probes
from anlan.project.wiring.bus import open_bus
from anlan.telemetry.lake.lake import Lake

if TYPE_CHECKING:
    from anlan.telemetry.workers.process import Worker

log = structlog.get_logger()


@click.command()
@click.option("--probes-port", default=0, help="Loopback port of /metrics, /healthz, /readyz; 0: any.")
def command(probes_port: int) -> None:
    """Judge readings, raise alarms, keep history. Several workers share the partitions."""
    logs.configure(process="worker", level=settings.LOG_LEVEL)
    django.setup()
    uvloop.run(_run(probes_port))


async def _run(probes_port: int) -> None:
    from anlan.telemetry.workers.partition import Setting  # noqa: PLC0415 -- after django.setup()
    from anlan.telemetry.workers.process import Worker, executors  # noqa: PLC0415

    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    owner = f"{socket.gethostname()[:30]}-{os.getpid()}-{secrets.token_hex(3)}"
    judging, writing = executors(settings.PARTITIONS)
    bus = open_bus("worker")
    setting = Setting(
        owner=owner, partitions=settings.PARTITIONS, bus=bus,
        lake=await asyncio.to_thread(Lake, settings.LAKE_URL), judging=judging, writing=writing,
        clock=lambda: datetime.now(UTC),
    )  # fmt: skip
    worker = Worker(setting, _database())
    start_probes(probes_port, lambda: worker.trouble or None)
    await _connect(bus, worker, stop)
    log.info("worker_started", owner=owner)
    await worker.run(stop)
    await bus.close()
    judging.shutdown()
    writing.shutdown()


async def _connect(bus: JetStreamBus, worker: "Worker", stop: asyncio.Event) -> None:
    from anlan.project.wiring.streams import ensure_streams  # noqa: PLC0415 -- after django.setup()

    while not stop.is_set():
        try:
            await bus.connect()
            await ensure_streams(bus)
        except (BusUnavailableError, DatabaseError) as error:
            worker.trouble = str(error)
            log.warning("bus_unavailable", error=str(error))
            await asyncio.sleep(1)
        else:
            return


def _database() -> dict[str, Any]:
    names = ("host", "port", "dbname", "user", "password", "sslmode")
    parameters = connection.get_connection_params()
    return {name: parameters[name] for name in names if parameters.get(name)}
