"""Bulk writes for seeding and synchronisation: idempotent, by code."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import transaction

from anlan.records.access.actions.audit import Deed, record_audits
from anlan.records.access.actors import Actor, PermissionDeniedError
from anlan.records.access.models import Department, Grant, Organisation, User
from anlan.records.access.policy import Permission


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationSpec:
    """An organisation as seeding states it.

    Attributes:
        code: Unique; for an enterprise its enterprise code.
        name: Full name.
        kind: `Organisation.Kind` value.
        division_code: Where it sits; its scope is this subtree.
        enterprise_code: Not empty for an enterprise: it sees only itself.
        parent_code: The organisation above; listed before this one or already kept.
        departments: Name and covered domains of each department.
    """

    code: str
    name: str
    kind: str
    division_code: str
    enterprise_code: str = ""
    parent_code: str = ""
    departments: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class UserSpec:
    """A person as seeding states it.

    Attributes:
        username: Log-in name, unique.
        full_name: As shown.
        organisation_code: Must exist.
        roles: `policy.Role` values; replace those granted before.
        password: None leaves the kept one (a new account then has none and cannot log in).
        department: Name of a department of the organisation, or "".
        phone: Optional.
    """

    username: str
    full_name: str
    organisation_code: str
    roles: tuple[str, ...]
    password: str | None = None
    department: str = ""
    phone: str = ""


@transaction.atomic
def save_organisations(*, specs: Sequence[OrganisationSpec], actor: Actor, now: datetime) -> None:
    """Create or update organisations by code, with their departments; only for the platform itself.

    Raises:
        PermissionDeniedError: A person asks: they use `actions.people`, which checks their scope.
    """
    if actor.kind != "system":
        raise PermissionDeniedError(Permission.ACCESS_MANAGE)
    rows = [
        Organisation(
            code=spec.code, name=spec.name, kind=spec.kind, division_code=spec.division_code,
            enterprise_code=spec.enterprise_code,
        )
        for spec in specs
    ]  # fmt: skip
    fields = ["name", "kind", "division_code", "enterprise_code"]
    Organisation.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["code"], update_fields=fields
    )
    wanted = {s.code for s in specs} | {s.parent_code for s in specs if s.parent_code}
    kept = {o.code: o for o in Organisation.objects.filter(code__in=wanted)}
    for spec in specs:
        kept[spec.code].parent = kept[spec.parent_code] if spec.parent_code else None
    Organisation.objects.bulk_update([kept[spec.code] for spec in specs], ["parent"], batch_size=500)
    Department.objects.bulk_create(
        [
            Department(organisation=kept[spec.code], name=name, domains=list(domains))
            for spec in specs
            for name, domains in spec.departments
        ],
        update_conflicts=True, unique_fields=["organisation", "name"], update_fields=["domains"],
    )  # fmt: skip
    record_audits(
        actor=actor, action="organisation.saved", deeds=[Deed("organisation", s.code) for s in specs], now=now
    )


@transaction.atomic
def save_users(*, specs: Sequence[UserSpec], actor: Actor, now: datetime) -> None:
    """Create or update people by log-in name, with roles and passwords; only for the platform itself.

    Raises:
        PermissionDeniedError: A person asks: they use `actions.people`, which checks their scope.
    """
    if actor.kind != "system":
        raise PermissionDeniedError(Permission.ACCESS_MANAGE)
    codes = {spec.organisation_code for spec in specs}
    organisations = {o.code: o for o in Organisation.objects.filter(code__in=codes)}
    departments = {
        (d.organisation.code, d.name): d
        for d in Department.objects.filter(organisation__code__in=codes).select_related("organisation")
    }
    users = []
    for spec in specs:
        department = departments[spec.organisation_code, spec.department] if spec.department else None
        users.append(_save_user(spec, organisations[spec.organisation_code], department))
    Grant.objects.filter(user__in=users).delete()
    Grant.objects.bulk_create(
        Grant(user=user, role=role) for user, spec in zip(users, specs, strict=True) for role in spec.roles
    )
    deeds = [
        Deed("user", str(u.pk), {"username": u.username, "roles": s.roles})
        for u, s in zip(users, specs, strict=True)
    ]
    record_audits(actor=actor, action="user.saved", deeds=deeds, now=now)


def _save_user(spec: UserSpec, organisation: Organisation, department: Department | None) -> User:
    values: dict[str, object] = {
        "full_name": spec.full_name, "organisation": organisation,
        "department": department, "phone": spec.phone,
    }  # fmt: skip
    if spec.password is not None:
        values["password"] = make_password(spec.password)
    fresh = {"password": make_password(None), **values}
    return User.objects.update_or_create(values, fresh, username=spec.username)[0]
