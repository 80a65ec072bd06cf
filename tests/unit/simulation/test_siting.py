import numpy as np
import pytest
from tests.support.counties import square

from anlan.simulation.siting import County, NoSiteError, inside, offset, place_plants

RING = [[0, 0], [4, 0], [4, 4], [0, 4], [0, 0]]
HOLE = [[1, 1], [3, 1], [3, 3], [1, 3], [1, 1]]


def test_a_position_in_a_hole_is_outside() -> None:
    county = County("370502", "甲", "乙", 2, 2, [[RING, HOLE]])
    flags = inside(county, np.array([0.5, 2.0, 5.0, 3.5]), np.array([0.5, 2.0, 2.0, 2.0]))
    assert flags.tolist() == [True, False, False, True]


def test_a_second_polygon_counts_too() -> None:
    island = [[10, 0], [11, 0], [11, 1], [10, 1], [10, 0]]
    county = County("370502", "甲", "乙", 2, 2, [[RING], [island]])
    assert inside(county, np.array([10.5, 8.0]), np.array([0.5, 0.5])).tolist() == [True, False]


def test_without_an_outline_everything_is_inside() -> None:
    assert inside(County("370502", "甲", "乙", 2, 2), np.array([99.0]), np.array([0.0])).all()


def test_an_offset_is_as_long_as_asked() -> None:
    longitude, latitude = offset(118, 60, 1000, -1000)
    assert latitude == pytest.approx(60 - 1000 / 111_320)
    assert longitude == pytest.approx(118 + 1000 / (111_320 * 0.5))


def test_plants_stand_inside_and_repeat_with_the_seed() -> None:
    county = square("370502", 118, 37, half_deg=0.05)
    sites = place_plants(county, 12, np.random.default_rng(5))
    assert sites == place_plants(county, 12, np.random.default_rng(5))
    assert inside(county, *np.array(sites).T).all()
    assert len(set(sites)) == 12


def test_a_label_outside_its_outline_is_forgiven() -> None:
    county = County("370502", "甲", "乙", 118.2, 37, square("370502", 118, 37).outline)
    assert inside(county, *np.array(place_plants(county, 4, np.random.default_rng(1))).T).all()


def test_a_county_without_room_is_refused() -> None:
    with pytest.raises(NoSiteError, match="370502"):
        place_plants(square("370502", 118, 37, half_deg=1e-9), 1, np.random.default_rng(1))
