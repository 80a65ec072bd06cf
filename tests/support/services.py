"""Real servers for the test run: one PostgreSQL cluster in a temporary folder, started when first needed.

Loaded as a plugin (`-p`) before Django reads its settings, so that they name the test server.
"""

import fcntl
import os
import shlex
import shutil
import signal
import tempfile
from pathlib import Path

from anlan.project.runtime.ports import free_port
from anlan.project.runtime.postgres import PostgresCluster
from tests.support.waiting import wait_until

OWNER = "PYTEST_XDIST_WORKER" not in os.environ

if OWNER:
    os.environ["TEST_SERVICES"] = tempfile.mkdtemp(prefix="anlan-test-")
    Path(os.environ["TEST_SERVICES"]).chmod(0o755)
    os.environ["TEST_PG_PORT"] = str(free_port())
    for name in [n for n in os.environ if n.startswith("ANLAN_")]:
        del os.environ[name]
ROOT = Path(os.environ["TEST_SERVICES"])
CLUSTER = PostgresCluster(ROOT / "postgres", int(os.environ["TEST_PG_PORT"]))
os.environ["ANLAN_DATABASE_URL"] = CLUSTER.url("postgres")
os.environ["ANLAN_VAR"] = str(ROOT / "var")


def start_postgres() -> None:
    """Start the cluster unless another worker of this run already has."""
    with (ROOT / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if CLUSTER.ready():
            return
        CLUSTER.initialise()
        options = shlex.join([*CLUSTER.command()[3:], "-c", "fsync=off", "-c", "max_connections=200"])
        data = str(CLUSTER.data)
        CLUSTER.run("pg_ctl", "start", "-W", "-D", data, "-l", f"{data}/log", "-o", options)
        wait_until(CLUSTER.ready, "PostgreSQL answers", timeout_s=30)


def pytest_unconfigure() -> None:
    if not OWNER:
        return
    pid_file = CLUSTER.data / "postmaster.pid"
    if pid_file.exists():
        pid = int(pid_file.read_text().split()[0])
        os.kill(pid, signal.SIGINT)
        wait_until(lambda: not pid_file.exists(), "PostgreSQL stops", timeout_s=30)
    shutil.rmtree(ROOT, ignore_errors=True)
