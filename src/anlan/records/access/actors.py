"""Who acts: the value that every query and action of the platform takes."""

from dataclasses import dataclass
from typing import Literal

from asgiref.sync import sync_to_async
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest

from anlan.kernel.identifiers import division_prefix
from anlan.records.access.models import ApiKey, User
from anlan.records.access.policy import Permission, permissions_of

ALL_DOMAINS = frozenset({"all"})
_ON_REQUEST = "_anlan_actor"


class PermissionDeniedError(PermissionDenied):
    """The actor lacks a permission; Django answers 403.

    Attributes:
        permission: The one it lacks.
    """

    def __init__(self, permission: str) -> None:
        super().__init__(f"permission needed: {permission}")
        self.permission = permission


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who does something: a person, a program with an API key, or the platform itself.

    Attributes:
        kind: Where it comes from.
        id: Primary key of the user or API key; None for the platform.
        name: For people to read, in audit rows and alarm histories.
        permissions: See `policy.Permission`.
        division_prefix: "" for everything, else 2, 4 or 6 digits of GB/T 2260.
        enterprise_code: Not empty: sees only this enterprise.
        domains: What its department covers; `all` for everything.
        address: Network address, if known.
    """

    kind: Literal["user", "key", "system"]
    id: int | None
    name: str
    permissions: frozenset[str]
    division_prefix: str
    enterprise_code: str
    domains: frozenset[str]
    address: str | None

    def may(self, permission: str) -> bool:
        """Return whether it has the permission."""
        return permission in self.permissions

    def require(self, permission: str) -> None:
        """Do nothing if it has the permission.

        Raises:
            PermissionDeniedError: It has not.
        """
        if permission not in self.permissions:
            raise PermissionDeniedError(permission)

    def covers(self, *, division_code: str, enterprise_code: str = "") -> bool:
        """Return whether a row with these codes is in scope: `in_scope` for one row in memory."""
        if self.enterprise_code and self.enterprise_code != enterprise_code:
            return False
        return bool(self.enterprise_code) or division_code.startswith(self.division_prefix)


ANONYMOUS = Actor("user", None, "", frozenset(), "", "-", frozenset(), None)
"""Nobody: no permission, and a scope that no row is in."""


def system_actor(name: str) -> Actor:
    """Return the platform acting on its own: `name` is the process or command, as audit rows show it."""
    return Actor("system", None, name, frozenset(Permission), "", "", ALL_DOMAINS, None)


def actor_of_user(user: User, *, address: str | None = None) -> Actor:
    """Return the actor a person is, from roles, organisation and department."""
    roles = [grant.role for grant in user.grants.all()]
    organisation = user.organisation
    return Actor(
        kind="user",
        id=user.pk,
        name=user.full_name,
        permissions=permissions_of(roles),
        division_prefix=division_prefix(organisation.division_code),
        enterprise_code=organisation.enterprise_code,
        domains=frozenset(user.department.domains) if user.department else ALL_DOMAINS,
        address=address,
    )


def actor_of_key(key: ApiKey, *, address: str | None = None) -> Actor:
    """Return the actor a program is: its user's scope, the permissions both have."""
    person = actor_of_user(key.user, address=address)
    return Actor(
        kind="key",
        id=key.pk,
        name=key.name,
        permissions=person.permissions & frozenset(key.permissions),
        division_prefix=person.division_prefix,
        enterprise_code=person.enterprise_code,
        domains=person.domains,
        address=address,
    )


def address_of(request: HttpRequest) -> str | None:
    """Return the client's network address; a trusted proxy's header is the web server's business."""
    address: str | None = request.META.get("REMOTE_ADDR") or None
    return address


def set_actor(request: HttpRequest, actor: Actor) -> None:
    """Make `actor_of(request)` return this actor: for API keys."""
    setattr(request, _ON_REQUEST, actor)


def actor_of(request: HttpRequest) -> Actor:
    """Return who makes this request, `ANONYMOUS` if nobody is logged in; kept on the request.

    Reads the database the first time; in async code use `actor_of_async`.
    """
    known: Actor | None = getattr(request, _ON_REQUEST, None)
    if known is None:
        user = getattr(request, "user", None)
        known = (
            actor_of_user(user, address=address_of(request))
            if user is not None and user.is_authenticated
            else ANONYMOUS
        )
        set_actor(request, known)
    return known


async def actor_of_async(request: HttpRequest) -> Actor:
    """Return `actor_of(request)` from async code."""
    return await sync_to_async(actor_of)(request)


def in_scope(
    actor: Actor, *, division: str = "division_code", enterprise: str | None = "enterprise_code"
) -> Q:
    """Return the row filter of an actor: THE one that every query applies.

    Args:
        actor: Whose.
        division: Path of the rows' division code, e.g. `enterprise__division_id`.
        enterprise: Path of the rows' enterprise code; None for rows no enterprise owns, which
            everybody in the division sees.
    """
    if actor.enterprise_code and enterprise is not None:
        return Q(**{enterprise: actor.enterprise_code})
    return Q(**{f"{division}__startswith": actor.division_prefix}) if actor.division_prefix else Q()
