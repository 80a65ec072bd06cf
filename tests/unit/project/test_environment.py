from pathlib import Path

import pytest

from anlan.project.environment import ConfigurationError, Environment


def test_a_variable_wins_over_the_default() -> None:
    assert Environment({"ANLAN_PLACE": "x"}).text("PLACE", "y", "Where") == "x"
    assert Environment({}).text("PLACE", "y", "Where") == "y"


def test_reads_whole_numbers() -> None:
    assert Environment({"ANLAN_PORT": "81"}).whole("PORT", 80, "Port") == 81
    assert Environment({}).whole("PORT", 80, "Port") == 80


@pytest.mark.parametrize("raw", ["", "8o", "1.5", "0x10"])
def test_refuses_what_is_no_whole_number_and_names_the_variable(raw: str) -> None:
    with pytest.raises(ConfigurationError, match="ANLAN_PORT"):
        Environment({"ANLAN_PORT": raw}).whole("PORT", 80, "Port")


@pytest.mark.parametrize(
    ("raw", "value"), [("yes", True), ("1", True), ("ON", True), ("no", False), ("0", False)]
)
def test_reads_yes_and_no(*, raw: str, value: bool) -> None:
    assert Environment({"ANLAN_DEBUG": raw}).flag("DEBUG", default=not value, meaning="Debug") is value


def test_refuses_what_is_neither_yes_nor_no() -> None:
    with pytest.raises(ConfigurationError, match="ANLAN_DEBUG"):
        Environment({"ANLAN_DEBUG": "maybe"}).flag("DEBUG", default=False, meaning="Debug")


def test_a_secret_comes_from_its_file(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("s3cret\n")
    assert Environment({"ANLAN_KEY_FILE": str(tmp_path / "key")}).secret("KEY", "", "Key") == "s3cret"
    assert Environment({"ANLAN_KEY": "plain"}).secret("KEY", "", "Key") == "plain"


def test_an_unreadable_secret_file_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="ANLAN_KEY_FILE"):
        Environment({"ANLAN_KEY_FILE": str(tmp_path / "none")}).secret("KEY", "", "Key")


def test_refuses_a_variable_that_nobody_reads() -> None:
    environment = Environment({"ANLAN_WEBPORT": "1", "ANLAN_WEB_PORT": "1", "OTHER": "1"})
    environment.whole("WEB_PORT", 8000, "Port")
    with pytest.raises(ConfigurationError, match="ANLAN_WEBPORT"):
        environment.refuse_unknown()
    environment.refuse_unknown(also=["ANLAN_WEBPORT"])


def test_remembers_what_was_asked_for() -> None:
    environment = Environment({})
    environment.secret("KEY", "", "Signs things")
    assert set(environment.settings) == {"ANLAN_KEY", "ANLAN_KEY_FILE"}
    assert environment.settings["ANLAN_KEY"].meaning == "Signs things"
