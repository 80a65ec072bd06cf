from dataclasses import replace

import pytest
from tests.support.records import keep_enterprises, platform

from anlan.records.access.api import ANONYMOUS, PermissionDeniedError
from anlan.records.assets.queries.enterprises import (
    EnterpriseFilter,
    EnterpriseNotFoundError,
    get_enterprise,
    list_enterprises,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def enterprises() -> None:
    keep_enterprises("370502", "370503", "370302", "370502")


def codes(**where: object) -> list[str]:
    found = list_enterprises(actor=platform(), where=EnterpriseFilter(**where))  # type: ignore[arg-type]
    return [enterprise.code for enterprise in found]


def test_filters_narrow_the_list() -> None:
    assert codes() == ["370300003", "370500001", "370500002", "370500004"]
    assert codes(division="3703") == ["370300003"]
    assert codes(level=2) == ["370500001"]
    assert codes(text="企业4") == codes(text="370500004") == ["370500004"]
    assert codes(text="91370502000000001") == ["370500001"]
    assert codes(active=False) == []


@pytest.mark.parametrize("text", ["%", "_", "\0", "'; DROP TABLE", "\\"])
def test_odd_search_texts_find_nothing_and_break_nothing(text: str) -> None:
    assert codes(text=text) in ([], codes())


def test_sorts_either_way_with_ties_by_code() -> None:
    rows = list_enterprises(actor=platform(), sort="-hazard_level")
    assert [row.hazard_level for row in rows] == [4, 3, 2, 1]


def test_an_enterprise_sees_itself_only() -> None:
    actor = replace(platform(), enterprise_code="370500001")
    assert [row.code for row in list_enterprises(actor=actor)] == ["370500001"]
    with pytest.raises(EnterpriseNotFoundError):
        get_enterprise(actor=actor, code="370500002")


def test_a_prefecture_sees_its_own_only() -> None:
    actor = replace(platform(), division_prefix="3703")
    assert [row.code for row in list_enterprises(actor=actor)] == ["370300003"]
    with pytest.raises(EnterpriseNotFoundError):
        get_enterprise(actor=actor, code="370500001")


def test_nobody_sees_nothing() -> None:
    with pytest.raises(PermissionDeniedError):
        list_enterprises(actor=ANONYMOUS)


def test_one_enterprise_comes_in_few_queries(django_assert_max_num_queries: object) -> None:
    with django_assert_max_num_queries(4):  # type: ignore[operator]
        found = get_enterprise(actor=platform(), code="370500001")
        assert not [tank for unit in found.hazard_units.all() for tank in unit.tanks.all()]
        assert not found.devices.all()
