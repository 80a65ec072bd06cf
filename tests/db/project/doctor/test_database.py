from datetime import timedelta

import pytest
from django.db import connection

from anlan.project import settings
from anlan.project.doctor.database import Met, check_migrations, judge_version, meet
from anlan.project.doctor.findings import Finding, Level
from anlan.project.runtime.ports import free_port


def test_a_stopped_server_is_told_from_none_at_all() -> None:
    stopped = meet(f"postgresql://postgres@127.0.0.1:{free_port()}/anlan")
    assert isinstance(stopped, Finding)
    assert stopped.level is Level.ERROR
    assert "cannot be reached" in stopped.english
    none = meet("")
    assert isinstance(none, Finding)
    assert "anlan up" in none.chinese


@pytest.mark.django_db
def test_a_running_server_tells_version_and_time() -> None:
    met = meet(settings.DATABASE_URL)
    assert isinstance(met, Met)
    assert met.version >= 150_000
    assert abs(met.theirs - met.ours) < timedelta(seconds=5)


def test_a_server_that_is_too_old_is_an_error() -> None:
    assert judge_version(140_020).level is Level.ERROR
    assert judge_version(150_000).level is Level.FINE


@pytest.mark.django_db
def test_a_migration_that_was_not_applied_is_named() -> None:
    assert check_migrations().level is Level.FINE
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'maps' OR app = 'telemetry'")
    finding = check_migrations()
    assert finding.level is Level.ERROR
    assert "telemetry.0001_initial" in finding.english
