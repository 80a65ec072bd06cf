from dataclasses import replace

import pytest
from tests.support.records import NOW, keep_user, platform

from anlan.records.access.actors import ANONYMOUS, PermissionDeniedError, actor_of_user
from anlan.records.access.models import ApiKey, LoginSession, User
from anlan.records.access.policy import Role
from anlan.records.access.queries.people import (
    PersonNotFoundError,
    UserFilter,
    get_organisation,
    get_user,
    grantable_roles,
    list_organisations,
    list_own_keys,
    list_own_sessions,
    list_users,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def people() -> dict[str, User]:
    return {
        "chief": keep_user("chief", "administrator"),
        "near": keep_user("near", "auditor", division_code="370502"),
        "far": keep_user("far", division_code="370300"),
    }


def names(**where: object) -> list[str]:
    return [u.username for u in list_users(actor=platform(), where=UserFilter(**where))]  # type: ignore[arg-type]


def test_filters_narrow_the_list(people: dict[str, User]) -> None:
    assert names() == ["chief", "far", "near"]
    assert names(text="FA") == ["far"]
    assert names(role="auditor") == ["near"]
    assert names(active=False) == []
    assert names(organisation_id=people["far"].organisation_id) == ["far"]
    assert names(text="\0%") == []


def test_an_administrator_sees_the_own_subtree(people: dict[str, User]) -> None:
    chief = actor_of_user(people["chief"])
    assert [u.username for u in list_users(actor=chief, where=UserFilter())] == ["chief", "near"]
    assert [o.code for o in list_organisations(actor=chief)] == ["370500EM", "370502EM"]
    assert get_user(actor=chief, user_id=people["near"].pk) == people["near"]
    with pytest.raises(PersonNotFoundError):
        get_user(actor=chief, user_id=people["far"].pk)
    with pytest.raises(PersonNotFoundError):
        get_organisation(actor=chief, organisation_id=people["far"].organisation_id)


def test_others_see_nothing() -> None:
    with pytest.raises(PermissionDeniedError):
        list_users(actor=ANONYMOUS, where=UserFilter())
    with pytest.raises(PermissionDeniedError):
        list_organisations(actor=ANONYMOUS)


def test_organisations_are_found_by_name_or_code() -> None:
    assert [o.code for o in list_organisations(actor=platform(), text="370502")] == ["370502EM"]


def test_roles_to_grant_are_those_one_could_play() -> None:
    assert grantable_roles(actor=platform(), enterprise=True) == [Role.ENTERPRISE_OFFICER]
    assert Role.ENTERPRISE_OFFICER not in grantable_roles(actor=platform(), enterprise=False)
    weak = replace(platform(), permissions=frozenset({"places.view", "assets.view"}))
    assert grantable_roles(actor=weak, enterprise=False) == [Role.PARTNER]


def test_sessions_and_keys_are_ones_own(people: dict[str, User]) -> None:
    for user in people.values():
        LoginSession.objects.create(user=user, session_key=user.username, started_at=NOW, seen_at=NOW)
        ApiKey.objects.create(user=user, name="k", prefix=user.username, digest="0", created_at=NOW)
    chief = people["chief"].pk
    assert [s.session_key for s in list_own_sessions(user_id=chief)] == ["chief"]
    assert [k.prefix for k in list_own_keys(user_id=chief)] == ["chief"]
