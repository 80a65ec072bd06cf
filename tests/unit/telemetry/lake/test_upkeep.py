"""The log stays short and old files go, but nothing that is in use."""

import os
from pathlib import Path

from tests.support.readings import NOON, batch_of, wave

from anlan.kernel.instants import from_micros
from anlan.telemetry.lake.columns import HOUR_US, READINGS
from anlan.telemetry.lake.delta import Table
from anlan.telemetry.lake.lake import Lake
from anlan.telemetry.lake.upkeep import CHECKPOINT_EVERY, VACUUM_EVERY_US, Upkeep, vacuum


def parquet_files(folder: Path) -> set[str]:
    return {str(p.relative_to(folder)) for p in folder.glob("day=*/**/*.parquet")}


def test_makes_a_checkpoint_every_so_many_versions(tmp_path: Path) -> None:
    lake = Lake(str(tmp_path))
    table = Table(lake.storage, READINGS)
    upkeep = Upkeep((table,))
    upkeep.run(HOUR_US)
    logs = tmp_path / "readings" / "_delta_log"
    assert not (logs / "_last_checkpoint").exists()
    for sequence in range(1, CHECKPOINT_EVERY + 1):
        lake.append(0, batch_of([]), sequence)
    upkeep.run(HOUR_US)
    assert len(list(logs.glob("*.checkpoint.parquet"))) == 1
    upkeep.run(HOUR_US)
    assert len(list(logs.glob("*.checkpoint.parquet"))) == 1
    assert Lake(str(tmp_path)).through(0) == CHECKPOINT_EVERY


def test_vacuum_deletes_what_was_merged_away_and_what_a_crash_left(tmp_path: Path) -> None:
    lake = Lake(str(tmp_path))
    for sequence in range(1, 9):
        lake.append(0, wave(1, 5, start_us=NOON + sequence * 5_000_000), sequence)
    lake.compact(from_micros(NOON))
    folder = tmp_path / "readings"
    orphan = next(folder.glob("day=*/partition=0")) / "a0000000000000009-00000000-0000.parquet"
    orphan.write_bytes(b"left by a writer that died")
    table = Table(lake.storage, READINGS)
    assert len(parquet_files(folder)) == 10
    assert vacuum(table) == []
    vacuum(table, retention_hours=0)
    live = {f.path for slot in table.snapshot().slots.values() for f in slot}
    assert parquet_files(folder) == live
    assert len(lake.raw(1, NOON, NOON + HOUR_US)) == 40


def test_vacuums_once_an_hour(tmp_path: Path) -> None:
    lake = Lake(str(tmp_path))
    lake.append(0, wave(1, 5), 1)
    upkeep = Upkeep((Table(lake.storage, READINGS),))
    orphan = (
        next((tmp_path / "readings").glob("day=*/partition=0")) / "a0000000000000009-00000000-0000.parquet"
    )
    left = []
    for now in (NOON, NOON + VACUUM_EVERY_US - 1, NOON + VACUUM_EVERY_US):
        orphan.touch()
        os.utime(orphan, (0, 0))
        upkeep.run(now)
        left.append(orphan.exists())
    assert left == [False, True, False]
