import pytest
from django.test import Client
from tests.support.records import NOW, keep_enterprises, keep_user, platform

from anlan.records.assets.actions.saving import save_hazard_units, save_tanks
from anlan.records.assets.specs import HazardUnitSpec, TankSpec

pytestmark = pytest.mark.django_db


def test_lists_with_filters_and_pages(client: Client) -> None:
    codes = keep_enterprises("370502", "370503", "370502")
    client.force_login(keep_user())
    answer = client.get("/api/v1/enterprises", {"division": "370502", "limit": "1"}).json()
    assert [item["code"] for item in answer["items"]] == [codes[0]]
    following = client.get("/api/v1/enterprises", {"division": "370502", "cursor": answer["next"]}).json()
    assert [item["code"] for item in following["items"]] == [codes[2]]
    assert following["items"][0]["division_code"] == "370502"


def test_one_enterprise_carries_units_and_tanks(client: Client) -> None:
    (code,) = keep_enterprises("370502")
    unit = HazardUnitSpec(
        code=f"{code}001", enterprise_code=code, name="U", kind="storage", longitude=118, latitude=37
    )
    tank = TankSpec(
        code=f"{unit.code}T1", unit_code=unit.code, name="T", shape="sphere", medium="丙烷", volume_m3=1,
        height_m=2, longitude=118, latitude=37,
    )  # fmt: skip
    save_hazard_units(specs=[unit], actor=platform(), now=NOW)
    save_tanks(specs=[tank], actor=platform(), now=NOW)
    client.force_login(keep_user())
    found = client.get(f"/api/v1/enterprises/{code}").json()
    assert found["hazard_units"][0]["tanks"][0]["code"] == tank.code
    assert client.get("/api/v1/enterprises/999").status_code == 404
