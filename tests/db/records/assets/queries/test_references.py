import pytest
from tests.support.records import NOW, keep_enterprises, platform

from anlan.records.assets.actions.saving import save_devices, save_hazard_units
from anlan.records.assets.queries.references import find_devices, find_tank_ids, find_unit_ids
from anlan.records.assets.specs import DeviceSpec, HazardUnitSpec

pytestmark = pytest.mark.django_db


def test_kept_codes_give_their_keys_and_unknown_ones_nothing() -> None:
    (code,) = keep_enterprises("370502")
    device = DeviceSpec(code=f"{code}01", enterprise_code=code, name="x")
    unit = HazardUnitSpec(
        code=f"{code}001", enterprise_code=code, name="x", kind="storage", longitude=1, latitude=1
    )
    save_devices(specs=[device], actor=platform(), now=NOW)
    save_hazard_units(specs=[unit], actor=platform(), now=NOW)
    found = find_devices([device.code, "0"])
    assert list(found) == [device.code]
    assert (found[device.code].enterprise_code, found[device.code].division_code) == (code, "370502")
    assert list(find_unit_ids([unit.code, "0"])) == [unit.code]
    assert find_tank_ids(["0"]) == {}
