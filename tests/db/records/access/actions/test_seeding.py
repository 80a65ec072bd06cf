import pytest
from tests.support.records import NOW, keep_user, platform

from anlan.records.access.actions.seeding import OrganisationSpec, UserSpec, save_organisations, save_users
from anlan.records.access.actors import PermissionDeniedError, actor_of_user
from anlan.records.access.models import Department, Organisation, User

pytestmark = pytest.mark.django_db
BUREAU = OrganisationSpec(
    code="37EM", name="厅", kind="emergency", division_code="370000", departments=(("危化处", ("hazchem",)),)
)
CHILD = OrganisationSpec(
    code="3705EM", name="局", kind="emergency", division_code="370500", parent_code="37EM"
)


def person(password: str | None, *roles: str) -> UserSpec:
    return UserSpec(
        username="li",
        full_name="李",
        organisation_code="37EM",
        roles=roles,
        password=password,
        department="危化处",
    )


def test_repeating_changes_nothing() -> None:
    for _ in range(2):
        save_organisations(specs=[BUREAU, CHILD], actor=platform(), now=NOW)
    assert Organisation.objects.get(parent__code="37EM").code == "3705EM"
    assert Department.objects.get().domains == ["hazchem"]


def test_a_password_not_given_is_kept_and_roles_are_replaced() -> None:
    save_organisations(specs=[BUREAU], actor=platform(), now=NOW)
    save_users(specs=[person("secret enough", "auditor")], actor=platform(), now=NOW)
    save_users(specs=[person(None, "engineer")], actor=platform(), now=NOW)
    user = User.objects.get()
    assert user.check_password("secret enough")
    assert [grant.role for grant in user.grants.all()] == ["engineer"]
    assert actor_of_user(user).domains == {"hazchem"}


def test_only_the_platform_itself_seeds() -> None:
    chief = actor_of_user(keep_user("chief", "administrator"))
    with pytest.raises(PermissionDeniedError):
        save_users(specs=[], actor=chief, now=NOW)
    with pytest.raises(PermissionDeniedError):
        save_organisations(specs=[], actor=chief, now=NOW)
