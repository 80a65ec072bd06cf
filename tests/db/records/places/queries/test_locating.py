import pytest
from tests.support.records import NOW, platform

from anlan.records.places.api import published_divisions, save_divisions
from anlan.records.places.queries.locating import find_division_at

pytestmark = pytest.mark.django_db


def test_a_point_is_in_its_county_and_prefecture() -> None:
    save_divisions(specs=published_divisions(), actor=platform(), now=NOW)
    assert find_division_at(longitude=118.67, latitude=37.43) == "370502"
    assert find_division_at(longitude=118.67, latitude=37.43, level=2) == "370500"


def test_a_point_at_sea_is_nowhere() -> None:
    save_divisions(specs=published_divisions(), actor=platform(), now=NOW)
    assert find_division_at(longitude=121.0, latitude=39.5) is None
