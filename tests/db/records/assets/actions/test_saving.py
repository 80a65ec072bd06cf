from dataclasses import replace
from typing import Any

import pytest
from tests.support.records import NOW, enterprise_spec, keep_divisions, keep_enterprises, platform

from anlan.kernel.identifiers import InvalidCodeError
from anlan.records.access.api import ANONYMOUS, PermissionDeniedError
from anlan.records.access.models import AuditEntry
from anlan.records.assets.actions.saving import (
    UnknownCodeError,
    save_devices,
    save_enterprises,
    save_hazard_units,
    save_tanks,
)
from anlan.records.assets.models import Device, Enterprise, HazardUnit, Tank
from anlan.records.assets.specs import DeviceSpec, HazardUnitSpec, TankSpec

pytestmark = pytest.mark.django_db

UNIT = HazardUnitSpec(
    code="370500001001", enterprise_code="370500001", name="罐区", kind="storage", longitude=118, latitude=37
)
TANK = TankSpec(
    code="370500001001T01", unit_code=UNIT.code, name="T-01", shape="sphere", medium="丙烷",
    volume_m3=1000, height_m=12, longitude=118, latitude=37,
)  # fmt: skip


def test_saving_an_enterprise_twice_updates_it() -> None:
    keep_divisions()
    spec = enterprise_spec(1, "370502")
    save_enterprises(specs=[spec], actor=platform(), now=NOW)
    save_enterprises(specs=[replace(spec, name="新名")], actor=platform(), now=NOW)
    assert [e.name for e in Enterprise.objects.all()] == ["新名"]


def test_refuses_a_credit_code_with_a_wrong_check_character() -> None:
    keep_divisions()
    spec = enterprise_spec(1, "370502")
    wrong = spec.credit_code[:17] + ("0" if spec.credit_code[17] != "0" else "1")
    with pytest.raises(InvalidCodeError, match="check character"):
        save_enterprises(specs=[replace(spec, credit_code=wrong)], actor=platform(), now=NOW)


def test_refuses_an_actor_without_the_permission() -> None:
    with pytest.raises(PermissionDeniedError):
        save_enterprises(specs=[], actor=ANONYMOUS, now=NOW)


def test_units_and_tanks_hang_below_their_enterprise() -> None:
    keep_enterprises("370502")
    save_hazard_units(specs=[UNIT], actor=platform(), now=NOW)
    save_tanks(specs=[TANK], actor=platform(), now=NOW)
    assert Tank.objects.get().unit.enterprise.code == "370500001"
    assert HazardUnit.objects.get().level is None


def test_names_the_enterprise_that_is_not_kept() -> None:
    with pytest.raises(UnknownCodeError, match="370500001"):
        save_hazard_units(specs=[UNIT], actor=platform(), now=NOW)


def test_a_device_saved_without_a_secret_keeps_the_one_it_has() -> None:
    keep_enterprises("370502")
    spec = DeviceSpec(code="37050000101", enterprise_code="370500001", name="网关", secret="s3cret")
    save_devices(specs=[spec], actor=platform(), now=NOW)
    digest = Device.objects.get().secret_digest
    save_devices(specs=[replace(spec, secret=None, name="网关一")], actor=platform(), now=NOW)
    device = Device.objects.get()
    assert (device.secret_digest, device.name) == (digest, "网关一")
    assert "s3cret" not in digest


def test_many_rows_leave_one_audit_row_each_and_take_one_lock(django_assert_max_num_queries: Any) -> None:
    keep_divisions()
    specs = [enterprise_spec(number, "370502") for number in range(1, 101)]
    before = AuditEntry.objects.count()
    with django_assert_max_num_queries(8):
        save_enterprises(specs=specs, actor=platform(), now=NOW)
    assert AuditEntry.objects.count() == before + 100
