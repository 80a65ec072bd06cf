from dataclasses import replace

import pytest
from tests.support.records import keep_divisions, platform

from anlan.records.access.api import ANONYMOUS, PermissionDeniedError
from anlan.records.places.queries.divisions import list_division_names

pytestmark = pytest.mark.django_db


def test_lists_one_level_in_order_of_code() -> None:
    keep_divisions()
    assert [d.code for d in list_division_names(actor=platform(), level=2)] == ["370300", "370500"]


def test_an_actor_sees_its_own_subtree_only() -> None:
    keep_divisions()
    actor = replace(platform(), division_prefix="3705")
    assert [d.code for d in list_division_names(actor=actor)] == ["370500", "370502", "370503"]
    assert list_division_names(actor=actor, prefix="3703") == []


def test_nobody_sees_nothing() -> None:
    with pytest.raises(PermissionDeniedError):
        list_division_names(actor=ANONYMOUS)
