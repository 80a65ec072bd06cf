"""All checks, in the order in which one explains the next."""

import asyncio
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from anlan.bus.jetstream import BusSettings
from anlan.project.doctor import broker, database
from anlan.project.doctor.clock import check_synchronisation, judge_clock
from anlan.project.doctor.disk import check_disk
from anlan.project.doctor.findings import Finding, Level
from anlan.project.doctor.ports import check_port
from anlan.project.doctor.progress import judge_progress
from anlan.project.runtime.running import list_all
from anlan.records.access.api import system_actor
from anlan.telemetry.api import list_partitions


@dataclass(frozen=True, slots=True)
class Patient:
    """What is examined.

    Attributes:
        var: Folder of the installation.
        database_url: "" if there is none.
        bus: How to reach the broker.
        ports: Who wants which port of this machine.
        wait_s: Time between the two looks at the workers [s].
    """

    var: Path
    database_url: str
    bus: BusSettings
    ports: dict[str, int]
    wait_s: float


def examine(patient: Patient) -> Iterator[Finding]:
    """Yield what every check found."""
    yield check_disk(patient.var if patient.var.exists() else patient.var.parent)
    ours = {process.pid for process in list_all(patient.var / "run")}
    for service, port in patient.ports.items():
        yield check_port(service, port, ours=ours)
    yield check_synchronisation()
    yield from _stores(patient)


def _stores(patient: Patient) -> Iterator[Finding]:
    met = database.meet(patient.database_url)
    tables = False
    if isinstance(met, Finding):
        yield met
    else:
        yield database.judge_version(met.version)
        yield judge_clock("database", met.ours, met.theirs)
        migrations = database.check_migrations()
        tables = migrations.level is Level.FINE
        yield migrations
    streams = asyncio.run(broker.meet(patient.bus))
    if isinstance(streams, Finding):
        yield streams
        return
    yield broker.judge_streams(streams, patient.bus.partitions)
    yield judge_clock("broker", streams.ours, streams.theirs)
    if tables:
        before = _applied()
        time.sleep(patient.wait_s)
        yield judge_progress(streams.last, before, _applied(), waited_s=patient.wait_s)


def _applied() -> dict[int, int]:
    states = list_partitions(actor=system_actor("doctor"))
    return {state.partition: state.applied_sequence for state in states}
