from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model

from anlan.project.seeding.seed import STEPS, Seed, is_seeded, seed_platform
from anlan.records.access.api import system_actor
from anlan.records.assets.api import list_device_credentials
from anlan.records.places.api import list_division_names
from anlan.simulation.catalogue import Province
from anlan.simulation.province import Size
from anlan.simulation.storage import load_catalogue
from anlan.telemetry.api import load_point_directory

NOW = datetime(2026, 11, 24, tzinfo=UTC)


@pytest.fixture
def wanted(tmp_path: Path) -> Seed:
    return Seed(tmp_path, seed=1, size=Size(5, 3, 150), report_interval_s=10)


def run(wanted: Seed) -> tuple[Province, list[str]]:
    steps: list[str] = []
    return seed_platform(wanted, now=NOW, progress=steps.append), steps


@pytest.mark.django_db
def test_it_fills_an_empty_platform_and_says_how_far_it_is(wanted: Seed) -> None:
    province, steps = run(wanted)
    assert tuple(steps) == STEPS
    assert len(list_division_names(actor=system_actor("test"))) == 153
    assert len(list_device_credentials()) == len(province.gateways)
    directory = load_point_directory(partitions=4)
    assert directory.codes.to_pylist() == [p.code for p in province.points]
    assert load_catalogue(wanted.files.catalogue) == province


@pytest.mark.django_db
def test_the_log_ins_of_the_file_work(wanted: Seed) -> None:
    run(wanted)
    pairs = [line.split() for line in wanted.logins.read_text().splitlines()]
    assert [name for name, _ in pairs] == ["admin", "duty", "dongying", "plant", "engineer", "auditor"]
    assert all(get_user_model().objects.get(username=name).check_password(word) for name, word in pairs)


@pytest.mark.django_db
def test_seeding_again_changes_nothing_and_no_password(wanted: Seed) -> None:
    run(wanted)
    user = get_user_model().objects.get(username="duty")
    user.set_password("changed by its owner")
    user.save()
    devices, logins = list_device_credentials(), wanted.logins.read_text()
    run(wanted)
    user.refresh_from_db()
    assert user.check_password("changed by its owner")
    assert list_device_credentials() == devices
    assert wanted.logins.read_text() == logins


@pytest.mark.django_db
def test_it_knows_whether_this_very_province_is_there(wanted: Seed) -> None:
    assert not is_seeded(wanted)
    run(wanted)
    assert is_seeded(wanted)
    assert not is_seeded(replace(wanted, seed=2))
    assert not is_seeded(replace(wanted, report_interval_s=60))
