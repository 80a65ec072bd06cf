from pathlib import Path

import pytest
from click.testing import CliRunner

from anlan.project import settings
from anlan.project.commands.backup import command


@pytest.mark.django_db
def test_writes_a_private_folder_and_says_what_is_in_it(tmp_path: Path) -> None:
    done = CliRunner().invoke(command, [str(tmp_path / "备份")])
    assert done.exit_code == 0, done.output
    assert "files" in done.output
    assert (tmp_path / "备份").stat().st_mode & 0o077 == 0
    assert {"database.dump", "manifest.json"} <= {path.name for path in (tmp_path / "备份").iterdir()}
    again = CliRunner().invoke(command, [str(tmp_path / "备份")])
    assert again.exit_code == 1
    assert "exists already" in again.output


def test_says_why_the_database_was_not_reached(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "DATABASE_URL", "postgresql://postgres@127.0.0.1:1/x")
    done = CliRunner().invoke(command, [str(tmp_path / "backup")])
    assert done.exit_code == 1
    assert "pg_dump failed" in done.output
    assert not (tmp_path / "backup").exists()
