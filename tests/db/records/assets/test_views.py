import pytest
from django.test import Client
from tests.support.records import keep_enterprises, keep_user

from anlan.records.assets.models import Device

pytestmark = pytest.mark.django_db


@pytest.fixture
def codes(client: Client) -> list[str]:
    codes = keep_enterprises("370502", "370503", "370302")
    client.force_login(keep_user("chief", "administrator"))
    return codes


def listed(client: Client, **query: str) -> str:
    response = client.get("/enterprises/", query)
    assert response.status_code == 200
    return response.content.decode()


def test_the_list_is_filtered_by_division_level_and_name(client: Client, codes: list[str]) -> None:
    assert "企业1" in listed(client)
    assert "企业1" not in listed(client, division="370503")
    assert "企业2" in listed(client, level="3")
    assert "企业2" not in listed(client, level="3", text="企业1")
    assert "企业3" not in listed(client)


@pytest.mark.parametrize("query", [{"sort": "password"}, {"page": "x"}, {"level": "9"}, {"division": "'"}])
def test_odd_parameters_are_ignored(client: Client, codes: list[str], query: dict[str, str]) -> None:
    assert "企业1" in listed(client, **query)


def test_a_secret_is_shown_once_when_a_device_is_registered(client: Client, codes: list[str]) -> None:
    page = f"/enterprises/{codes[0]}/devices"
    shown = client.post(page, {"name": "网关", "report_interval_s": "60"}).content.decode()
    assert 'id="secret"' in shown
    assert 'id="secret"' not in client.get(page).content.decode()
    code = Device.objects.get().code
    assert 'id="secret"' in client.post(f"/devices/{code}/secret").content.decode()


def test_a_device_is_closed_and_opened(client: Client, codes: list[str]) -> None:
    client.post(f"/enterprises/{codes[0]}/devices", {"name": "网关", "report_interval_s": "60"})
    code = Device.objects.get().code
    for state in ("no", "yes"):
        assert client.post(f"/devices/{code}/state", {"active": state}).status_code == 302
        assert Device.objects.get().is_active is (state == "yes")


def test_foreign_enterprises_and_devices_are_not_found(client: Client, codes: list[str]) -> None:
    assert client.get(f"/enterprises/{codes[2]}/devices").status_code == 404
    assert client.post("/devices/37030000301/secret").status_code == 404
    assert client.post("/devices/37030000301/state").status_code == 404


def test_registering_needs_valid_values(client: Client, codes: list[str]) -> None:
    page = f"/enterprises/{codes[0]}/devices"
    assert client.post(page, {"name": "", "report_interval_s": "0"}).status_code == 422
    assert not Device.objects.exists()


def test_the_list_is_exported_as_it_is_filtered(client: Client, codes: list[str]) -> None:
    answer = client.get("/enterprises/export.csv", {"division": "370503"})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert [line.split(",")[0] for line in text.splitlines()[1:]] == [codes[1]]
    assert client.get("/enterprises/export.xlsx").content[:2] == b"PK"
    assert client.get("/enterprises/export.exe").status_code == 404


def test_whoever_may_change_assets_finds_the_devices(client: Client, codes: list[str]) -> None:
    assert f"/enterprises/{codes[0]}/devices" in listed(client)
    client.force_login(keep_user("reader", "regulator"))
    assert f"/enterprises/{codes[0]}/devices" not in listed(client)
