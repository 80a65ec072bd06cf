from collections import Counter

import numpy as np
import pytest

from anlan.simulation.catalogue import Enterprise, Province
from anlan.simulation.plant import DETECTOR_DISTANCE_M, Plan, equip
from anlan.simulation.siting import METRES_PER_DEGREE

ENTERPRISE = Enterprise(
    "370500001", "91370502XN0000012X", "某", "370502", "", 118.0, 37.0, None, "2614", "某", "10000000001"
)
PLAN = Plan({"LT": 61, "TT": 50, "PT": 40, "GT": 50}, 2, ("67-56-1", "7664-41-7"))


@pytest.fixture
def plant() -> Province:
    return equip(ENTERPRISE, PLAN, np.random.default_rng(3))


def test_the_plan_is_met(plant: Province) -> None:
    counts = Counter(point.quantity[:2] for point in plant.points)
    assert counts == PLAN.counts
    assert plant.enterprises[0].hazard_level == 2
    assert len(plant.tanks) == 31


def test_the_first_unit_has_the_level_of_the_enterprise_and_none_a_higher(plant: Province) -> None:
    assert plant.units[0].level == 2
    assert all(unit.level is not None and unit.level >= 2 for unit in plant.units)


def test_each_tank_has_two_levels_until_they_run_out(plant: Province) -> None:
    levels = Counter(point.tank_code for point in plant.points if point.quantity == "LT")
    assert sorted(levels.values()) == [1] + [2] * 30


def test_points_follow_their_tanks_and_gateways_carry_whole_tanks(plant: Province) -> None:
    order = {tank.code: i for i, tank in enumerate(plant.tanks)}
    assert [order[p.tank_code] for p in plant.points] == sorted(order[p.tank_code] for p in plant.points)
    assert len({(p.tank_code, p.device_code) for p in plant.points}) == len(plant.tanks)
    assert {p.device_code for p in plant.points} == {g.code for g in plant.gateways}
    assert len(plant.gateways) == 3


def test_codes_are_unique_and_nested(plant: Province) -> None:
    assert len({p.code for p in plant.points}) == len({p.tag for p in plant.points}) == len(plant.points)
    assert len({t.code for t in plant.tanks}) == len(plant.tanks)
    for point in plant.points:
        assert len(point.code) == 16
        assert point.code.startswith(point.device_code)
        assert point.device_code.startswith(point.enterprise_code)
        assert point.tank_code.startswith(point.unit_code)


def test_detectors_stand_close_to_their_source(plant: Province) -> None:
    tanks = {tank.code: tank for tank in plant.tanks}
    for point in (p for p in plant.points if p.quantity in DETECTOR_DISTANCE_M):
        tank = tanks[point.tank_code]
        east = (point.longitude - tank.longitude) * METRES_PER_DEGREE * np.cos(np.radians(37))
        north = (point.latitude - tank.latitude) * METRES_PER_DEGREE
        assert np.hypot(east, north) == pytest.approx(DETECTOR_DISTANCE_M[point.quantity], abs=0.2)
        assert point.cas == tank.cas


def test_a_plant_without_levels_has_a_tank_for_the_rest() -> None:
    plant = equip(
        ENTERPRISE, Plan({"LT": 0, "TT": 2, "PT": 0, "GT": 1}, 1, ("67-56-1",)), np.random.default_rng(1)
    )
    assert len(plant.tanks) == 1
    assert len(plant.points) == 3
