"""The list of files: what Delta says, followed commit by commit."""

from pathlib import Path

from deltalake import DeltaTable
from tests.support.readings import DAY_US, NOON, wave

from anlan.telemetry.lake.columns import READINGS, day_of
from anlan.telemetry.lake.lake import Lake
from anlan.telemetry.lake.snapshots import FAR, Snapshot, Tracker, apply, load
from anlan.telemetry.lake.storage import storage_at

DAY = day_of(NOON)


def filled(folder: Path, flushes: int) -> Lake:
    lake = Lake(str(folder))
    for sequence in range(1, flushes + 1):
        lake.append(sequence % 2, wave(2, 5, start_us=NOON + (sequence % 3) * DAY_US), sequence)
    return lake


def test_following_the_log_gives_what_loading_gives(tmp_path: Path) -> None:
    lake = Lake(str(tmp_path))
    storage = storage_at(str(tmp_path)).child("readings")
    tracker = Tracker(storage, READINGS)
    assert tracker.newest().slots == {}
    filled(tmp_path, 12)
    followed, loaded = tracker.newest(), load(DeltaTable(storage.uri), READINGS)
    assert followed == loaded
    assert sum(len(f) for f in followed.slots.values()) == 12
    assert lake.through(0) == 12


def test_a_snapshot_once_taken_does_not_change(tmp_path: Path) -> None:
    filled(tmp_path, 1)
    tracker = Tracker(storage_at(str(tmp_path)).child("readings"), READINGS)
    before = tracker.newest()
    files = list(before.files(DAY, DAY + 9))
    Lake(str(tmp_path)).append(0, wave(1, 1), 99)
    assert list(before.files(DAY, DAY + 9)) == files
    assert len(list(tracker.newest().files(DAY, DAY + 9))) == 2
    assert list(tracker.newest().files(DAY + 5, DAY + 9)) == []


def test_starts_anew_when_the_log_it_needs_is_gone(tmp_path: Path) -> None:
    filled(tmp_path, 1)
    storage = storage_at(str(tmp_path)).child("readings")
    tracker = Tracker(storage, READINGS)
    tracker.newest()
    filled(tmp_path, 6)
    DeltaTable(storage.uri).create_checkpoint()
    for log in (tmp_path / "readings" / "_delta_log").glob("0*.json"):
        log.unlink()
    assert sum(len(f) for f in tracker.newest().slots.values()) == 6


def test_files_arrive_in_order_and_know_their_run(tmp_path: Path) -> None:
    filled(tmp_path, 12)
    files = Tracker(storage_at(str(tmp_path)).child("readings"), READINGS).newest().slots[DAY]
    assert [(f.partition, f.arrival) for f in files] == [(0, 6), (0, 12), (1, 3), (1, 9)]
    assert files[0].run.startswith("a0000000000000006-")


def test_reads_commits_of_other_writers_without_statistics() -> None:
    path = "day=2025-11-24/partition=1/part-0001.parquet"
    values = '{"day": "2025-11-24", "partition": "1"}'
    add = f'{{"add": {{"path": "{path}", "size": 9, "modificationTime": 5, "partitionValues": {values}}}}}'
    after = apply(Snapshot(4, {}), [f'{{"commitInfo": {{}}}}\n{add}\n'], READINGS)
    (file,) = after.slots[DAY]
    assert (after.version, file.ts_min, file.point_max, file.arrival) == (5, -FAR, FAR, 0)
    removed = apply(after, [f'{{"remove": {{"path": "{path}"}}}}'], READINGS)
    assert removed == Snapshot(6, {})
