"""Who may do what: every permission and every role, stated once."""

from collections.abc import Iterable
from enum import StrEnum


class Permission(StrEnum):
    """One right. A value is what `Actor.require` takes and what an API key lists."""

    PLACES_VIEW = "places.view"
    ASSETS_VIEW = "assets.view"
    ASSETS_CHANGE = "assets.change"
    TELEMETRY_VIEW = "telemetry.view"
    TELEMETRY_ACKNOWLEDGE = "telemetry.acknowledge"
    TELEMETRY_SHELVE = "telemetry.shelve"
    TELEMETRY_SERVICE = "telemetry.service"
    TELEMETRY_CONFIGURE = "telemetry.configure"
    TELEMETRY_INGEST = "telemetry.ingest"
    DEADLETTERS_VIEW = "deadletters.view"
    SYSTEM_VIEW = "system.view"
    ACCESS_MANAGE = "access.manage"
    AUDIT_VIEW = "audit.view"


class Role(StrEnum):
    """What a person is granted; `ROLES` says what it allows."""

    ADMINISTRATOR = "administrator"
    DUTY_OFFICER = "duty_officer"
    REGULATOR = "regulator"
    ENGINEER = "engineer"
    ENTERPRISE_OFFICER = "enterprise_officer"
    AUDITOR = "auditor"
    PARTNER = "partner"


_LOOK = frozenset({Permission.PLACES_VIEW, Permission.ASSETS_VIEW, Permission.TELEMETRY_VIEW})
_OPERATE = frozenset(
    {Permission.TELEMETRY_ACKNOWLEDGE, Permission.TELEMETRY_SHELVE, Permission.TELEMETRY_SERVICE}
)
_PLANT_ROOM = frozenset({Permission.DEADLETTERS_VIEW, Permission.SYSTEM_VIEW})

ROLES: dict[Role, frozenset[Permission]] = {
    Role.ADMINISTRATOR: frozenset(Permission),
    Role.DUTY_OFFICER: _LOOK | _OPERATE | _PLANT_ROOM,
    Role.REGULATOR: _LOOK,
    Role.ENGINEER: _LOOK | _PLANT_ROOM | {Permission.TELEMETRY_CONFIGURE},
    Role.ENTERPRISE_OFFICER: _LOOK | _OPERATE,
    Role.AUDITOR: _LOOK | {Permission.AUDIT_VIEW},
    Role.PARTNER: frozenset({Permission.PLACES_VIEW, Permission.ASSETS_VIEW}),
}
ENTERPRISE_ROLES = frozenset({Role.ENTERPRISE_OFFICER})
"""The only roles an account of an enterprise's organisation may have."""


def permissions_of(roles: Iterable[str]) -> frozenset[str]:
    """Return what these roles allow together; a role that no longer exists allows nothing."""
    granted = frozenset(roles)
    return frozenset(str(p) for role, allowed in ROLES.items() if role in granted for p in allowed)
