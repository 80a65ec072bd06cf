from pathlib import Path

import psycopg
import pytest
from tests.support.databases import fresh_database

from anlan.project.backup.database import DatabaseCopyError, dump, is_empty, load
from anlan.project.runtime.database import ensure_database


def test_a_dump_fills_an_empty_database_with_the_same_rows(tmp_path: Path) -> None:
    with fresh_database() as source, fresh_database() as target:
        ensure_database(source)
        with psycopg.connect(source) as connection:
            connection.execute("CREATE TABLE kept (id bigserial PRIMARY KEY, name text)")
            connection.execute("INSERT INTO kept (name) VALUES ('安澜'), (NULL)")
        assert dump(source, tmp_path / "dump").split(".")[0].isdigit()
        assert is_empty(target)
        load(target, tmp_path / "dump", replace=False)
        assert not is_empty(target)
        with psycopg.connect(target) as connection:
            connection.execute("INSERT INTO kept (name) VALUES ('next')")
            rows = connection.execute("SELECT id, name FROM kept ORDER BY id").fetchall()
        assert rows == [(1, "安澜"), (2, None), (3, "next")]
        load(target, tmp_path / "dump", replace=True)
        with psycopg.connect(target) as connection:
            assert connection.execute("SELECT count(*) FROM kept").fetchone() == (2,)


def test_a_damaged_dump_says_so_and_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "dump").write_bytes(b"rubbish")
    with fresh_database() as target:
        with pytest.raises(DatabaseCopyError, match="pg_restore failed"):
            load(target, tmp_path / "dump", replace=False)
        assert is_empty(target)
