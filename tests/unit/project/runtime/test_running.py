import os
import subprocess
import time
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
    assert running.is_alive(1, time.time())
    assert not running.is_alive(NOBODY, time.time())


def test_a_later_process_with_the_same_number_is_not_taken_for_the_one_that_was_noted(tmp_path: Path) -> None:
    running.write(tmp_path, Running("web", os.getpid()))
    os.utime(tmp_path / "web.json", (1_000_000, 1_000_000))
    assert running.find(tmp_path, "web") is None


def test_notes_hold_passwords_and_are_private(tmp_path: Path) -> None:
    running.write(tmp_path, Running("postgres", os.getpid(), url="postgresql://postgres:secret@127.0.0.1/"))
    assert (tmp_path / "postgres.json").stat().st_mode & 0o077 == 0


def test_what_a_killed_supervisor_left_running_is_ended(tmp_path: Path) -> None:
    with subprocess.Popen(["sleep", "60"]) as left:
        running.write(tmp_path, Running("worker-1", left.pid))
        assert running.end_leftovers(tmp_path, patience_s=0.05) == ["worker-1"]
        assert left.wait() != 0
    assert list(tmp_path.iterdir()) == []
