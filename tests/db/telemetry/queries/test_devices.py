import pytest
from tests.support.points import keep_points
from tests.support.records import NOW, platform

from anlan.records.assets.models import Device
from anlan.telemetry.models import DeviceState
from anlan.telemetry.queries.devices import list_offline_enterprises

pytestmark = pytest.mark.django_db


def offline() -> list[str]:
    return [enterprise.code for enterprise in list_offline_enterprises(actor=platform())]


def test_an_enterprise_is_offline_until_one_of_its_devices_is_heard() -> None:
    keep_points(1, division_codes=("370502", "370302"))
    device = Device.objects.get(enterprise__code="370500001")
    state = DeviceState.objects.create(
        device=device, enterprise_code="370500001", online=False, changed_at=NOW
    )
    assert offline() == ["370300002", "370500001"]
    state.online = True
    state.save()
    assert offline() == ["370300002"]


def test_an_enterprise_without_active_devices_is_not_missed() -> None:
    keep_points(1)
    Device.objects.update(is_active=False)
    assert offline() == []
