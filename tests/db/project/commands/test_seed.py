from pathlib import Path

import pytest
from click.testing import CliRunner

from anlan.project import settings
from anlan.project.commands.seed import command


@pytest.mark.django_db
def test_a_small_province_is_seeded_and_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "VAR", tmp_path)
    monkeypatch.setattr(settings, "NATS_URL", "")
    result = CliRunner().invoke(command, ["--scale", "0.01", "--interval", "10"])
    assert result.exit_code == 0, result.output
    assert "seeded 5 enterprises with 222 points" in result.stdout
    assert (tmp_path / "demo-logins.txt").exists()
    again = CliRunner().invoke(command, ["--scale", "0.01", "--interval", "10"])
    assert "already seeded" in again.stdout
    assert "seeded 5 enterprises" in CliRunner().invoke(command, ["--scale", "0.01", "--again"]).stdout
