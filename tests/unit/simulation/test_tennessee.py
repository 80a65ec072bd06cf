import numpy as np
import pytest
from numpy.typing import NDArray
from tests.support.counties import COUNTIES

from anlan.kernel.identifiers import check_credit_code, check_enterprise_code
from anlan.simulation.catalogue import Province
from anlan.simulation.tennessee import VARIABLES, demo_plant
from anlan.simulation.tep import FAULT_ROW, TEST_RUNS, load_run


@pytest.fixture(scope="module")
def plant() -> Province:
    return demo_plant(COUNTIES, load_run("d00"), seed=1)


def beyond(plant: Province, run: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return where a value lies beyond one of its limits, shape of `run`."""
    low = np.array([max((x.value for x in p.limits if x.kind == "L"), default=-np.inf) for p in plant.points])
    high = np.array([min((x.value for x in p.limits if x.kind == "H"), default=np.inf) for p in plant.points])
    flags: NDArray[np.bool_] = (run < low) | (run > high)
    return flags


def test_the_plant_has_the_52_variables_in_the_order_of_the_runs(plant: Province) -> None:
    assert [p.tag for p in plant.points] == [
        *(f"XMEAS({i})" for i in range(1, 42)),
        *(f"XMV({i})" for i in range(1, 12)),
    ]
    assert len({p.code for p in plant.points}) == len(VARIABLES) == 52


def test_its_codes_are_valid_and_apart_from_the_province(plant: Province) -> None:
    enterprise = plant.enterprises[0]
    check_credit_code(enterprise.credit_code)
    assert check_enterprise_code(enterprise.code) == "370590001"
    assert enterprise.hazard_level == 3


def test_limits_rise_within_the_range(plant: Province) -> None:
    for point in plant.points:
        values = [point.range_low, *(limit.value for limit in point.limits), point.range_high]
        assert values == sorted(set(values)), point


@pytest.mark.parametrize("name", TEST_RUNS)
def test_no_run_leaves_an_instrument_range(plant: Province, name: str) -> None:
    run = load_run(name)
    low, high = np.array([(p.range_low, p.range_high) for p in plant.points]).T
    assert (run >= low).all()
    assert (run <= high).all()


def test_normal_operation_raises_next_to_no_alarm(plant: Province) -> None:
    assert beyond(plant, load_run("d00")).sum() == 0
    assert beyond(plant, load_run("d00_te")).sum() <= 2


@pytest.mark.parametrize("number", [1, 2, 4, 6, 7, 8, 12, 13, 14, 17, 18])
def test_a_strong_fault_raises_alarms_only_after_it_begins(plant: Province, number: int) -> None:
    flags = beyond(plant, load_run(f"d{number:02d}_te"))
    assert flags[:FAULT_ROW].sum() <= 2
    assert flags[FAULT_ROW:].any(axis=0).sum() >= 1


def test_it_stands_in_the_first_county_where_the_preferred_one_is_missing() -> None:
    plant = demo_plant(COUNTIES[:1], load_run("d00"), seed=1)
    assert plant.enterprises[0].division_code == COUNTIES[0].code
