import pytest
from tests.support.records import keep_user

from anlan.records.access.forms import KeyForm, OrganisationForm, PasswordForm, TrailFilterForm, UserForm
from anlan.records.access.models import Department, Organisation

pytestmark = pytest.mark.django_db


def test_the_new_password_is_typed_twice() -> None:
    form = PasswordForm({"present": "a", "new": "b", "again": "c"})
    assert not form.is_valid()
    assert "again" in form.errors


def test_a_key_offers_only_what_its_maker_has() -> None:
    form = KeyForm(held=frozenset({"assets.view"}))
    assert [box.data["value"] for box in form["permissions"]] == ["assets.view"]


def test_a_department_belongs_to_its_organisation() -> None:
    one, other = keep_user("a").organisation, keep_user("b", division_code="370300").organisation
    department = Department.objects.create(organisation=other, name="处")
    everything = Organisation.objects.all()
    values = {"username": "x", "full_name": "x", "organisation": one.pk, "department": department.pk}
    form = UserForm(values, organisations=everything)
    assert list(form.errors) == ["department"]
    assert str(other) in str(form["department"])
    assert UserForm({**values, "organisation": other.pk}, organisations=everything).is_valid()


@pytest.mark.parametrize(("code", "fine"), [("370502", True), ("000000", False), ("x", False)])
def test_a_division_code_is_checked(code: str, fine: bool) -> None:
    values = {"code": "T", "name": "局", "kind": "police", "division_code": code}
    assert OrganisationForm(values, organisations=Organisation.objects.all()).is_valid() is fine


def test_a_filter_needs_nothing() -> None:
    assert TrailFilterForm({}).is_valid()
    assert not TrailFilterForm({"since": "yesterday"}).is_valid()
