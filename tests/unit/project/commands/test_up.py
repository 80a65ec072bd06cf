from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from anlan.project import settings
from anlan.project.commands import up
from anlan.project.runtime.starting import Platform, Wishes, only_one
from anlan.project.runtime.supervisor import StartError


@pytest.fixture
def var(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(settings, "VAR", tmp_path)
    return tmp_path


def test_passes_on_what_is_wished_and_prints_address_and_logins(
    var: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wished: list[Wishes] = []

    async def run(platform: Platform, ready: Callable[[str], None]) -> None:
        wished.append(platform.wishes)
        ready("http://localhost:8123/")

    monkeypatch.setattr(Platform, "run", run)
    (var / "demo-logins.txt").write_text("admin secret-word\n")
    arguments = ["--demo", "--workers", "2", "--brokers", "3", "--simulate", "--interval 5"]
    done = CliRunner().invoke(up.command, arguments)
    assert done.exit_code == 0, done.output
    assert (wished[0].workers, wished[0].brokers, wished[0].demo) == (2, 3, True)
    assert wished[0].simulate == ("--interval", "5")
    assert "http://localhost:8123/" in done.output
    assert "admin secret-word" in done.output


def test_a_second_one_on_the_same_folder_is_refused(var: Path) -> None:
    with only_one(var):
        done = CliRunner().invoke(up.command, [])
    assert done.exit_code == 1
    assert "already running" in done.output


def test_says_what_did_not_start(var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def run(platform: Platform, ready: Callable[[str], None]) -> None:
        raise StartError("worker-1 ended at once; its log ends: no such table")

    monkeypatch.setattr(Platform, "run", run)
    done = CliRunner().invoke(up.command, [])
    assert done.exit_code == 1
    assert "no such table" in done.output
