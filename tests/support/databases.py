"""Databases of a test's own, beside the one that pytest-django gives."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import psycopg

from anlan.project.runtime.database import server_url
from tests.support.services import CLUSTER, start_postgres


@contextmanager
def fresh_database() -> Iterator[str]:
    """Give the URL of a database that does not exist yet, and drop it afterwards."""
    start_postgres()
    name = f"fresh_{uuid4().hex}"
    yield CLUSTER.url(name)
    with psycopg.connect(server_url(CLUSTER.url()), autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")  # type: ignore[arg-type, unused-ignore]
