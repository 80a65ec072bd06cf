from pathlib import Path

import psycopg
import pytest

from anlan.project.runtime.borrowing import borrowed_database
from anlan.project.runtime.running import list_all


def test_a_running_server_is_used_as_it_is(tmp_path: Path) -> None:
    with borrowed_database("postgresql://elsewhere/x", tmp_path) as url:
        assert url == "postgresql://elsewhere/x"
    assert list(tmp_path.iterdir()) == []


def test_with_none_the_embedded_one_runs_meanwhile(tmp_path: Path) -> None:
    with borrowed_database("", tmp_path) as url:
        with psycopg.connect(url.replace("/anlan", "/postgres")) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
        assert [process.name for process in list_all(tmp_path / "run")] == ["postgres"]
    assert list_all(tmp_path / "run") == []
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url.replace("/anlan", "/postgres"))
