import os
from pathlib import Path

from anlan.project.runtime import running
from anlan.project.runtime.running import Running

NOBODY = 2**22 + 1
"""No Linux process has so high a number."""


def test_finds_what_was_noted(tmp_path: Path) -> None:
    note = Running("web", os.getpid(), url="http://localhost:8000/", probes_url="http://127.0.0.1:9")
    running.write(tmp_path, note)
    assert running.find(tmp_path, "web") == note


def test_a_process_that_has_died_is_not_found(tmp_path: Path) -> None:
    running.write(tmp_path, Running("web", NOBODY))
    assert running.find(tmp_path, "web") is None
    assert running.list_all(tmp_path) == []


def test_nothing_is_found_where_nothing_or_rubbish_lies(tmp_path: Path) -> None:
    assert running.find(tmp_path / "none", "web") is None
    (tmp_path / "web.json").write_text("{")
    assert running.find(tmp_path, "web") is None


def test_lists_all_by_name(tmp_path: Path) -> None:
    for name in ("worker-2", "web", "worker-1"):
        running.write(tmp_path, Running(name, os.getpid()))
    running.forget(tmp_path, "web")
    assert [found.name for found in running.list_all(tmp_path)] == ["worker-1", "worker-2"]


def test_forgetting_what_was_never_noted_does_nothing(tmp_path: Path) -> None:
    running.forget(tmp_path, "web")
    assert not list(tmp_path.iterdir())


def test_a_process_of_somebody_else_lives_too() -> None:
    assert running.is_alive(1)
    assert not running.is_alive(NOBODY)
