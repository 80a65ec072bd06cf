import numpy as np
import pytest
from tests.support.counties import COUNTIES

from anlan.simulation.aiming import Targets, goal_of
from anlan.simulation.catalogue import Point, Province
from anlan.simulation.faults import Fault, Kind, UnknownFaultError
from anlan.simulation.province import Size, build_province


@pytest.fixture(scope="module")
def province() -> Province:
    return build_province(COUNTIES, seed=2, size=Size(20, 10, 800))


@pytest.fixture(scope="module")
def targets(province: Province) -> Targets:
    return Targets.of(province)


def limit(point: Point, kind: str) -> float:
    return next(x.value for x in point.limits if x.kind == kind)


def test_a_step_crosses_the_limit_of_its_severity_and_no_further_one(province: Province) -> None:
    for point in province.points:
        kinds = {x.kind for x in point.limits}
        assert limit(point, "H") < goal_of(point, Fault(Kind.STEP, "", 0, 60)) < limit(point, "HH")
        assert limit(point, "HH") < goal_of(point, Fault(Kind.STEP, "", 0, 60, 2)) < point.range_high
        if {"L", "LL"} <= kinds:
            low = goal_of(point, Fault(Kind.STEP, "", 0, 60, 1, "low"))
            assert limit(point, "LL") < low < limit(point, "L")
        if "L" not in kinds:
            assert goal_of(point, Fault(Kind.STEP, "", 0, 60, 1, "low")) > limit(point, "H")


def test_point_faults_hit_their_point(province: Province, targets: Targets) -> None:
    hows = {}
    for kind in (Kind.STUCK, Kind.DRIFT, Kind.SPIKE, Kind.STEP, Kind.BAD):
        effect = targets.aim(Fault(kind, province.points[7].code, 50, 600))
        assert effect.points.tolist() == [7]
        hows[kind] = effect.how, effect.rise_s
    assert hows[Kind.STUCK][0] == "freeze"
    assert hows[Kind.SPIKE][0] == "once"
    assert hows[Kind.BAD][0] == "invalid"
    assert hows[Kind.DRIFT] == ("pull", 480)
    assert hows[Kind.STEP] == ("pull", 5)


def test_a_leak_reaches_detectors_of_the_same_substance_downwind(
    province: Province, targets: Targets
) -> None:
    tank = next(
        t for t in province.tanks if sum(p.tank_code == t.code and bool(p.cas) for p in province.points) > 1
    )
    effect = targets.aim(Fault(Kind.LEAK, tank.code, 50, 600, 2))
    hit = [province.points[i] for i in effect.points]
    assert {(p.cas, p.enterprise_code) for p in hit} == {(tank.cas, tank.unit_code[:9])}
    assert effect.goals.max() > limit(hit[0], "HH")
    assert effect.goals[np.argmax(effect.goals)] <= hit[0].range_high
    assert (np.diff(effect.points) > 0).all()


def test_an_overfill_lifts_both_levels_of_a_tank(province: Province, targets: Targets) -> None:
    effect = targets.aim(Fault(Kind.OVERFILL, province.tanks[0].code, 50, 600))
    assert {province.points[i].quantity for i in effect.points} == {"LT"}
    assert len(effect.points) == 2


def test_a_flood_is_300_points_within_its_time(targets: Targets) -> None:
    effect = targets.aim(Fault(Kind.FLOOD, "37", 1000, 600))
    assert len(set(effect.points.tolist())) == 300
    assert effect.starts_s.min() >= 1000
    assert effect.starts_s.max() < 1600


@pytest.mark.parametrize("kind", list(Kind))
def test_a_fault_without_a_target_is_refused(targets: Targets, kind: Kind) -> None:
    with pytest.raises(UnknownFaultError):
        targets.aim(Fault(kind, "99", 0, 60))


def test_tanks_without_the_instrument_are_refused(province: Province) -> None:
    bare = Targets.of(Province(tanks=province.tanks))
    for kind in (Kind.LEAK, Kind.OVERFILL):
        with pytest.raises(UnknownFaultError, match="has no"):
            bare.aim(Fault(kind, province.tanks[0].code, 0, 60))
