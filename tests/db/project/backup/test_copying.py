import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from tests.support.databases import fresh_database
from tests.support.readings import NOON, wave

from anlan.project.backup.copying import Installation, NotEmptyError, back_up, restore
from anlan.project.backup.manifest import DamagedBackupError
from anlan.telemetry.lake.lake import Lake

NOW = datetime(2026, 11, 24, tzinfo=UTC)
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
ROWS = "SELECT md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) FROM {} t"


def quiet(_step: str) -> None:
    pass


def content(url: str) -> dict[str, object]:
    """A digest of the rows of every table."""
    with psycopg.connect(url) as connection:
        tables = [name for (name,) in connection.execute(TABLES).fetchall()]
        query = {name: sql.SQL(ROWS).format(sql.Identifier(name)) for name in tables}
        return {name: connection.execute(query[name]).fetchone() for name in tables}


def seeded(url: str, var: Path) -> Installation:
    environment = {**os.environ, "ANLAN_DATABASE_URL": url, "ANLAN_VAR": str(var)}
    for command in (["migrate"], ["seed", "--scale", "0.02"]):
        subprocess.run([sys.executable, "-m", "anlan", *command], env=environment, check=True)
    lake = Lake(str(var / "lake"))
    lake.append(1, wave(3, 50), 7)
    return Installation(var, url, str(var / "lake"))


def test_a_restored_installation_equals_the_one_that_was_backed_up(tmp_path: Path) -> None:
    with fresh_database() as url, fresh_database() as empty:
        ours = seeded(url, tmp_path / "var")
        made = back_up(ours, tmp_path / "backup", now=NOW, progress=quiet)
        assert made.files["database.dump"].size > 10_000
        theirs = Installation(tmp_path / "other", empty, str(tmp_path / "other" / "lake"))
        restore(tmp_path / "backup", theirs, force=False, progress=quiet)

        before, after = content(url), content(empty)
        assert len(set(before.values())) > 10
        assert after == before
        lakes = [Lake(one.lake_url) for one in (ours, theirs)]
        first, second = (lake.raw(1, 0, 2 * NOON) for lake in lakes)
        assert len(first.ts) == 50
        assert first.value.tobytes() == second.value.tobytes()
        assert lakes[1].through(1) == 7
        for name in ("secret-key", "simulation/secret"):
            assert (theirs.var / name).read_bytes() == (ours.var / name).read_bytes()

        with pytest.raises(NotEmptyError, match="the database and the lake"):
            restore(tmp_path / "backup", theirs, force=False, progress=quiet)
        lakes[1].append(1, wave(3, 50), 8)
        restore(tmp_path / "backup", theirs, force=True, progress=quiet)
        assert content(empty) == before
        assert Lake(theirs.lake_url).through(1) == 7


def test_a_damaged_backup_is_refused_before_anything_is_touched(tmp_path: Path) -> None:
    with fresh_database() as url:
        (tmp_path / "backup").mkdir()
        theirs = Installation(tmp_path / "other", url, str(tmp_path / "other" / "lake"))
        with pytest.raises(DamagedBackupError):
            restore(tmp_path / "backup", theirs, force=True, progress=quiet)
        assert not theirs.var.exists()
        with pytest.raises(NotEmptyError, match="exists already"):
            back_up(replace(theirs, var=tmp_path), tmp_path / "backup", now=NOW, progress=quiet)
