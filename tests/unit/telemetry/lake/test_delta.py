"""Commits happen whole and once, also when the process dies in between."""

from pathlib import Path

import pytest
from tests.support.crashing import SEQUENCES, STEPS, append_all, run_child
from tests.support.readings import DAY_US, NOON, Reference, wave

from anlan.telemetry.lake.columns import READINGS, Columns, sort_rows
from anlan.telemetry.lake.delta import Commit, ConcurrentCommitError, Table, open_table
from anlan.telemetry.lake.lake import Lake
from anlan.telemetry.lake.runs import RunWriter, name_run
from anlan.telemetry.lake.storage import Storage, storage_at

DAY = (NOON + 8 * 3_600_000_000) // DAY_US


def expected() -> Reference:
    reference = Reference()
    for sequence in range(1, SEQUENCES + 1):
        reference.add(wave(3, 10, start_us=NOON + sequence * 10_000_000, seed=sequence))
    return reference


@pytest.mark.parametrize("step", list(STEPS))
@pytest.mark.parametrize("call", [4])
def test_a_writer_killed_anywhere_loses_and_doubles_nothing(tmp_path: Path, step: str, call: int) -> None:
    Lake(str(tmp_path))
    assert run_child(str(tmp_path), step, call, "append") == -9
    lake = Lake(str(tmp_path))
    assert lake.through(0) in {call - 1, call}
    append_all(lake)
    reference = expected()
    for point in (1, 2, 3):
        found = lake.raw(point, NOON, NOON + DAY_US)
        rows = zip(found.ts.tolist(), found.value.tolist(), found.quality.tolist(), strict=True)
        assert list(rows) == reference.raw(point, NOON, NOON + DAY_US)
    files = [f for slot in Table(lake.storage, READINGS).snapshot().slots.values() for f in slot]
    assert sum(f.rows for f in files) == len(reference.rows)


def write(table: Table, sequence: int) -> RunWriter:
    out = RunWriter(table.storage, READINGS, DAY, 0, name_run("a", sequence))
    batch = wave(2, 3)
    block: Columns = {"point": batch.point, "ts": batch.ts, "value": batch.value, "quality": batch.quality}
    out.write(sort_rows(block))
    return out


def test_of_two_commits_under_one_application_id_the_second_is_refused(tmp_path: Path) -> None:
    table = Table(storage_at(str(tmp_path)), READINGS)
    first, second = table.open(), table.open()
    table.commit(first, Commit("app", 1, write(table, 1).finish()))
    with pytest.raises(ConcurrentCommitError):
        table.commit(second, Commit("app", 1, write(table, 1).finish()))
    assert len(table.snapshot().slots[DAY]) == 1


def test_commits_under_different_application_ids_do_not_meet(tmp_path: Path) -> None:
    table = Table(storage_at(str(tmp_path)), READINGS)
    first, second = table.open(), table.open()
    table.commit(first, Commit("one", 1, write(table, 1).finish()))
    table.commit(second, Commit("other", 1, write(table, 2).finish()))
    assert len(table.snapshot().slots[DAY]) == 2


def test_removes_and_adds_are_one_version(tmp_path: Path) -> None:
    table = Table(storage_at(str(tmp_path)), READINGS)
    table.commit(table.open(), Commit("app", 1, write(table, 1).finish()))
    before = table.snapshot()
    table.commit(table.open(), Commit("app", 2, write(table, 2).finish(), before.slots[DAY]))
    after = table.snapshot()
    assert after.version == before.version + 1
    assert {f.arrival for f in after.slots[DAY]} == {2}


def test_opening_twice_makes_one_table(tmp_path: Path) -> None:
    storage = storage_at(str(tmp_path)).child("readings")
    made = open_table(storage, READINGS)
    assert open_table(storage, READINGS).metadata().id == made.metadata().id
    assert made.metadata().partition_columns == ["day", "partition"]


def test_returns_when_the_new_version_is_safe_on_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = Table(storage_at(str(tmp_path)), READINGS)
    handle = table.open()
    synced: list[str] = []
    monkeypatch.setattr(Storage, "sync", lambda _, *paths: synced.extend(paths))
    table.commit(handle, Commit("app", 1, []))
    assert synced == ["_delta_log/00000000000000000001.json"]
    assert handle.version() == 1
