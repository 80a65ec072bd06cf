"""The database behind `ANLAN_DATABASE_URL`: is it there, can it be reached."""

from urllib.parse import unquote, urlsplit, urlunsplit

import psycopg
from psycopg import sql

MIGRATING = 0x616E6C616E
"""Key of the advisory lock of whoever migrates: two at a time would trip over each other."""


def name_of(url: str) -> str:
    """Return the name of the database in a connection URL."""
    return unquote(urlsplit(url).path.lstrip("/"))


def server_url(url: str) -> str:
    """Return the URL of the database `postgres`, which every server has."""
    return urlunsplit(urlsplit(url)._replace(path="/postgres"))


def ensure_database(url: str) -> bool:
    """Make the database if the server lacks it, and return whether it was made."""
    try:
        psycopg.connect(url, connect_timeout=5).close()
    except psycopg.OperationalError as error:
        if "does not exist" not in str(error):
            raise
    else:
        return False
    with psycopg.connect(server_url(url), autocommit=True, connect_timeout=5) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name_of(url))))
    return True


def unreachable(url: str) -> str | None:
    """Return why the database does not answer, None if it does."""
    try:
        with psycopg.connect(url, connect_timeout=3) as connection:
            connection.execute("SELECT 1")
    except psycopg.OperationalError as error:
        return f"database: {error}".strip()
    return None
