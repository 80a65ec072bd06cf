"""A broker as the platform configures it, its gateway process, and devices that speak through paho."""

import json
import subprocess
import sys
import threading
import time
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Self

import msgspec
import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion

from anlan.bus.port import LogEntry
from anlan.contracts import readings
from anlan.contracts.subjects import readings_stream
from anlan.kernel.instants import SHANGHAI
from anlan.project.runtime.broker import DEVICE_ACCOUNTS, NatsServer, kept_keys
from anlan.project.runtime.ports import free_port
from tests.support.gateway_process import PlantFile, bus_of
from tests.support.waiting import wait_until

OWNER, OTHER = "370500001", "370500002"
DEVICE, OTHER_DEVICE = "37050000101", "37050000201"
PASSWORD = "secret-1"
POINTS = {OWNER: [f"{DEVICE}LT{i:03d}" for i in range(5)], OTHER: [f"{OTHER_DEVICE}LT000"]}
TOPIC = f"hz/37/{OWNER}/{DEVICE}/rts"


@dataclass(slots=True)
class Platform:
    """Broker and gateway under a test's control."""

    folder: Path
    server: NatsServer
    plant: PlantFile
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start_broker(self) -> None:
        self._start("broker", self.server.command())
        wait_until(self.server.ready, "the broker serves", timeout_s=30)

    def start_gateway(self) -> None:
        path = self.folder / "plant.json"
        path.write_bytes(msgspec.json.encode(self.plant))
        log = self.folder / "gateway.log"
        log.unlink(missing_ok=True)
        self._start("gateway", [sys.executable, "-u", "-m", "tests.support.gateway_process", str(path)])
        wait_until(
            lambda: sessions_in(log) == DEVICE_ACCOUNTS,
            "the gateway listens",
            timeout_s=30,
        )

    def kill(self, name: str) -> None:
        """End a process without warning (`kill -9`)."""
        process = self.processes.pop(name)
        process.kill()
        process.wait()

    def _start(self, name: str, command: list[str]) -> None:
        with (self.folder / f"{name}.log").open("ab") as log:
            self.processes[name] = subprocess.Popen(command, stdout=log, stderr=log)

    async def entries(self, stream: str = readings_stream(0)) -> AsyncGenerator[LogEntry, None]:
        """The log from its beginning, for ever."""
        async with bus_of(self.plant, "test") as bus:
            async for chunk in bus.read(stream, after=0):
                for entry in chunk:
                    yield entry

    async def first_values(self, count: int) -> list[float]:
        """The values of the first readings in the log, once there are so many."""
        found: list[float] = []
        async with aclosing(self.entries()) as entries:
            async for entry in entries:
                found += readings.decode(entry.data).value.tolist()
                if len(found) >= count:
                    break
        return found


def sessions_in(log: Path) -> int:
    return log.read_bytes().count(b"mqtt_subscribed")


@contextmanager
def running_platform(folder: Path, *, readings_bytes: int = 64 << 20) -> Iterator[Platform]:
    """Run broker and gateway until the end of the block."""
    keys = kept_keys(folder / "keys")
    server = NatsServer(folder / "nats", "test", free_port(), free_port(), free_port(), keys)
    devices = {DEVICE: (OWNER, PASSWORD), OTHER_DEVICE: (OTHER, "secret-2")}
    plant = PlantFile(
        server.url, server.mqtt_port, keys.password, keys.issuer_seed, POINTS, devices, readings_bytes
    )
    platform = Platform(folder, server, plant)
    try:
        platform.start_broker()
        platform.start_gateway()
        yield platform
    finally:
        for name in list(platform.processes):
            platform.kill(name)


def report(values: list[float], *, data_id: str, at_us: int | None = None, **changes: Any) -> bytes:
    """A report of the first points of the enterprise."""
    at = datetime.fromtimestamp(at_us / 1e6 if at_us else time.time(), SHANGHAI)
    body = {
        "dataId": data_id,
        "enterpriseId": OWNER,
        "gatewayId": DEVICE,
        "collectTime": at.strftime("%Y%m%d%H%M%S%f")[:17],
        "isConnectDataSource": True,
        "reportType": "report",
        "datas": [{"quotaId": POINTS[OWNER][i], "value": v, "isValid": 1} for i, v in enumerate(values)],
    }
    return json.dumps({**body, **changes}).encode()


class Device:
    """An edge gateway: sends each message until the broker has acknowledged it."""

    def __init__(self, port: int, code: str = DEVICE, password: str = PASSWORD, client_id: str = "") -> None:
        self.port = port
        self.answer = ""
        self.dropped = threading.Event()
        self._acknowledged: set[int] = set()
        self._changed = threading.Condition()
        self.client = mqtt.Client(CallbackAPIVersion.VERSION2, client_id=client_id or code)
        self.client.username_pw_set(code, password)
        self.client.on_connect = self._on_connect
        self.client.on_disconnect = lambda *_: self.dropped.set()
        self.client.on_publish = self._on_publish
        self.client.reconnect_delay_set(1, 1)

    def __enter__(self) -> Self:
        self.client.connect_async("127.0.0.1", self.port)
        self.client.loop_start()
        return self

    def __exit__(self, *_: object) -> None:
        self.client.disconnect()
        self.client.loop_stop()

    def _on_connect(self, *arguments: Any) -> None:
        self.answer = str(arguments[3])

    def _on_publish(self, *arguments: Any) -> None:
        with self._changed:
            self._acknowledged.add(arguments[2])
            self._changed.notify_all()

    def wait_until_let_in(self) -> None:
        wait_until(self.client.is_connected, f"{self.client} is let in", timeout_s=20)

    def send(self, payload: bytes, topic: str = TOPIC, *, timeout_s: float = 30) -> None:
        """Return once the broker has acknowledged the message."""
        number = self.client.publish(topic, payload, qos=1).mid
        with self._changed:
            done = self._changed.wait_for(lambda: number in self._acknowledged, timeout_s)
        assert done, f"not acknowledged within {timeout_s} s"
