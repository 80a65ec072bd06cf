import asyncio
import subprocess
import sysconfig
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import nats
import pytest
from tests.support.counties import COUNTIES
from tests.support.waiting import eventually, wait_until

from anlan.project.runtime.ports import free_port
from anlan.protocols.hazard_json.reports import decode_many
from anlan.simulation.aiming import Targets
from anlan.simulation.directing import Directing, ask_for
from anlan.simulation.fleet import Fleet
from anlan.simulation.link import Broker
from anlan.simulation.province import Size, build_province
from anlan.simulation.reporting import Pace, Reporting
from anlan.simulation.tennessee import demo_plant
from anlan.simulation.tep import Replay, load_run

PROVINCE = build_province(COUNTIES, seed=1, size=Size(8, 4, 300)) + demo_plant(
    COUNTIES, load_run("d00"), seed=1
)


class NatsServer:
    """A broker with an MQTT listener, open to anybody."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port, self.mqtt_port = folder, free_port(), free_port()
        config = folder / "nats.conf"
        config.write_text(
            f"server_name: t\nlisten: 127.0.0.1:{self.port}\njetstream {{ store_dir: {folder} }}\n"
            f"mqtt {{ listen: 127.0.0.1:{self.mqtt_port} }}\n"
        )
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        binary = Path(sysconfig.get_path("scripts")) / "nats-server"
        log = str(self.folder / "log")
        self.process = subprocess.Popen([binary, "-c", str(self.folder / "nats.conf"), "-l", log])
        wait_until(
            lambda: "Server is ready" in Path(log).read_text() if Path(log).exists() else False, "NATS"
        )

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.wait(10)
            (self.folder / "log").unlink()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[NatsServer]:
    server = NatsServer(tmp_path)
    server.start()
    yield server
    server.stop()


def fleet_of(server: NatsServer, control: Path) -> Fleet:
    reporting = Reporting.of(
        PROVINCE, seed=1, pace=Pace(interval_s=0.5), replay=Replay(("d01_te",)), start_s=time.time()
    )
    gateways = frozenset(g.code for g in PROVINCE.gateways)
    directing = Directing(Targets.of(PROVINCE), reporting.signals.effects, gateways, None, control)
    return Fleet.of(
        reporting,
        directing,
        broker=Broker("127.0.0.1", server.mqtt_port),
        secret_of=lambda code: "x" + code,
        clock_us=lambda: time.time_ns() // 1000,
    )


@asynccontextmanager
async def speaking(fleet: Fleet) -> AsyncIterator[None]:
    task = asyncio.create_task(fleet.run())
    try:
        yield
    finally:
        fleet.close()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_every_point_arrives_at_the_broker_and_is_acknowledged(
    server: NatsServer, tmp_path: Path
) -> None:
    fleet = fleet_of(server, tmp_path / "control")
    payloads: list[bytes] = []

    async def keep(message: object) -> None:
        payloads.append(message.data)  # type: ignore[attr-defined]

    listener = await nats.connect(f"nats://127.0.0.1:{server.port}")
    await listener.subscribe("hz.>", cb=keep)
    async with speaking(fleet):
        await eventually(lambda: fleet.connected == len(PROVINCE.gateways), "all are connected")
        await eventually(
            lambda: set(decode_many(payloads).codes.to_pylist()) == {p.code for p in PROVINCE.points},
            "every point has arrived",
        )
        await eventually(lambda: fleet.waiting == 0, "all is acknowledged")
    await listener.close()
    assert decode_many(payloads).problems == []


async def test_what_was_reported_while_the_broker_was_away_is_back_filled(
    server: NatsServer, tmp_path: Path
) -> None:
    fleet = fleet_of(server, tmp_path / "control")
    async with speaking(fleet):
        await eventually(lambda: fleet.connected == len(PROVINCE.gateways), "all are connected")
        server.stop()
        await eventually(lambda: all(link.edge.waiting >= 5 for link in fleet.links.values()), "five wait")
        server.start()
        payloads: list[bytes] = []

        async def keep(message: object) -> None:
            payloads.append(message.data)  # type: ignore[attr-defined]

        listener = await nats.connect(f"nats://127.0.0.1:{server.port}")
        await listener.subscribe("hz.>", cb=keep)
        await eventually(lambda: all(link.edge.waiting <= 1 for link in fleet.links.values()), "all is sent")
        await listener.close()
    headers = decode_many(payloads).headers.values()
    assert {header.backfill for header in headers} == {True, False}
    assert all(link.edge.lost == 0 for link in fleet.links.values())


async def test_a_gateway_asked_to_go_offline_leaves_and_keeps_its_reports(
    server: NatsServer, tmp_path: Path
) -> None:
    control = tmp_path / "control"
    fleet = fleet_of(server, control)
    code = PROVINCE.gateways[0].code
    async with speaking(fleet):
        await eventually(lambda: fleet.connected == len(PROVINCE.gateways), "all are connected")
        ask_for(control, f"offline:{code}:0.05", now_s=time.time())
        await eventually(lambda: not fleet.links[code].connected, "it leaves")
        await eventually(lambda: fleet.links[code].edge.waiting >= 3, "it keeps three reports")
        await eventually(
            lambda: fleet.links[code].connected and fleet.links[code].edge.waiting <= 1, "it comes back"
        )
