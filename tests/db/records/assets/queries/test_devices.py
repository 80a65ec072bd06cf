import pytest
from tests.support.records import NOW, keep_enterprises, platform

from anlan.records.assets.actions.saving import save_devices
from anlan.records.assets.models import Enterprise
from anlan.records.assets.queries.devices import find_device_credential, list_device_credentials
from anlan.records.assets.specs import DeviceSpec

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def devices() -> None:
    keep_enterprises("370502", "370302")
    specs = [
        DeviceSpec(code="37050000101", enterprise_code="370500001", name="a", secret="s3cret"),
        DeviceSpec(code="37030000201", enterprise_code="370300002", name="b"),
    ]
    save_devices(specs=specs, actor=platform(), now=NOW)


def test_the_right_secret_of_a_known_device_is_accepted() -> None:
    found = find_device_credential("37050000101")
    assert found is not None
    assert found.enterprise_code == "370500001"
    assert found.accepts("s3cret")
    assert not found.accepts("")


def test_a_device_without_a_secret_accepts_nothing() -> None:
    found = find_device_credential("37030000201")
    assert found is not None
    assert not found.accepts("")


def test_an_unknown_device_and_one_of_a_closed_enterprise_are_not_found() -> None:
    Enterprise.objects.filter(code="370500001").update(is_active=False)
    assert find_device_credential("37050000101") is None
    assert find_device_credential("0") is None


def test_all_credentials_come_in_order() -> None:
    assert [c.device_code for c in list_device_credentials()] == ["37030000201", "37050000101"]
