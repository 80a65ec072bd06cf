import pytest

from anlan.project import settings
from anlan.project.wiring.bus import bus_settings, open_bus


@pytest.fixture(autouse=True)
def _settings(monkeypatch: pytest.MonkeyPatch) -> None:
    values = {
        "NATS_URL": "nats://a:1,nats://b:2",
        "NATS_USER": "u",
        "NATS_PASSWORD": "p",
        "PARTITIONS": 6,
        "REPLICAS": 3,
    }
    for name, value in values.items():
        monkeypatch.setattr(settings, name, value)


def test_the_bus_is_reached_as_the_settings_say() -> None:
    found = bus_settings("worker")
    assert found.servers == ["nats://a:1", "nats://b:2"]
    assert (found.user, found.password, found.name) == ("u", "p", "anlan worker")
    assert (found.partitions, found.replicas) == (6, 3)


def test_the_bus_is_not_connected_before_it_is_used() -> None:
    assert not open_bus("worker").connected
