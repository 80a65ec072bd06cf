import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from tests.support.records import NOW, keep_enterprises, keep_user

from anlan.records.access.actors import (
    ANONYMOUS,
    Actor,
    PermissionDeniedError,
    actor_of,
    actor_of_async,
    actor_of_key,
    actor_of_user,
    address_of,
    in_scope,
    set_actor,
    system_actor,
)
from anlan.records.access.models import ApiKey, Department, User
from anlan.records.assets.models import Enterprise

pytestmark = pytest.mark.django_db


def seen(actor: Actor) -> list[str]:
    scope = in_scope(actor, division="division__code", enterprise="code")
    return list(Enterprise.objects.filter(scope).values_list("code", flat=True))


def test_a_person_has_the_scope_of_the_organisation_and_the_rights_of_the_roles() -> None:
    actor = actor_of_user(keep_user("a", "regulator", "auditor"), address="192.0.2.1")
    assert (actor.kind, actor.division_prefix, actor.enterprise_code) == ("user", "3705", "")
    assert actor.permissions >= {"assets.view", "audit.view"}
    assert actor.domains == {"all"}
    assert not actor.may("access.manage")
    with pytest.raises(PermissionDeniedError, match=r"access\.manage"):
        actor.require("access.manage")


def test_a_department_narrows_the_domains() -> None:
    user = keep_user()
    user.department = Department.objects.create(
        organisation=user.organisation, name="危化处", domains=["hazchem"]
    )
    assert actor_of_user(user).domains == {"hazchem"}


def test_a_key_may_do_what_both_it_and_its_user_may() -> None:
    key = ApiKey(user=keep_user(), name="k", permissions=["assets.view", "access.manage"])
    actor = actor_of_key(key)
    assert actor.kind == "key"
    assert actor.permissions == {"assets.view"}


def test_rows_are_filtered_by_division_or_by_enterprise() -> None:
    own, neighbour, far = keep_enterprises("370502", "370503", "370302")
    assert seen(actor_of_user(keep_user("a"))) == [own, neighbour]
    assert seen(actor_of_user(keep_user("b", division_code="370503"))) == [neighbour]
    assert seen(actor_of_user(keep_user("c", division_code="370000"))) == [far, own, neighbour]
    assert seen(actor_of_user(keep_user("d", enterprise_code=own, division_code="370502"))) == [own]
    assert seen(system_actor("x")) == [far, own, neighbour]
    assert seen(ANONYMOUS) == []


def test_one_row_in_memory_is_judged_like_the_filter() -> None:
    officer = actor_of_user(keep_user("a"))
    plant = actor_of_user(keep_user("b", enterprise_code="370500001", division_code="370502"))
    assert officer.covers(division_code="370502", enterprise_code="370500001")
    assert not officer.covers(division_code="370302")
    assert plant.covers(division_code="370502", enterprise_code="370500001")
    assert not plant.covers(division_code="370502", enterprise_code="370500002")


def test_the_actor_of_a_request_is_kept_on_it() -> None:
    request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.9")
    assert actor_of(request) is ANONYMOUS
    request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.9")
    request.user = AnonymousUser()
    assert actor_of(request) is ANONYMOUS
    request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.9")
    request.user = keep_user()
    assert actor_of(request).address == address_of(request) == "192.0.2.9"
    User.objects.all().update(full_name="Other")
    assert actor_of(request).name == "Officer"
    set_actor(request, system_actor("x"))
    assert actor_of(request).kind == "system"


async def test_async_code_gets_the_same_actor() -> None:
    request = RequestFactory().get("/")
    set_actor(request, system_actor("x"))
    assert (await actor_of_async(request)).name == "x"


def test_a_key_row_needs_no_permission_list() -> None:
    key = ApiKey.objects.create(user=keep_user(), name="k", prefix="0", digest="0", created_at=NOW)
    assert actor_of_key(key).permissions == frozenset()
