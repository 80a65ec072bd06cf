"""The database as one `pg_dump` file in PostgreSQL's custom format."""

import os
import subprocess
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from anlan.project.runtime.database import ensure_database, name_of, server_url
from anlan.project.runtime.postgres import programs

_TABLES = "SELECT count(*) FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"


class DatabaseCopyError(Exception):
    """`pg_dump` or `pg_restore` failed; the message is theirs."""


def dump(url: str, target: Path) -> str:
    """Write one consistent snapshot, and return the server's version.

    Raises:
        DatabaseCopyError: It failed.
    """
    _run(url, "pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={target}")
    with psycopg.connect(url, connect_timeout=5) as connection:
        return str(connection.info.parameter_status("server_version"))


def is_empty(url: str) -> bool:
    """Return whether there is no database yet, or one without tables."""
    if ensure_database(url):
        return True
    with psycopg.connect(url, connect_timeout=5) as connection:
        row = connection.execute(_TABLES).fetchone()
    return row == (0,)


def load(url: str, source: Path, *, replace: bool) -> None:
    """Fill the database from a dump, all or nothing.

    Args:
        url: Database; made if it is missing.
        source: What `dump` wrote.
        replace: Drop what is in it first.

    Raises:
        DatabaseCopyError: It failed.
    """
    if replace:
        with psycopg.connect(server_url(url), autocommit=True, connect_timeout=5) as connection:
            name = sql.Identifier(name_of(url))
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))
    ensure_database(url)
    _run(
        url,
        "pg_restore",
        "--no-owner",
        "--no-privileges",
        "--single-transaction",
        "--exit-on-error",
        str(source),
    )


def _run(url: str, program: str, *arguments: str) -> None:
    """Run one of PostgreSQL's programs; `ps` shows no password, as it travels in the environment."""
    parts = {name: str(value) for name, value in conninfo_to_dict(url).items()}
    environment = dict(os.environ)
    if password := parts.pop("password", None):
        environment["PGPASSWORD"] = password
    done = subprocess.run(  # noqa: S603 -- our own binary, no shell
        [str(programs() / program), "--dbname", make_conninfo(**parts), *arguments],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise DatabaseCopyError(f"{program} failed: {done.stderr.strip()}")
