import pytest
from tests.support.counties import COUNTIES

from anlan.simulation.catalogue import Province
from anlan.simulation.province import Size, build_province
from anlan.simulation.reporting import Pace, Reporting, split_demo
from anlan.simulation.tennessee import demo_plant
from anlan.simulation.tep import Replay, load_run

START_S = 1.78e9
T = round(START_S * 1e6)


@pytest.fixture(scope="module")
def farms() -> Province:
    return build_province(COUNTIES, seed=2, size=Size(20, 10, 800))


@pytest.fixture(scope="module")
def province(farms: Province) -> Province:
    return farms + demo_plant(COUNTIES, load_run("d00"), seed=2)


@pytest.fixture
def reporting(province: Province) -> Reporting:
    pace = Pace(interval_s=1, rate=10, replay_rate=180)
    return Reporting.of(province, seed=1, pace=pace, replay=Replay(("d01_te",)), start_s=START_S)


def test_the_demo_plant_is_told_apart(farms: Province, province: Province) -> None:
    split, demo = split_demo(province)
    assert split == farms
    assert len(demo) == 52
    assert split_demo(farms) == (farms, ())


def test_every_gateway_reports_once_in_a_cycle_all_its_points(
    reporting: Reporting, province: Province
) -> None:
    reported = [edge for slot in range(reporting.slots) for edge in reporting.report(slot, T)]
    assert sorted(e.device_code for e in reported) == sorted(g.code for g in province.gateways)
    assert sorted(map(id, reported)) == sorted(map(id, reporting.edges))
    assert sum(len(e._fresh[0].values) for e in reported) == 852
    assert reporting.slots == 20


def test_a_gateway_reports_the_values_of_its_own_points(reporting: Reporting, farms: Province) -> None:
    for slot in range(reporting.slots):
        list(reporting.report(slot, T))
    for member in reporting.members:
        points = farms.points[member.first : member.last]
        assert {p.device_code for p in points} == {member.edge.device_code}
        for point, value in zip(points, member.edge._fresh[0].values, strict=True):
            assert point.range_low <= value <= point.range_high


def test_the_demo_plant_replays_at_its_own_rate(reporting: Reporting) -> None:
    assert reporting.demo is not None
    list(reporting.report(0, T + 100_000_000))
    assert reporting.demo._fresh[0].values == load_run("d01_te")[100].tolist()


def test_without_a_demo_plant_there_is_nothing_to_replay(farms: Province) -> None:
    pace = Pace(interval_s=0.01)
    reporting = Reporting.of(farms, seed=1, pace=pace, replay=Replay(), start_s=START_S)
    assert reporting.slots == 1
    assert len(list(reporting.report(0, T))) == len(reporting.edges) == len(farms.gateways)
