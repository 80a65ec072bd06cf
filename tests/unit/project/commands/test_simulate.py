import asyncio
import os
import signal
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from tests.support.counties import COUNTIES

from anlan.project import logs, settings
from anlan.project.commands.simulate import (
    DEFAULT_RUNS,
    Wishes,
    broker_of,
    build_fleet,
    command,
    not_ready,
    speak,
)
from anlan.project.seeding.installation import SimulationFiles
from anlan.simulation.faults import UnknownFaultError
from anlan.simulation.fleet import Fleet
from anlan.simulation.link import Broker
from anlan.simulation.province import Size, build_province
from anlan.simulation.reporting import Pace
from anlan.simulation.storage import CatalogueMissingError, save_catalogue
from anlan.simulation.tennessee import demo_plant
from anlan.simulation.tep import TEST_RUNS, load_run


@pytest.fixture
def files(tmp_path: Path) -> SimulationFiles:
    province = build_province(COUNTIES, seed=1, size=Size(6, 3, 200))
    files = SimulationFiles(tmp_path / "simulation")
    save_catalogue(province + demo_plant(COUNTIES, load_run("d00"), seed=1), files.catalogue)
    return files


def wishes(*, enterprises: int = 100, scheduled: bool = True, faults: tuple[str, ...] = ()) -> Wishes:
    return Wishes(Pace(1.0), 1, enterprises, scheduled, 1.0, faults, DEFAULT_RUNS, 0)


def fleet(files: SimulationFiles, wanted: Wishes) -> Fleet:
    return build_fleet(wanted, Broker("127.0.0.1", 1), files)


def test_the_fleet_is_the_seeded_province_with_the_seeded_secrets(files: SimulationFiles) -> None:
    links = fleet(files, wishes()).links
    assert len(links) == 7
    assert "37059000101" in links
    assert len({link.password for link in links.values()}) == 7
    again = fleet(files, wishes()).links
    assert {code: link.password for code, link in again.items()} == {c: k.password for c, k in links.items()}


def test_a_part_of_the_province_can_be_simulated(files: SimulationFiles) -> None:
    assert len(fleet(files, wishes(enterprises=3)).links) == 3


def test_the_schedule_can_be_left_out_and_faults_asked_for(files: SimulationFiles) -> None:
    quiet = fleet(files, wishes(scheduled=False, faults=("step:3705000010101001",)))
    assert quiet.directing.schedule is None
    assert [f.target for f in quiet.directing.planned] == ["3705000010101001"]
    with pytest.raises(UnknownFaultError):
        fleet(files, wishes(faults=("nonsense",)))


def test_without_seeding_it_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(CatalogueMissingError, match="anlan seed"):
        fleet(SimulationFiles(tmp_path), wishes())


def test_the_default_runs_exist() -> None:
    assert set(DEFAULT_RUNS) <= set(TEST_RUNS)


@pytest.mark.parametrize(
    ("url", "broker"),
    [
        ("mqtt://10.0.0.1:1884", Broker("10.0.0.1", 1884)),
        ("localhost", Broker("localhost", 1883)),
        ("[::1]:2", Broker("::1", 2)),
        ("mqtt://10.0.0.1:1,mqtt://10.0.0.2:2", Broker("10.0.0.1", 1)),
    ],
)
def test_a_broker_address_is_read(url: str, broker: Broker) -> None:
    assert broker_of(url) == broker


@pytest.mark.parametrize("url", ["http://x", "mqtt://", "mqtt://x:y"])
def test_another_address_is_refused(url: str) -> None:
    with pytest.raises(click.BadParameter):
        broker_of(url)


def test_a_fault_is_handed_to_the_running_simulator(
    files: SimulationFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "VAR", files.folder.parent)
    monkeypatch.setattr(logs, "configure", lambda **_: None)
    assert CliRunner().invoke(command, ["--inject", "leak:37050000100101:5"]).exit_code == 0
    assert files.control.read_text() == "leak:37050000100101:5\n"
    refused = CliRunner().invoke(command, ["--inject", "nonsense"])
    assert refused.exit_code == 1
    assert "KIND:TARGET" in refused.output


async def test_it_stops_when_told_to(files: SimulationFiles, monkeypatch: pytest.MonkeyPatch) -> None:
    async def nobody_there(*_: object) -> None:
        raise OSError

    loop = asyncio.get_running_loop()
    monkeypatch.setattr(loop, "create_connection", nobody_there)
    loop.call_later(0.05, os.kill, os.getpid(), signal.SIGTERM)
    await asyncio.wait_for(speak(fleet(files, wishes())), 5)
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.remove_signal_handler(number)


def test_it_is_ready_once_a_gateway_is_connected(files: SimulationFiles) -> None:
    made = fleet(files, wishes())
    assert not_ready(made) == "none of 7 gateways is connected"
    next(iter(made.links.values())).connected = True
    assert not_ready(made) is None
