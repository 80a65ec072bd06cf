"""`anlan gateway`: the MQTT gateway."""

import asyncio
import contextlib
import os
import secrets
import signal
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import click
import django
import uvloop

from anlan.bus.jetstream import JetStreamBus
from anlan.gateways.mqtt.admission import Admission
from anlan.gateways.mqtt.client import Listener, Session
from anlan.gateways.mqtt.directory import Directory
from anlan.gateways.mqtt.gateway import FILTERS, MqttGateway
from anlan.gateways.mqtt.pipeline import Pipeline
from anlan.gateways.mqtt.sessions import Sessions
from anlan.gateways.mqtt.tokens import Issuer
from anlan.project import logs, settings
from anlan.project.runtime.broker import ACCOUNT, device_account, kept_keys
from anlan.project.runtime.probes import start_probes
from anlan.project.wiring.bus import open_bus

CLIENT_ID = "anlan-gateway"
FRESH_S = 15.0
"""A device that is switched off or given another password may log in with the old one for so long [s]."""


@dataclass(slots=True)
class KnownDevices:
    """Credentials of all devices, read together now and then: a whole province may reconnect at once.

    Attributes:
        fresh_s: Read again after this long [s].
    """

    fresh_s: float = FRESH_S
    _known: dict[str, object] = field(default_factory=dict)
    _read_s: float = float("-inf")
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def find(self, device_code: str) -> object | None:
        """Return the credential of a device, None if there is none; without database, the last known."""
        with self._lock:
            if time.monotonic() - self._read_s > self.fresh_s:
                self._read()
            return self._known.get(device_code)

    def _read(self) -> None:
        from django.db import Error, close_old_connections  # noqa: PLC0415 -- after django.setup()

        from anlan.records.assets.api import list_device_credentials  # noqa: PLC0415

        close_old_connections()
        try:
            self._known = {c.device_code: c for c in list_device_credentials()}
        except Error:
            if not self._known:
                raise
        finally:
            close_old_connections()
        self._read_s = time.monotonic()


def load_directory() -> Directory:
    """Return the directory of points out of the database."""
    from django.db import close_old_connections  # noqa: PLC0415 -- after django.setup()

    from anlan.telemetry.api import load_point_directory  # noqa: PLC0415

    close_old_connections()
    try:
        found = load_point_directory(partitions=settings.PARTITIONS)
    finally:
        close_old_connections()
    return Directory.of(found.codes, found.point, found.enterprise, found.partition)


def listeners_of(urls: str, user: str) -> list[Listener]:
    """Return the brokers in comma-separated addresses like `mqtt://127.0.0.1:1883`, for one of our users."""
    parts = [urlsplit(url) for url in urls.split(",") if url]
    return [Listener(p.hostname or "127.0.0.1", p.port or 1883, user, settings.NATS_PASSWORD) for p in parts]


def build_sessions(users: Sequence[str]) -> Sessions:
    """Return a session for each user, not yet connected, that deliver to nobody."""
    return Sessions(
        [
            Session(listeners_of(settings.MQTT_URL, user), CLIENT_ID, FILTERS, lambda *_: None, number=number)
            for number, user in enumerate(users)
        ]
    )


def build_gateway(bus: JetStreamBus) -> MqttGateway:
    """Return the gateway of this installation, not yet running."""

    def clock_us() -> int:
        return time.time_ns() // 1000

    source = f"{CLIENT_ID}-{os.getpid()}-{secrets.token_hex(4)}"
    sessions = build_sessions(settings.MQTT_USERS.split(","))
    pipeline = Pipeline(bus, settings.PARTITIONS, load_directory(), sessions, clock_us, source)
    for session in sessions.all:
        session.deliver = pipeline.take
    devices = KnownDevices()
    admission = Admission(
        settings.NATS_URL.split(","),
        settings.NATS_USER,
        settings.NATS_PASSWORD,
        Issuer(kept_keys(settings.VAR / "broker").issuer_seed, ACCOUNT),
        devices.find,  # type: ignore[arg-type]
        time.time,
        [device_account(session.number) for session in sessions.all],
    )
    return MqttGateway(bus, sessions, pipeline, load_directory, admission)


async def serve(probes_port: int | None) -> None:
    """Run the gateway until the process is told to stop."""
    async with open_bus("gateway-mqtt") as bus:
        from anlan.project.wiring.streams import ensure_streams  # noqa: PLC0415 -- after django.setup()

        await ensure_streams(bus)
        gateway = await asyncio.to_thread(build_gateway, bus)
        if probes_port is not None:
            start_probes(probes_port, gateway.not_ready)
        task = asyncio.ensure_future(gateway.run())
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, task.cancel)
        with contextlib.suppress(asyncio.CancelledError):
            await task


@click.command()
@click.option("--probes-port", type=int, help="Serve /metrics, /healthz and /readyz on this loopback port.")
def command(probes_port: int | None) -> None:
    """Take plants' reports over MQTT, put them into the log, and let devices in."""
    logs.configure(process="gateway", level=settings.LOG_LEVEL)
    django.setup()
    uvloop.run(serve(probes_port))
