"""Rollups speak only for the runs they were made from."""

from anlan.telemetry.lake.columns import from_iso
from anlan.telemetry.lake.rollups import (
    ClosedDay,
    Memory,
    by_key,
    closed_day,
    month_stamps,
    speaks_for,
    stamp_of_month,
)
from anlan.telemetry.lake.runs import name_run
from anlan.telemetry.lake.snapshots import DataFile, Snapshot

NOVEMBER = from_iso("2025-11-01")


def file(run: str, slot: int = NOVEMBER, partition: int = 0, part: int = 0) -> DataFile:
    return DataFile(f"day=x/partition=0/{run}-{part:04d}.parquet", 1, 1, slot, partition, 0, 1, 0, 1, 0)


def test_a_closed_day_is_its_run_and_what_came_later() -> None:
    day, late = name_run("d", 5), file(str(name_run("a", 6)))
    assert closed_day([file(str(day)), file(str(day), part=1), late]) == ClosedDay(day.stamp, (late,), 0, 1)


def test_an_open_or_foreign_day_has_no_stamp() -> None:
    flush = file(str(name_run("a", 6)))
    assert closed_day([flush]) == ClosedDay("", (flush,), 0, 1)
    assert closed_day([flush, file("part-1")]).stamp == ""
    assert closed_day([]) == ClosedDay("", ())


def test_finds_the_files_made_from_a_stamp() -> None:
    stamp = name_run("d", 5).stamp
    mine, other = str(name_run("o", stamp)), str(name_run("o", name_run("d", 5).stamp))
    files = [file(mine), file(mine, part=1), file(other), file("part-1")]
    assert speaks_for(stamp, files) == files[:2]
    assert speaks_for(name_run("d", 5).stamp, files) == []


def test_of_two_made_from_one_stamp_only_one_counts() -> None:
    stamp = name_run("d", 5).stamp
    files = [file(str(name_run("o", stamp))) for _ in range(2)]
    assert len(speaks_for(stamp, files)) == 1


def test_a_month_has_another_stamp_when_any_of_its_days_has() -> None:
    days = {NOVEMBER: "a", NOVEMBER + 1: "b"}
    assert stamp_of_month(days) == stamp_of_month(dict(reversed(days.items())))
    assert stamp_of_month(days) != stamp_of_month(days | {NOVEMBER + 1: "c"})
    assert stamp_of_month(days) != stamp_of_month({NOVEMBER: "a"})
    assert len(name_run("o", stamp_of_month(days)).source) == 24


def test_months_count_closed_days_only() -> None:
    closed = {
        (NOVEMBER + 3, 0): ClosedDay("a", ()),
        (NOVEMBER + 4, 0): ClosedDay("", ()),
        (NOVEMBER + 40, 1): ClosedDay("b", ()),
    }
    assert month_stamps(closed) == {
        (NOVEMBER, 0): stamp_of_month({NOVEMBER + 3: "a"}),
        (NOVEMBER + 30, 1): stamp_of_month({NOVEMBER + 40: "b"}),
    }


def test_groups_files_by_slot_and_partition() -> None:
    files = [file("x", 1, 0), file("y", 1, 1), file("z", 1, 0)]
    assert by_key(files) == {(1, 0): [files[0], files[2]], (1, 1): [files[1]]}


def test_remembers_days_and_months_until_their_files_change() -> None:
    memory, day = Memory(), NOVEMBER + 3
    files = (file(str(name_run("d", 5)), day),)
    snapshot = Snapshot(1, {day: files})
    assert memory.day(day, files) is memory.day(day, files)
    month = memory.month(snapshot, NOVEMBER)
    assert month.settled
    assert memory.month(Snapshot(2, {day: files, day + 40: files}), NOVEMBER) is month
    late = Snapshot(3, {day: (*files, file(str(name_run("a", 6)), day))})
    assert not memory.month(late, NOVEMBER).settled
    assert memory.month(late, NOVEMBER).stamps == month.stamps
    other = Snapshot(4, {day: (file(str(name_run("d", 5)), day),)})
    assert memory.month(other, NOVEMBER).stamps != month.stamps
