import pytest
from tests.support.actors import actor
from tests.support.points import keep_points
from tests.support.records import NOW, platform

from anlan.kernel.instants import to_micros
from anlan.records.access.api import ANONYMOUS, PermissionDeniedError
from anlan.telemetry.actions.devices import save_device_states
from anlan.telemetry.api import OnlineState, Point, list_device_states, online_states

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def devices() -> None:
    keep_points(1, division_codes=["370502", "370302"])
    one, two = sorted(set(Point.objects.values_list("device_id", flat=True)))
    save_device_states(heard={one: to_micros(NOW), two: to_micros(NOW)}, silent=[two], now=NOW)


def test_tells_which_enterprises_are_heard() -> None:
    assert online_states(actor=platform()) == {
        "370500001": OnlineState(1, 1, NOW), "370300002": OnlineState(0, 1, NOW),
    }  # fmt: skip


def test_shows_what_is_in_scope_only() -> None:
    assert set(online_states(actor=actor("3705"))) == {"370500001"}
    assert set(online_states(actor=actor("3703", enterprise_code="370300002"))) == {"370300002"}
    with pytest.raises(PermissionDeniedError):
        online_states(actor=ANONYMOUS)


def test_lists_the_devices_of_one_enterprise() -> None:
    (state,) = list_device_states(actor=platform(), enterprise_code="370500001")
    assert (state.device.code, state.online) == ("37050000101", True)
