import pytest
from click.testing import CliRunner

from anlan.project.commands.manage import command


def test_passes_its_arguments_to_django(capfd: pytest.CaptureFixture[str]) -> None:
    result = CliRunner().invoke(command, ["check", "--tag", "urls"])
    assert result.exit_code == 0, result.output
    assert "no issues" in result.output + capfd.readouterr().out


def test_passes_options_on_untouched() -> None:
    result = CliRunner().invoke(command, ["check", "--no-such-option"])
    assert result.exit_code != 0
