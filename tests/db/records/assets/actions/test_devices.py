from dataclasses import replace

import pytest
from tests.support.records import NOW, keep_enterprises, platform

from anlan.records.access.api import ANONYMOUS, PermissionDeniedError
from anlan.records.access.models import AuditEntry
from anlan.records.assets.actions.devices import (
    DeviceNotFoundError,
    TooManyDevicesError,
    create_device,
    rotate_device_secret,
    set_device_active,
)
from anlan.records.assets.models import Device
from anlan.records.assets.queries.devices import find_device_credential

pytestmark = pytest.mark.django_db
CODE = "37050000101"


def make(name: str = "网关") -> str:
    new = create_device(actor=platform(), enterprise_code=CODE[:9], name=name, report_interval_s=60, now=NOW)
    return new.secret


def accepted(secret: str) -> bool:
    credential = find_device_credential(CODE)
    return credential is not None and credential.accepts(secret)


def test_a_new_device_gets_the_next_serial_and_a_secret_that_works() -> None:
    keep_enterprises("370502")
    secret = make()
    assert accepted(secret)
    make("二")
    assert [device.code for device in Device.objects.all()] == [CODE, "37050000102"]


def test_rotating_ends_the_old_secret_and_leaves_none_in_the_audit_trail() -> None:
    keep_enterprises("370502")
    old = make()
    new = rotate_device_secret(actor=platform(), device_code=CODE, now=NOW).secret
    assert (accepted(old), accepted(new)) == (False, True)
    trail = " ".join(str(entry.detail) for entry in AuditEntry.objects.all())
    assert new not in trail


def test_a_closed_device_is_kept_out() -> None:
    keep_enterprises("370502")
    secret = make()
    set_device_active(actor=platform(), device_code=CODE, active=False, now=NOW)
    assert not accepted(secret)
    set_device_active(actor=platform(), device_code=CODE, active=True, now=NOW)
    assert accepted(secret)


def test_a_foreign_device_cannot_be_told_from_none() -> None:
    keep_enterprises("370502")
    make()
    foreign = replace(platform(), division_prefix="3703")
    with pytest.raises(DeviceNotFoundError):
        rotate_device_secret(actor=foreign, device_code=CODE, now=NOW)
    with pytest.raises(DeviceNotFoundError):
        create_device(actor=foreign, enterprise_code=CODE[:9], name="x", report_interval_s=1, now=NOW)
    with pytest.raises(PermissionDeniedError):
        set_device_active(actor=ANONYMOUS, device_code=CODE, active=False, now=NOW)


def test_an_enterprise_has_at_most_99_devices() -> None:
    keep_enterprises("370502")
    make()
    first = Device.objects.get()
    Device.objects.bulk_create(
        Device(enterprise=first.enterprise, code=f"{CODE[:9]}{n:02d}", name="x") for n in range(2, 100)
    )
    with pytest.raises(TooManyDevicesError):
        make()
