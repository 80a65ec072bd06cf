from collections import Counter

import numpy as np
import pytest
from tests.support.counties import COUNTIES

from anlan.kernel.identifiers import check_credit_code, check_enterprise_code
from anlan.simulation.catalogue import Province
from anlan.simulation.province import Size, apportion, build_province
from anlan.simulation.siting import County, inside


@pytest.fixture(scope="module")
def province() -> Province:
    return build_province(COUNTIES, seed=7)


def test_the_full_province_has_the_published_counts(province: Province) -> None:
    assert len(province.enterprises) == 443
    assert Counter(e.hazard_level for e in province.enterprises) == {1: 362, 2: 81}
    assert len(province.points) == 17_001


def test_quantities_have_their_shares_to_a_point(province: Province) -> None:
    counts = Counter(p.quantity[:2] for p in province.points)
    for quantity, share in (("LT", 0.30), ("TT", 0.25), ("PT", 0.20), ("GT", 0.25)):
        assert abs(counts[quantity] - share * 17_001) <= 1


def test_the_same_seed_gives_the_same_province_and_another_does_not(province: Province) -> None:
    assert build_province(list(reversed(COUNTIES)), seed=7) == province
    assert build_province(COUNTIES, seed=8) != province


def test_every_code_is_valid_and_unique(province: Province) -> None:
    for enterprise in province.enterprises:
        assert check_credit_code(enterprise.credit_code)[2:8] == enterprise.division_code
        assert check_enterprise_code(enterprise.code)[:4] == enterprise.division_code[:4]
    for things in (province.enterprises, province.units, province.tanks, province.gateways, province.points):
        assert len({thing.code for thing in things}) == len(things)
    assert (
        len({e.name for e in province.enterprises})
        == len({e.credit_code for e in province.enterprises})
        == 443
    )


def test_the_chemical_prefectures_have_most_plants(province: Province) -> None:
    counts = Counter(e.code[:4] for e in province.enterprises)
    assert len(counts) == 16
    assert {prefecture for prefecture, _ in counts.most_common(5)} == {"3705", "3703", "3707", "3716", "3706"}


def test_every_enterprise_stands_in_its_county(province: Province) -> None:
    counties = {county.code: county for county in COUNTIES}
    for enterprise in province.enterprises:
        position = np.array([enterprise.longitude]), np.array([enterprise.latitude])
        assert inside(counties[enterprise.division_code], *position)[0]


def test_every_enterprise_has_a_gateway_and_at_least_the_fewest_points(province: Province) -> None:
    counts = Counter(p.enterprise_code for p in province.points)
    assert min(counts.values()) >= 12
    assert {g.enterprise_code for g in province.gateways} == set(counts)


def test_ten_provinces_have_170010_points() -> None:
    assert Size.scaled(10) == Size(4430, 3620, 170_010)


def test_a_hundredth_of_a_province_is_a_small_one() -> None:
    small = build_province(COUNTIES[:3], seed=1, size=Size.scaled(0.01))
    assert (len(small.enterprises), len(small.points)) == (4, 170)


@pytest.mark.parametrize(("counties", "size"), [([], Size(1, 1, 40)), (COUNTIES, Size(10, 1, 40))])
def test_a_province_without_room_is_refused(counties: list[County], size: Size) -> None:
    with pytest.raises(ValueError, match="no room"):
        build_province(counties, seed=1, size=size)


def test_apportioned_numbers_add_up() -> None:
    assert apportion([1, 1, 1], 10) == [4, 3, 3]
    assert apportion([0, 3], 5) == [0, 5]
