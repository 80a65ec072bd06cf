import os
import signal
import subprocess
from pathlib import Path

import psutil
import psycopg
import pytest
from tests.support.waiting import wait_until

from anlan.project.runtime import postgres
from anlan.project.runtime.ports import free_port
from anlan.project.runtime.postgres import PostgresCluster, unprivileged


@pytest.fixture
def cluster(open_folder: Path) -> PostgresCluster:
    cluster = PostgresCluster(open_folder / "postgres", free_port())
    cluster.initialise()
    return cluster


def started(cluster: PostgresCluster) -> subprocess.Popen[bytes]:
    owner = unprivileged()
    process = subprocess.Popen(
        cluster.command(), cwd="/", stderr=subprocess.DEVNULL,
        user=owner[0] if owner else None, group=owner[1] if owner else None,
    )  # fmt: skip
    wait_until(cluster.ready, "PostgreSQL answers", timeout_s=30)
    return process


def test_what_is_committed_survives_a_kill(cluster: PostgresCluster) -> None:
    process = started(cluster)
    with psycopg.connect(cluster.url("postgres"), autocommit=True) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    wait_until(lambda: not cluster.ready(), "the server is gone")
    again = started(cluster)
    with psycopg.connect(cluster.url("postgres")) as connection:
        assert connection.execute("SELECT answer FROM kept").fetchone() == (42,)
    again.send_signal(signal.SIGINT)
    assert again.wait() == 0


def test_what_a_killed_server_leaves_behind_does_not_keep_the_next_one_away(cluster: PostgresCluster) -> None:
    process = started(cluster)
    busy = psycopg.connect(cluster.url("postgres"))
    backend = busy.info.backend_pid
    busy.pgconn.send_query(b"DO $$ BEGIN LOOP END LOOP; END $$")
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert psutil.pid_exists(backend)
    cluster.end_orphans()
    assert not psutil.pid_exists(backend)
    busy.close()
    again = started(cluster)
    cluster.end_orphans()
    assert cluster.ready(), "a server that lives is left alone"
    again.send_signal(signal.SIGINT)
    assert again.wait() == 0


def test_nobody_walks_in_without_the_password(open_folder: Path) -> None:
    locked = PostgresCluster(open_folder / "locked", free_port(), "geheim/ü %")
    locked.initialise()
    process = started(locked)
    with psycopg.connect(locked.url("postgres")) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(f"postgresql://postgres@127.0.0.1:{locked.port}/postgres")
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(f"postgresql://postgres:wrong@127.0.0.1:{locked.port}/postgres")
    process.send_signal(signal.SIGINT)
    assert process.wait() == 0


@pytest.mark.skipif(os.geteuid() != 0, reason="only root hands the server to another user")
def test_programs_below_a_private_folder_are_copied_to_where_the_server_can_run_them(
    open_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres, "REACHABLE", open_folder / "lib")
    monkeypatch.setattr(postgres, "reachable", lambda _path: False)
    copied = postgres.programs.__wrapped__()
    assert copied.is_relative_to(open_folder / "lib")
    done = subprocess.run(
        [copied / "initdb", "--version"], capture_output=True, user=65534, cwd="/", check=True
    )
    assert b"PostgreSQL" in done.stdout
    assert postgres.programs.__wrapped__() == copied


def test_an_existing_cluster_is_left_alone(cluster: PostgresCluster) -> None:
    before = (cluster.data / "PG_VERSION").stat().st_mtime_ns
    cluster.initialise()
    assert (cluster.data / "PG_VERSION").stat().st_mtime_ns == before


def test_a_program_that_fails_says_why(cluster: PostgresCluster) -> None:
    with pytest.raises(RuntimeError, match="pg_ctl failed"):
        cluster.run("pg_ctl", "status", "-D", "/nonexistent")
