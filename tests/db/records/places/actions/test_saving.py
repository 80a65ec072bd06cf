from dataclasses import replace

import pytest
from tests.support.records import NOW, platform

from anlan.kernel.identifiers import InvalidCodeError
from anlan.records.places.actions.saving import parent_of, save_divisions
from anlan.records.places.api import published_divisions
from anlan.records.places.models import Division

pytestmark = pytest.mark.django_db


def test_builds_the_tree_from_the_codes_and_can_be_repeated() -> None:
    specs = published_divisions()
    for _ in range(2):
        save_divisions(specs=specs[::-1], actor=platform(), now=NOW)
    assert Division.objects.count() == 153
    county = Division.objects.select_related("parent").get(code="370502")
    assert (county.level, county.parent_id, county.parent and county.parent.parent_id) == (
        3,
        "370500",
        "370000",
    )


def test_refuses_a_code_outside_the_tree() -> None:
    spec = replace(published_divisions()[0], code="370005")
    with pytest.raises(InvalidCodeError):
        save_divisions(specs=[spec], actor=platform(), now=NOW)


@pytest.mark.parametrize(("code", "parent"), [("370000", None), ("371000", "370000"), ("371002", "371000")])
def test_the_parent_follows_from_the_code(code: str, parent: str | None) -> None:
    assert parent_of(code) == parent
