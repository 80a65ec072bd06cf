from uuid import uuid4

import psycopg
import pytest
from tests.support.services import CLUSTER, start_postgres

from anlan.project.runtime.database import ensure_database, name_of, server_url, unreachable
from anlan.project.runtime.ports import free_port


@pytest.fixture(scope="module", autouse=True)
def _server() -> None:
    start_postgres()


def test_a_missing_database_is_made_once() -> None:
    url = CLUSTER.url(f"made_{uuid4().hex}")
    assert "does not exist" in (unreachable(url) or "")
    assert ensure_database(url) is True
    assert ensure_database(url) is False
    assert unreachable(url) is None
    with psycopg.connect(CLUSTER.url("postgres"), autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name_of(url)}")


def test_a_server_that_does_not_answer_is_told() -> None:
    url = f"postgresql://postgres@127.0.0.1:{free_port()}/anlan"
    assert "refused" in (unreachable(url) or "")
    with pytest.raises(psycopg.OperationalError):
        ensure_database(url)


def test_the_server_is_reached_through_the_database_that_is_always_there() -> None:
    assert (
        server_url("postgresql://a:b@h:1/facts?sslmode=require")
        == "postgresql://a:b@h:1/postgres?sslmode=require"
    )
    assert name_of("postgresql://h/my%20facts") == "my facts"
