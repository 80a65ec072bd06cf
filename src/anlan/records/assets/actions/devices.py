"""Devices and their credentials."""

from dataclasses import dataclass
from datetime import datetime
from secrets import token_urlsafe

from django.db import transaction

from anlan.records.access.api import Actor, Permission, in_scope, record_audit
from anlan.records.assets.actions.saving import digest_of
from anlan.records.assets.models import Device, Enterprise

MOST_DEVICES = 99


class DeviceNotFoundError(LookupError):
    """There is no such device or enterprise, or it is outside the actor's scope."""


class TooManyDevicesError(Exception):
    """All serial numbers of the enterprise are used."""


@dataclass(frozen=True, slots=True)
class NewSecret:
    """What to enter in the device; the secret is kept nowhere."""

    device_code: str
    secret: str


@transaction.atomic
def create_device(
    *, actor: Actor, enterprise_code: str, name: str, report_interval_s: int, now: datetime
) -> NewSecret:
    """Register a device of an enterprise and issue its secret.

    Args:
        actor: Needs `assets.change`.
        enterprise_code: Whose.
        name: For people.
        report_interval_s: Agreed reporting cycle [s], >= 1.
        now: For the audit trail.

    Raises:
        DeviceNotFoundError: No such enterprise in scope.
        TooManyDevicesError: It has 99 devices.
    """
    actor.require(Permission.ASSETS_CHANGE)
    scope = in_scope(actor, division="division__code", enterprise="code")
    enterprise = Enterprise.objects.select_for_update().filter(scope, code=enterprise_code).first()
    if enterprise is None:
        raise DeviceNotFoundError(enterprise_code)
    used = {code[len(enterprise_code) :] for code in enterprise.devices.values_list("code", flat=True)}
    free = (f"{serial:02d}" for serial in range(1, MOST_DEVICES + 1))
    serial = next((serial for serial in free if serial not in used), None)
    if serial is None:
        raise TooManyDevicesError(enterprise_code)
    secret = token_urlsafe(32)
    device = Device.objects.create(
        enterprise=enterprise, code=enterprise_code + serial, name=name,
        secret_digest=digest_of(secret), report_interval_s=report_interval_s,
    )  # fmt: skip
    record_audit(
        actor=actor, action="device.created", subject_kind="device", subject_id=device.code,
        detail={"name": name}, now=now,
    )  # fmt: skip
    return NewSecret(device.code, secret)


@transaction.atomic
def rotate_device_secret(*, actor: Actor, device_code: str, now: datetime) -> NewSecret:
    """Replace a device's secret; the old one stops to work at its next log-in.

    Raises:
        DeviceNotFoundError: No such device in scope.
    """
    device = _find(actor, device_code)
    secret = token_urlsafe(32)
    device.secret_digest = digest_of(secret)
    device.save(update_fields=["secret_digest"])
    record_audit(
        actor=actor, action="device.secret_rotated", subject_kind="device", subject_id=device.code, now=now
    )
    return NewSecret(device.code, secret)


@transaction.atomic
def set_device_active(*, actor: Actor, device_code: str, active: bool, now: datetime) -> None:
    """Let a device in or keep it out from its next log-in on.

    Raises:
        DeviceNotFoundError: No such device in scope.
    """
    device = _find(actor, device_code)
    device.is_active = active
    device.save(update_fields=["is_active"])
    record_audit(
        actor=actor, action="device.opened" if active else "device.closed", subject_kind="device",
        subject_id=device.code, now=now,
    )  # fmt: skip


def _find(actor: Actor, device_code: str) -> Device:
    actor.require(Permission.ASSETS_CHANGE)
    scope = in_scope(actor, division="enterprise__division__code", enterprise="enterprise__code")
    device = Device.objects.select_for_update(of=("self",)).filter(scope, code=device_code).first()
    if device is None:
        raise DeviceNotFoundError(device_code)
    return device
