import numpy as np
import pytest

from anlan.simulation.catalogue import Tank
from anlan.simulation.dynamics import TankFarm, TankState
from anlan.simulation.media import MEDIA
from anlan.simulation.plant import VOLUMES_M3

ALL = slice(None)
DAY = np.arange(0, 86_400, 120.0) + 1.78e9


def tank(cas: str, shape: str) -> Tank:
    volume, height = VOLUMES_M3[shape][0]
    return Tank("1", "1", "T", shape, MEDIA[cas].name, cas, volume, height, 118, 37)


TANKS = [tank("67-56-1", "floating_roof"), tank("67-56-1", "fixed_roof"), tank("7664-41-7", "sphere"),
         tank("100-42-5", "fixed_roof")]  # fmt: skip
METHANOL_FLOATING, METHANOL_FIXED, AMMONIA, STYRENE = range(4)


@pytest.fixture(scope="module")
def farm() -> TankFarm:
    return TankFarm.of(TANKS, seed=3)


@pytest.fixture(scope="module")
def day(farm: TankFarm) -> list[TankState]:
    return [farm.state(t, ALL) for t in DAY]


def test_the_same_seed_gives_the_same_cycles() -> None:
    again = TankFarm.of(TANKS, seed=3).state(1.78e9, ALL)
    assert np.array_equal(again.level, TankFarm.of(TANKS, seed=3).state(1.78e9, ALL).level)
    assert not np.array_equal(again.level, TankFarm.of(TANKS, seed=4).state(1.78e9, ALL).level)


def test_the_level_is_the_integral_of_the_flow(day: list[TankState], farm: TankFarm) -> None:
    level = np.array([state.level for state in day])
    flow = np.array([state.flow for state in day])
    steady = (np.abs(flow[1:]) == 1) & (flow[1:] == flow[:-1])
    rate = np.diff(level, axis=0) / 120
    expected = np.sign(flow[1:]) * (farm.high - farm.low) / (0.3 * farm.period_s)
    assert steady.any()
    assert np.allclose(rate[steady], expected[steady], rtol=1e-6)
    resting = (flow[1:] == 0) & (flow[:-1] == 0)
    assert np.abs(rate[resting]).max() < 1e-6


def test_filling_from_h_to_hh_would_take_over_ten_minutes(farm: TankFarm) -> None:
    rate = (farm.high - farm.low) / (0.3 * farm.period_s)
    assert (0.07 / rate > 600).all()


def test_a_blanketed_roof_breathes_with_the_flow(day: list[TankState]) -> None:
    flow = np.array([state.flow[METHANOL_FIXED] for state in day])
    kpa = np.array([state.pressure[METHANOL_FIXED] for state in day])
    assert np.allclose(kpa, 0.8 + 0.25 * flow)


def test_the_pump_of_a_floating_roof_works_while_it_empties(day: list[TankState]) -> None:
    flow = np.array([state.flow[METHANOL_FLOATING] for state in day])
    mpa = np.array([state.pressure[METHANOL_FLOATING] for state in day])
    assert mpa[flow == -1].min() > 0.4
    assert mpa[flow >= 0].max() < 0.2


def test_ammonia_has_its_vapour_pressure(farm: TankFarm, day: list[TankState]) -> None:
    for state in day[::60]:
        celsius, mpa = state.temperature_c[AMMONIA], state.pressure[AMMONIA]
        # Antoine-like reference: about 0.43 MPa absolute at 0 and 1.17 at 30 Celsius (NIST), within 8 %.
        reference = 0.857 * np.exp(2700 * (1 / 293.15 - 1 / (celsius + 273.15))) - 0.1013
        assert mpa == pytest.approx(reference, rel=0.08)
    assert farm.vapour_kpa[AMMONIA] == 755


def test_refrigerated_styrene_ignores_the_season(farm: TankFarm) -> None:
    half_year = 182 * 86_400
    winter, summer = (farm.state(1.7676e9 + shift, ALL).temperature_c for shift in (0, half_year))
    assert abs(summer[STYRENE] - winter[STYRENE]) < 2
    assert summer[METHANOL_FIXED] - winter[METHANOL_FIXED] > 20


def test_a_part_is_that_part_of_the_whole(farm: TankFarm) -> None:
    whole, part = farm.state(1.78e9, ALL), farm.state(1.78e9, slice(1, 3))
    assert np.array_equal(part.pressure, whole.pressure[1:3])
