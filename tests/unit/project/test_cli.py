from click.testing import CliRunner

from anlan.project.cli import COMMANDS, main


def test_every_command_loads_and_explains_itself() -> None:
    for name in main.list_commands(None):  # type: ignore[arg-type]
        result = CliRunner().invoke(main, [name] if name == "manage" else [name, "--help"])
        assert result.exit_code == 0, f"{name}: {result.output}"
        assert result.output


def test_there_is_one_module_for_each_command() -> None:
    assert len(main.list_commands(None)) == len(list(COMMANDS.glob("[a-z]*.py")))  # type: ignore[arg-type]


def test_an_unknown_command_is_refused() -> None:
    result = CliRunner().invoke(main, ["nonsense"])
    assert result.exit_code == 2
    assert "nonsense" in result.output
