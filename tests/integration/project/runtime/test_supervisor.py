import os
import signal
import sys
from pathlib import Path

import pytest
from tests.support.waiting import eventually

from anlan.project.runtime import running
from anlan.project.runtime.services import Service, tail
from anlan.project.runtime.supervisor import StartError, Supervisor

Said = list[tuple[str, str]]


def program(name: str, code: str, folder: Path) -> Service:
    """A process that touches a file of its name when it is ready."""
    mark = folder / f"{name}.ready"
    text = f"import pathlib, signal, sys\n{code}\npathlib.Path({str(mark)!r}).touch()\nsignal.pause()"
    return Service(name, [sys.executable, "-c", text], mark.exists, patience_s=10)


def supervisor_in(folder: Path) -> tuple[Supervisor, Said]:
    said: Said = []
    return Supervisor(folder, lambda name, what: said.append((name, what))), said


def pid_of(folder: Path, name: str) -> int:
    found = running.find(folder / "run", name)
    return found.pid if found else 0


async def test_starts_notes_and_stops_in_reverse_order(tmp_path: Path) -> None:
    supervisor, said = supervisor_in(tmp_path)
    for name in ("one", "two"):
        await supervisor.start(program(name, "", tmp_path))
    assert {r.name for r in running.list_all(tmp_path / "run")} == {"one", "two"} == supervisor.names()
    await supervisor.stop()
    assert [line for line in said if "stopped" in line[1]] == [("two", "has stopped"), ("one", "has stopped")]
    assert running.list_all(tmp_path / "run") == []


async def test_what_is_killed_starts_again(tmp_path: Path) -> None:
    supervisor, said = supervisor_in(tmp_path)
    await supervisor.start(program("one", "", tmp_path))
    first = pid_of(tmp_path, "one")
    os.kill(first, signal.SIGKILL)
    await eventually(lambda: pid_of(tmp_path, "one") not in {0, first}, "another process")
    assert ("one", "ended (signal 9), starts again in 0.2 s") in said
    await supervisor.stop()


async def test_what_ends_at_once_does_not_start_and_its_log_is_told(tmp_path: Path) -> None:
    supervisor, _ = supervisor_in(tmp_path)
    with pytest.raises(StartError, match="port is taken"):
        await supervisor.start(program("one", "sys.exit('port is taken')", tmp_path))
    assert supervisor.names() == frozenset()


async def test_what_is_never_ready_does_not_start_and_is_stopped(tmp_path: Path) -> None:
    supervisor, _ = supervisor_in(tmp_path)
    never = Service("one", ["sleep", "60"], lambda: False, patience_s=0.1)
    with pytest.raises(StartError, match="not ready"):
        await supervisor.start(never)
    assert pid_of(tmp_path, "one") == 0


async def test_stopping_may_spare_some(tmp_path: Path) -> None:
    supervisor, _ = supervisor_in(tmp_path)
    for name in ("one", "two"):
        await supervisor.start(program(name, "", tmp_path))
    await supervisor.stop(keep=frozenset({"one"}))
    assert supervisor.names() == {"one"}
    await supervisor.stop()


async def test_a_log_that_has_grown_too_large_is_emptied_and_copied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("anlan.project.runtime.supervisor._LARGEST_LOG", 10)
    supervisor, _ = supervisor_in(tmp_path)
    await supervisor.start(program("one", "print('x' * 100, flush=True)", tmp_path))
    supervisor.trim_logs()
    assert supervisor.log("one").stat().st_size == 0
    assert supervisor.log("one").with_suffix(".log.1").stat().st_size > 100
    await supervisor.stop()


async def test_a_process_gets_its_own_variables(tmp_path: Path) -> None:
    supervisor, _ = supervisor_in(tmp_path)
    log = supervisor.log("one")
    command = ["sh", "-c", "echo $WHO; sleep 60"]
    service = Service("one", command, lambda: bool(tail(log)), environment={"WHO": "me"})
    await supervisor.start(service)
    assert supervisor.log("one").read_text() == "me\n"
    await supervisor.stop()
