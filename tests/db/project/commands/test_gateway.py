from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import OperationalError

from anlan.project import settings
from anlan.project.commands import gateway
from anlan.project.commands.gateway import KnownDevices, listeners_of, load_directory
from anlan.project.seeding.seed import Seed, seed_platform
from anlan.records.assets import api as assets
from anlan.simulation.catalogue import Province
from anlan.simulation.credentials import device_secret
from anlan.simulation.province import Size


def seeded(folder: Path) -> tuple[Seed, Province]:
    wanted = Seed(folder, size=Size(3, 2, 60))
    return wanted, seed_platform(wanted, now=datetime(2026, 11, 24, tzinfo=UTC), progress=lambda _: None)


@pytest.fixture(autouse=True)
def _keep_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test's transaction lives on its connection, which must therefore stay open."""
    monkeypatch.setattr("django.db.close_old_connections", lambda: None)


@pytest.mark.django_db
def test_a_seeded_device_is_known_with_the_secret_the_simulator_derives(tmp_path: Path) -> None:
    wanted, province = seeded(tmp_path)
    code = province.gateways[0].code
    found = KnownDevices().find(code)
    assert found is not None
    assert found.accepts(device_secret(wanted.files.secret(), code))  # type: ignore[attr-defined]
    assert KnownDevices().find("37999999901") is None


@pytest.mark.django_db
def test_with_the_database_away_the_known_devices_may_still_come(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, province = seeded(tmp_path)
    devices = KnownDevices(fresh_s=0)
    assert devices.find(province.gateways[0].code) is not None

    def away() -> None:
        raise OperationalError

    monkeypatch.setattr(assets, "list_device_credentials", away)
    assert devices.find(province.gateways[0].code) is not None
    with pytest.raises(OperationalError):
        KnownDevices().find(province.gateways[0].code)


@pytest.mark.django_db
def test_the_directory_has_every_point(tmp_path: Path) -> None:
    _, province = seeded(tmp_path)
    assert set(load_directory().row_of) == {point.code for point in province.points}


def test_brokers_are_listed_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "NATS_PASSWORD", "p")
    found = listeners_of("mqtt://127.0.0.1:1884,mqtt://b", "anlan")
    assert [(x.host, x.port, x.user, x.password) for x in found] == [
        ("127.0.0.1", 1884, "anlan", "p"),
        ("b", 1883, "anlan", "p"),
    ]


def test_its_client_id_is_always_the_same() -> None:
    assert gateway.CLIENT_ID == "anlan-gateway"
