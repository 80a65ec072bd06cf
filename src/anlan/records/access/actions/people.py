"""What an administrator does to users and organisations."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from secrets import choice

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction

from anlan.kernel.identifiers import check_division_code
from anlan.records.access.actions.audit import record_audit
from anlan.records.access.actions.credentials import remove_totp
from anlan.records.access.actions.sessions import end_other_sessions
from anlan.records.access.actors import Actor, PermissionDeniedError
from anlan.records.access.models import Department, Grant, Organisation, User
from anlan.records.access.policy import ENTERPRISE_ROLES, Permission
from anlan.records.access.queries.people import get_organisation, get_user, grantable_roles

ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
TEMPORARY_LENGTH = 16


class NameTakenError(Exception):
    """Another user or organisation has this name or code."""


class OwnAccountError(Exception):
    """An administrator may not close their own account or take their own rights."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A user as an administrator states it."""

    username: str
    full_name: str
    phone: str
    organisation_id: int
    department_id: int | None
    roles: frozenset[str]
    is_active: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """An organisation as an administrator states it."""

    code: str
    name: str
    kind: str
    division_code: str
    parent_id: int | None
    is_active: bool = True


@transaction.atomic
def create_user(*, actor: Actor, person: Person, now: datetime) -> tuple[User, str]:
    """Make an account; return it and the password to hand over, which must be changed at first use.

    Raises:
        PermissionDeniedError: A role the actor may not grant.
        PersonNotFoundError: The organisation is out of scope.
        NameTakenError: The log-in name is taken.
    """
    password = temporary_password()
    user = User(password=make_password(password), must_change_password=True)
    _write(actor, user, person, now, "user.created")
    return user, password


@transaction.atomic
def update_user(*, actor: Actor, user_id: int, person: Person, now: datetime) -> User:
    """Change an account; closing it ends its sessions and keys at once.

    Raises:
        OwnAccountError: Closing or disarming oneself.
        PermissionDeniedError: A role the actor may not grant, now or before: the account is above it.
        PersonNotFoundError: User or organisation out of scope.
        NameTakenError: The log-in name is taken.
    """
    user = get_user(actor=actor, user_id=user_id)
    held = {grant.role for grant in user.grants.all()}
    if actor.kind == "user" and actor.id == user.pk and not (person.is_active and held <= person.roles):
        raise OwnAccountError
    _may_grant(actor, held, enterprise=bool(user.organisation.enterprise_code))
    _write(actor, user, person, now, "user.changed")
    if not user.is_active:
        end_other_sessions(actor=actor, user_id=user.pk, keep="", now=now)
    return user


@transaction.atomic
def reset_password(*, actor: Actor, user_id: int, now: datetime) -> str:
    """Give an account a new password to hand over, end its sessions, and stop asking for codes.

    Raises:
        PersonNotFoundError: Out of scope.
        PermissionDeniedError: The account may do more than the actor.
    """
    user = get_user(actor=actor, user_id=user_id)
    _may_grant(actor, {g.role for g in user.grants.all()}, enterprise=bool(user.organisation.enterprise_code))
    password = temporary_password()
    user.password = make_password(password)
    user.must_change_password = True
    user.save(update_fields=["password", "must_change_password"])
    if user.totp_secret:
        remove_totp(actor=actor, user=user, now=now)
    end_other_sessions(actor=actor, user_id=user.pk, keep="", now=now)
    record_audit(actor=actor, action="password.reset", subject_kind="user", subject_id=user.pk, now=now)
    return password


@transaction.atomic
def save_organisation(
    *, actor: Actor, organisation_id: int | None, body: Body, now: datetime
) -> Organisation:
    """Make or change an organisation in the actor's scope.

    Raises:
        PersonNotFoundError: It or its parent is out of scope.
        PermissionDeniedError: Its division is out of scope.
        NameTakenError: The code is taken.
        InvalidCodeError: No division code.
    """
    actor.require(Permission.ACCESS_MANAGE)
    check_division_code(body.division_code)
    fresh = organisation_id is None
    row = (
        Organisation()
        if organisation_id is None
        else get_organisation(actor=actor, organisation_id=organisation_id)
    )
    if not actor.covers(division_code=body.division_code, enterprise_code=row.enterprise_code):
        raise PermissionDeniedError(Permission.ACCESS_MANAGE)
    if body.parent_id is not None and body.parent_id != row.parent_id:
        get_organisation(actor=actor, organisation_id=body.parent_id)
    row.code, row.name, row.kind = body.code, body.name, body.kind
    row.division_code, row.parent_id, row.is_active = body.division_code, body.parent_id, body.is_active
    _save(row)
    record_audit(
        actor=actor, action="organisation.created" if fresh else "organisation.changed",
        subject_kind="organisation", subject_id=row.code, now=now,
        detail={"name": row.name, "division": row.division_code, "active": row.is_active},
    )  # fmt: skip
    return row


def temporary_password() -> str:
    """Return a random password that is easy to read out: 16 letters and digits, about 79 bits."""
    return "".join(choice(ALPHABET) for _ in range(TEMPORARY_LENGTH))


def _write(actor: Actor, user: User, person: Person, now: datetime, action: str) -> None:
    organisation = get_organisation(actor=actor, organisation_id=person.organisation_id)
    held = {grant.role for grant in user.grants.all()} if user.pk else set()
    enterprise = bool(organisation.enterprise_code)
    _may_grant(actor, person.roles - held, enterprise=enterprise)
    if person.roles and (person.roles <= ENTERPRISE_ROLES) is not enterprise:
        raise PermissionDeniedError(Permission.ACCESS_MANAGE)
    user.username, user.full_name, user.phone = person.username.strip(), person.full_name, person.phone
    user.organisation, user.is_active = organisation, person.is_active
    departments = Department.objects.filter(organisation=organisation, pk=person.department_id or 0)
    user.department = departments.first()
    _save(user)
    Grant.objects.filter(user=user).delete()
    Grant.objects.bulk_create(Grant(user=user, role=role) for role in sorted(person.roles))
    detail = {
        "username": user.username, "organisation": organisation.code, "roles": sorted(person.roles),
        "active": user.is_active,
    }  # fmt: skip
    record_audit(actor=actor, action=action, subject_kind="user", subject_id=user.pk, detail=detail, now=now)


def _save(row: User | Organisation) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise NameTakenError from error


def _may_grant(actor: Actor, roles: Collection[str], *, enterprise: bool) -> None:
    if not set(roles) <= set(grantable_roles(actor=actor, enterprise=enterprise)):
        raise PermissionDeniedError(Permission.ACCESS_MANAGE)
