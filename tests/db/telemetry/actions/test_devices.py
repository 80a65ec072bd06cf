from datetime import timedelta

import pytest
from tests.support.points import keep_points
from tests.support.records import NOW

from anlan.kernel.instants import to_micros
from anlan.telemetry.actions.devices import save_device_states
from anlan.telemetry.api import DeviceState, Point

pytestmark = pytest.mark.django_db


@pytest.fixture
def device() -> int:
    keep_points(1)
    return Point.objects.get().device_id


def test_a_device_comes_and_goes(device: int) -> None:
    heard = {device: to_micros(NOW)}
    assert save_device_states(heard=heard, silent=[], now=NOW) == [device]
    assert save_device_states(heard=heard, silent=[], now=NOW + timedelta(seconds=5)) == []
    state = DeviceState.objects.get()
    assert (state.online, state.changed_at, state.enterprise_code) == (True, NOW, "370500001")
    later = NOW + timedelta(minutes=5)
    assert save_device_states(heard=heard, silent=[device], now=later) == [device]
    state.refresh_from_db()
    assert (state.online, state.changed_at, state.last_seen_at) == (False, later, NOW)


def test_it_is_never_last_heard_earlier_than_before(device: int) -> None:
    for at in (NOW, NOW - timedelta(hours=1)):
        save_device_states(heard={device: to_micros(at)}, silent=[], now=NOW)
    assert DeviceState.objects.get().last_seen_at == NOW


def test_devices_that_are_gone_and_nobody_at_all_are_fine(device: int) -> None:
    assert save_device_states(heard={device + 1: to_micros(NOW)}, silent=[], now=NOW) == []
    assert save_device_states(heard={}, silent=[], now=NOW) == []
