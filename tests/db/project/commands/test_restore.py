from pathlib import Path

import pytest
from click.testing import CliRunner
from django.db import connection
from tests.support.databases import fresh_database
from tests.support.services import CLUSTER

from anlan.project import settings
from anlan.project.commands import backup, restore
from anlan.project.runtime.starting import only_one


@pytest.fixture
def saved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, db: None) -> Path:
    monkeypatch.setattr(settings, "DATABASE_URL", CLUSTER.url(connection.settings_dict["NAME"]))
    done = CliRunner().invoke(backup.command, [str(tmp_path / "backup")])
    assert done.exit_code == 0, done.output
    return tmp_path / "backup"


@pytest.mark.django_db
def test_fills_an_empty_installation_once(
    saved: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with fresh_database() as url:
        monkeypatch.setattr(settings, "EMBEDDED_DATABASE", False)
        monkeypatch.setattr(settings, "DATABASE_URL", url)
        monkeypatch.setattr(settings, "VAR", tmp_path / "var")
        monkeypatch.setattr(settings, "LAKE_URL", str(tmp_path / "var" / "lake"))
        done = CliRunner().invoke(restore.command, [str(saved)])
        assert done.exit_code == 0, done.output
        again = CliRunner().invoke(restore.command, [str(saved)])
        assert again.exit_code == 1
        assert "--force" in again.output


def test_refuses_while_the_platform_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "VAR", tmp_path / "var")
    with only_one(tmp_path / "var"):
        done = CliRunner().invoke(restore.command, [str(tmp_path)])
    assert done.exit_code == 1
    assert "stop it first" in done.output
