"""Reads of users, organisations, sessions and keys."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from anlan.records.access.actors import Actor, in_scope
from anlan.records.access.models import ApiKey, LoginSession, Organisation, User
from anlan.records.access.policy import ENTERPRISE_ROLES, ROLES, Permission, Role


class PersonNotFoundError(LookupError):
    """There is no such user or organisation, or it is outside the actor's scope."""


@dataclass(frozen=True, slots=True)
class UserFilter:
    """Which users to list; what is empty does not filter."""

    text: str = ""
    organisation_id: int | None = None
    role: str = ""
    active: bool | None = None


def list_users(*, actor: Actor, where: UserFilter) -> "QuerySet[User]":
    """Return the users an administrator may manage, with organisation and roles."""
    rows = _users(actor)
    if where.text:
        text = where.text.replace("\0", "")
        rows = rows.filter(
            Q(username__icontains=text) | Q(full_name__icontains=text) | Q(organisation__name__icontains=text)
        )
    if where.organisation_id is not None:
        rows = rows.filter(organisation_id=where.organisation_id)
    if where.role:
        rows = rows.filter(grants__role=where.role)
    if where.active is not None:
        rows = rows.filter(is_active=where.active)
    return rows.order_by("username")


def get_user(*, actor: Actor, user_id: int) -> User:
    """Return one user an administrator may manage.

    Raises:
        PersonNotFoundError: Unknown or out of scope.
    """
    user = _users(actor).filter(pk=user_id).first()
    if user is None:
        raise PersonNotFoundError(str(user_id))
    return user


def list_organisations(*, actor: Actor, text: str = "") -> "QuerySet[Organisation]":
    """Return the organisations in an administrator's scope, with the number of their users."""
    actor.require(Permission.ACCESS_MANAGE)
    rows = Organisation.objects.filter(in_scope(actor)).select_related("parent")
    if text:
        text = text.replace("\0", "")
        rows = rows.filter(Q(name__icontains=text) | Q(code__istartswith=text))
    return rows.annotate(user_count=Count("users")).order_by("code")


def get_organisation(*, actor: Actor, organisation_id: int) -> Organisation:
    """Return one organisation in an administrator's scope.

    Raises:
        PersonNotFoundError: Unknown or out of scope.
    """
    found = list_organisations(actor=actor).filter(pk=organisation_id).first()
    if found is None:
        raise PersonNotFoundError(str(organisation_id))
    return found


def grantable_roles(*, actor: Actor, enterprise: bool) -> list[Role]:
    """Return the roles the actor may grant: none that allows more than its own; enterprises have theirs."""
    allowed = ENTERPRISE_ROLES if enterprise else set(Role) - ENTERPRISE_ROLES
    return [role for role in Role if role in allowed and ROLES[role] <= actor.permissions]


def list_own_sessions(*, user_id: int) -> "QuerySet[LoginSession]":
    """Return the browsers a person is logged in with, newest use first."""
    return LoginSession.objects.filter(user_id=user_id).order_by("-seen_at")


def list_own_keys(*, user_id: int) -> "QuerySet[ApiKey]":
    """Return a person's API keys, newest first."""
    return ApiKey.objects.filter(user_id=user_id).order_by("-created_at", "-pk")


def _users(actor: Actor) -> "QuerySet[User]":
    actor.require(Permission.ACCESS_MANAGE)
    scope = in_scope(
        actor, division="organisation__division_code", enterprise="organisation__enterprise_code"
    )
    people = User.objects.filter(scope).select_related("organisation", "department")
    return people.prefetch_related("grants")
