import asyncio
from pathlib import Path

import pytest
from tests.support.broker import Broker, broker_in

from anlan.bus.jetstream import BusSettings, JetStreamBus
from anlan.contracts.subjects import readings_subject
from anlan.project import settings
from anlan.project.doctor.examination import Patient, examine
from anlan.project.doctor.findings import Finding, Level

pytestmark = pytest.mark.django_db


def examined(folder: Path, broker: Broker) -> dict[str, Finding]:
    bus = BusSettings(servers=[broker.url], partitions=2)
    patient = Patient(folder, settings.DATABASE_URL, bus, {"mqtt": broker.mqtt_port}, wait_s=0)
    return {finding.check: finding for finding in examine(patient)}


def test_tells_a_healthy_broker_an_idle_worker_and_a_dead_broker_apart(tmp_path: Path) -> None:
    async def append() -> None:
        async with JetStreamBus(BusSettings(servers=[broker.url], partitions=2)) as bus:
            await bus.ensure_streams()
            await bus.append(readings_subject(1), b"x")

    with broker_in(tmp_path) as broker:
        assert examined(tmp_path, broker)["broker"].level is Level.ERROR
        asyncio.run(append())
        found = examined(tmp_path, broker)
        assert found["broker"].level is found["clock-broker"].level is Level.FINE
        assert found["database"].level is found["migrations"].level is Level.FINE
        assert found["port-mqtt"].level is Level.WARNING
        assert "1 (1 behind)" in found["workers"].english
        broker.kill()
        found = examined(tmp_path, broker)
        assert found["broker"].level is Level.ERROR
        assert "workers" not in found
