from dataclasses import replace
from typing import Any

import pytest
from tests.support.records import NOW, keep_user

from anlan.kernel.identifiers import InvalidCodeError
from anlan.records.access.actions.people import (
    Body,
    NameTakenError,
    OwnAccountError,
    Person,
    create_user,
    reset_password,
    save_organisation,
    temporary_password,
    update_user,
)
from anlan.records.access.actors import Actor, PermissionDeniedError, actor_of_user
from anlan.records.access.models import AuditEntry, LoginSession, Organisation, User
from anlan.records.access.queries.people import PersonNotFoundError
from anlan.records.access.sealing import seal

pytestmark = pytest.mark.django_db


@pytest.fixture
def chief() -> Actor:
    return actor_of_user(keep_user("chief", "administrator"))


def bureau(code: str = "370500EM") -> int:
    return Organisation.objects.get(code=code).pk


def person(**changes: Any) -> Person:
    usual = Person(
        username="li", full_name="李", phone="", organisation_id=bureau(), department_id=None,
        roles=frozenset({"duty_officer"}),
    )  # fmt: skip
    return replace(usual, **changes)


def body(**changes: Any) -> Body:
    usual = Body(code="T", name="交通局", kind="transport", division_code="370502", parent_id=bureau())
    return replace(usual, **changes)


def test_a_new_account_has_a_password_that_must_be_changed(chief: Actor) -> None:
    user, password = create_user(actor=chief, person=person(), now=NOW)
    kept = User.objects.get(pk=user.pk)
    assert kept.check_password(password)
    assert kept.must_change_password
    assert password not in str(AuditEntry.objects.latest("sequence").detail)
    assert len({temporary_password() for _ in range(100)}) == 100


def test_a_name_is_taken_whatever_its_case(chief: Actor) -> None:
    with pytest.raises(NameTakenError):
        create_user(actor=chief, person=person(username="CHIEF"), now=NOW)


def test_people_are_made_only_in_the_administrators_scope(chief: Actor) -> None:
    keep_user("far", division_code="370300")
    with pytest.raises(PersonNotFoundError):
        create_user(actor=chief, person=person(organisation_id=bureau("370300EM")), now=NOW)


def test_nobody_without_the_permission_makes_people() -> None:
    officer = actor_of_user(keep_user())
    with pytest.raises(PermissionDeniedError):
        create_user(actor=officer, person=person(), now=NOW)


def test_an_enterprise_account_gets_the_enterprises_role_only(chief: Actor) -> None:
    keep_user("plant", "enterprise_officer", enterprise_code="370500001", division_code="370502")
    plant = bureau("370500001")
    with pytest.raises(PermissionDeniedError):
        create_user(actor=chief, person=person(organisation_id=plant), now=NOW)
    with pytest.raises(PermissionDeniedError):
        create_user(actor=chief, person=person(roles=frozenset({"enterprise_officer"})), now=NOW)
    officer = person(organisation_id=plant, roles=frozenset({"enterprise_officer"}))
    create_user(actor=chief, person=officer, now=NOW)


def test_an_administrator_gives_no_more_than_they_have(chief: Actor) -> None:
    weak = replace(chief, permissions=chief.permissions - {"audit.view"})
    for role in ("administrator", "auditor"):
        with pytest.raises(PermissionDeniedError):
            create_user(actor=weak, person=person(roles=frozenset({role})), now=NOW)
    boss = keep_user("boss", "administrator")
    with pytest.raises(PermissionDeniedError):
        reset_password(actor=weak, user_id=boss.pk, now=NOW)
    with pytest.raises(PermissionDeniedError):
        update_user(actor=weak, user_id=boss.pk, person=person(username="boss", is_active=False), now=NOW)


def test_nobody_closes_or_disarms_themselves(chief: Actor) -> None:
    own = person(username="chief", roles=frozenset({"administrator"}))
    for change in ({"is_active": False}, {"roles": frozenset({"regulator"})}):
        with pytest.raises(OwnAccountError):
            update_user(actor=chief, user_id=chief.id or 0, person=replace(own, **change), now=NOW)
    update_user(actor=chief, user_id=chief.id or 0, person=replace(own, phone="1"), now=NOW)


def test_closing_an_account_ends_its_sessions(chief: Actor) -> None:
    user = keep_user()
    LoginSession.objects.create(user=user, session_key="a", started_at=NOW, seen_at=NOW)
    closed = person(username="officer", roles=frozenset({"regulator"}), is_active=False)
    update_user(actor=chief, user_id=user.pk, person=closed, now=NOW)
    assert not LoginSession.objects.filter(user=user).exists()


def test_a_reset_gives_a_new_password_and_drops_one_time_codes_and_sessions(chief: Actor) -> None:
    user = keep_user(password="old")
    User.objects.filter(pk=user.pk).update(totp_secret=seal("x"))
    LoginSession.objects.create(user=user, session_key="a", started_at=NOW, seen_at=NOW)
    password = reset_password(actor=chief, user_id=user.pk, now=NOW)
    kept = User.objects.get(pk=user.pk)
    assert kept.check_password(password)
    assert (kept.must_change_password, kept.totp_secret) == (True, "")
    assert not LoginSession.objects.exists()


def test_an_organisation_is_made_and_changed_in_scope(chief: Actor) -> None:
    made = save_organisation(actor=chief, organisation_id=None, body=body(), now=NOW)
    save_organisation(actor=chief, organisation_id=made.pk, body=body(name="新名"), now=NOW)
    assert Organisation.objects.get(code="T").name == "新名"
    with pytest.raises(PermissionDeniedError):
        save_organisation(actor=chief, organisation_id=made.pk, body=body(division_code="370300"), now=NOW)
    with pytest.raises(NameTakenError):
        save_organisation(actor=chief, organisation_id=None, body=body(), now=NOW)
    with pytest.raises(InvalidCodeError):
        save_organisation(actor=chief, organisation_id=None, body=body(division_code="3"), now=NOW)
