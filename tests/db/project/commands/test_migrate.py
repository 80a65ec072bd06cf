import os
import subprocess
import sys
from uuid import uuid4

import psycopg
from tests.support.services import CLUSTER, start_postgres


def test_makes_the_database_and_its_tables_and_may_be_repeated() -> None:
    start_postgres()
    name = f"migrated_{uuid4().hex}"
    environment = {**os.environ, "ANLAN_DATABASE_URL": CLUSTER.url(name)}
    for _ in range(2):
        done = subprocess.run(
            [sys.executable, "-m", "anlan", "migrate"],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
    with psycopg.connect(CLUSTER.url(name)) as connection:
        assert connection.execute("SELECT count(*) FROM telemetry_alarm").fetchone() == (0,)
    with psycopg.connect(CLUSTER.url("postgres"), autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name}")
