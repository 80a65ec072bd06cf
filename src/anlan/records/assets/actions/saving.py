"""Bulk, idempotent writes of assets by code."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from hashlib import sha256
from typing import TypeVar

from django.db import models, transaction

from anlan.kernel.identifiers import check_credit_code, check_division_code, check_enterprise_code
from anlan.records.access.api import Actor, Deed, Permission, record_audits
from anlan.records.assets.models import Device, Enterprise, HazardUnit, Tank
from anlan.records.assets.specs import DeviceSpec, EnterpriseSpec, HazardUnitSpec, TankSpec

BATCH = 1000
Asset = TypeVar("Asset", Enterprise, HazardUnit, Tank, Device)


class UnknownCodeError(LookupError):
    """A spec refers to something that is not kept; the message names the codes."""


@transaction.atomic
def save_enterprises(*, specs: Sequence[EnterpriseSpec], actor: Actor, now: datetime) -> None:
    """Create or update enterprises by code.

    Args:
        specs: What to keep.
        actor: Needs `assets.change`.
        now: For the audit trail.

    Raises:
        InvalidCodeError: A code breaks its standard; nothing is kept.
    """
    actor.require(Permission.ASSETS_CHANGE)
    for spec in specs:
        check_enterprise_code(spec.code)
        check_credit_code(spec.credit_code)
        check_division_code(spec.division_code)
    rows = [
        Enterprise(
            code=spec.code, credit_code=spec.credit_code, name=spec.name, division_id=spec.division_code,
            longitude=spec.longitude, latitude=spec.latitude, industry_code=spec.industry_code,
            address=spec.address, hazard_level=spec.hazard_level, principal=spec.principal, phone=spec.phone,
        )
        for spec in specs
    ]  # fmt: skip
    fields = [
        "credit_code", "name", "division", "longitude", "latitude", "industry_code", "address",
        "hazard_level", "principal", "phone",
    ]  # fmt: skip
    _upsert(rows, Enterprise.objects, fields)
    _report(actor, "enterprise", (s.code for s in specs), now)


@transaction.atomic
def save_hazard_units(*, specs: Sequence[HazardUnitSpec], actor: Actor, now: datetime) -> None:
    """Create or update hazard units by code.

    Raises:
        UnknownCodeError: An enterprise is not kept.
    """
    actor.require(Permission.ASSETS_CHANGE)
    enterprises = _ids(Enterprise.objects, {spec.enterprise_code for spec in specs})
    rows = [
        HazardUnit(
            code=spec.code, enterprise_id=enterprises[spec.enterprise_code], name=spec.name, kind=spec.kind,
            level=spec.level, longitude=spec.longitude, latitude=spec.latitude,
        )
        for spec in specs
    ]  # fmt: skip
    _upsert(rows, HazardUnit.objects, ["enterprise", "name", "kind", "level", "longitude", "latitude"])
    _report(actor, "hazard_unit", (s.code for s in specs), now)


@transaction.atomic
def save_tanks(*, specs: Sequence[TankSpec], actor: Actor, now: datetime) -> None:
    """Create or update tanks by code.

    Raises:
        UnknownCodeError: A unit is not kept.
    """
    actor.require(Permission.ASSETS_CHANGE)
    units = _ids(HazardUnit.objects, {spec.unit_code for spec in specs})
    rows = [
        Tank(
            code=spec.code, unit_id=units[spec.unit_code], name=spec.name, shape=spec.shape,
            medium=spec.medium, cas=spec.cas, volume_m3=spec.volume_m3, height_m=spec.height_m,
            longitude=spec.longitude, latitude=spec.latitude,
        )
        for spec in specs
    ]  # fmt: skip
    fields = ["unit", "name", "shape", "medium", "cas", "volume_m3", "height_m", "longitude", "latitude"]
    _upsert(rows, Tank.objects, fields)
    _report(actor, "tank", (s.code for s in specs), now)


@transaction.atomic
def save_devices(*, specs: Sequence[DeviceSpec], actor: Actor, now: datetime) -> None:
    """Create or update devices by code; a secret that is given replaces the kept one.

    Raises:
        UnknownCodeError: An enterprise is not kept.
    """
    actor.require(Permission.ASSETS_CHANGE)
    enterprises = _ids(Enterprise.objects, {spec.enterprise_code for spec in specs})
    fields = ["enterprise", "name", "report_interval_s"]
    for with_secret in (False, True):
        rows = [
            Device(
                code=spec.code, enterprise_id=enterprises[spec.enterprise_code], name=spec.name,
                report_interval_s=spec.report_interval_s,
                secret_digest=digest_of(spec.secret) if spec.secret is not None else "",
            )
            for spec in specs
            if (spec.secret is not None) is with_secret
        ]  # fmt: skip
        _upsert(rows, Device.objects, [*fields, "secret_digest"] if with_secret else fields)
    _report(actor, "device", (s.code for s in specs), now)


def digest_of(secret: str) -> str:
    """Return what is kept of a device's secret: SHA-256, for secrets are random and long."""
    return sha256(secret.encode()).hexdigest()


def _upsert(rows: Sequence[Asset], into: "models.Manager[Asset]", fields: list[str]) -> None:
    into.bulk_create(
        rows, update_conflicts=True, unique_fields=["code"], update_fields=fields, batch_size=BATCH
    )


def _ids(of: "models.Manager[Enterprise] | models.Manager[HazardUnit]", codes: set[str]) -> dict[str, int]:
    found: dict[str, int] = dict(of.filter(code__in=codes).values_list("code", "pk"))
    missing = sorted(codes - found.keys())
    if missing:
        raise UnknownCodeError(f"no {of.model.__name__} with code {', '.join(missing[:10])}")
    return found


def _report(actor: Actor, kind: str, codes: Iterable[str], now: datetime) -> None:
    deeds = [Deed(kind, code) for code in codes]
    record_audits(actor=actor, action=f"{kind}.saved", deeds=deeds, now=now)
