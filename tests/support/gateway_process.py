"""The MQTT gateway as a process of its own, with points and devices from a file: tests kill it.

Run: python -m tests.support.gateway_process <plant.json>
"""

import asyncio
import contextlib
import os
import signal
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np
import pyarrow as pa

from anlan.bus.jetstream import BusSettings, JetStreamBus
from anlan.gateways.mqtt.admission import Admission
from anlan.gateways.mqtt.client import Listener, Session
from anlan.gateways.mqtt.directory import Directory
from anlan.gateways.mqtt.gateway import FILTERS, MqttGateway
from anlan.gateways.mqtt.pipeline import Pipeline
from anlan.gateways.mqtt.sessions import Sessions
from anlan.gateways.mqtt.tokens import Issuer
from anlan.project.runtime.broker import ACCOUNT, DEVICE_ACCOUNTS, USER, device_account, mqtt_user

ACCOUNTS = [device_account(number) for number in range(DEVICE_ACCOUNTS)]


class PlantFile(msgspec.Struct):
    """Everything the process needs to know.

    Attributes:
        enterprises: Enterprise code to the codes of its points.
        devices: Device code to its enterprise and password.
        readings_bytes: Size of the stream of readings.
    """

    url: str
    mqtt_port: int
    password: str
    issuer_seed: str
    enterprises: dict[str, list[str]]
    devices: dict[str, tuple[str, str]]
    readings_bytes: int = 64 << 20


@dataclass(frozen=True, slots=True)
class KnownDevice:
    enterprise_code: str
    secret: str

    def accepts(self, secret: str) -> bool:
        return secret == self.secret


def directory_of(plant: PlantFile) -> Directory:
    """All points in partition 0, numbered from 1 in order."""
    pairs = [(owner, code) for owner, codes in plant.enterprises.items() for code in codes]
    ids = np.arange(1, len(pairs) + 1, dtype=np.int32)
    return Directory.of(
        pa.array([code for _, code in pairs]), ids, pa.array([owner for owner, _ in pairs]), ids * 0
    )


def bus_of(plant: PlantFile, name: str) -> JetStreamBus:
    return JetStreamBus(
        BusSettings([plant.url], USER, plant.password, name, 1, readings_bytes=plant.readings_bytes)
    )


def sessions_of(plant: PlantFile) -> Sessions:
    return Sessions(
        [
            Session(
                [Listener("127.0.0.1", plant.mqtt_port, mqtt_user(number), plant.password)],
                "anlan-gateway",
                FILTERS,
                lambda *_: None,
                number=number,
            )
            for number in range(DEVICE_ACCOUNTS)
        ]
    )


async def serve(plant: PlantFile) -> None:
    known = {code: KnownDevice(*pair) for code, pair in plant.devices.items()}
    issuer = Issuer(plant.issuer_seed, ACCOUNT)
    async with bus_of(plant, "gateway") as bus:
        await bus.ensure_streams()
        sessions = sessions_of(plant)
        source = f"test-{os.getpid()}"
        pipeline = Pipeline(bus, 1, directory_of(plant), sessions, lambda: time.time_ns() // 1000, source)
        for session in sessions.all:
            session.deliver = pipeline.take
        admission = Admission([plant.url], USER, plant.password, issuer, known.get, time.time, ACCOUNTS)
        gateway = MqttGateway(bus, sessions, pipeline, lambda: directory_of(plant), admission)
        task = asyncio.ensure_future(gateway.run())
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
        with contextlib.suppress(asyncio.CancelledError):
            await task


if __name__ == "__main__":
    asyncio.run(serve(msgspec.json.decode(Path(sys.argv[1]).read_bytes(), type=PlantFile)))
