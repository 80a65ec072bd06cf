"""Which runs are merged, and when a day is closed."""

from tests.support.readings import DAY_US, NOON

from anlan.telemetry.lake.columns import day_of, day_start
from anlan.telemetry.lake.planning import QUIET_US, is_closed, plan, runs_of
from anlan.telemetry.lake.snapshots import DataFile

DAY = day_of(NOON)
DURING = NOON
AFTER = day_start(DAY + 1) + 31 * 60_000_000


def file(kind: str, sequence: int, rows: int, part: int = 0, modified_us: int = 0) -> DataFile:
    path = f"day=2025-11-24/partition=0/{kind}{sequence:016x}-00000000-{part:04d}.parquet"
    return DataFile(path, 1, rows, DAY, 0, 0, 1, NOON, NOON, modified_us // 1000)


def planned(files: list[DataFile], now_us: int) -> tuple[list[int], bool] | None:
    merge = plan(DAY, runs_of(files) or [], now_us)
    return ([int(r.name.source, 16) for r in merge.runs], merge.closes) if merge else None


def test_groups_files_into_runs_in_order_of_arrival() -> None:
    runs = runs_of([file("a", 9, 1), file("m", 8, 5, 1), file("m", 8, 5, 0)])
    assert runs is not None
    assert [(r.name.kind, r.rows) for r in runs] == [("m", 10), ("a", 1)]


def test_touches_nothing_where_another_tool_wrote() -> None:
    foreign = DataFile("day=2025-11-24/partition=0/part-1.parquet", 1, 1, DAY, 0, 0, 1, NOON, NOON, 0)
    assert runs_of([file("a", 1, 1), foreign]) is None


def test_merges_eight_neighbours_of_one_size() -> None:
    small = [file("a", s, 20_000) for s in range(1, 9)]
    assert planned(small[:7], DURING) is None
    assert planned(small, DURING) == (list(range(1, 9)), False)


def test_does_not_merge_over_a_larger_run_between() -> None:
    files = [file("a", s, 9_000_000 if s == 5 else 20_000) for s in range(1, 12)]
    assert planned(files, DURING) is None


def test_larger_runs_wait_for_seven_of_their_like() -> None:
    files = [file("m", s, 1_000_000) for s in range(1, 9)]
    assert planned([*files[:7], file("a", 20, 9)], DURING) == ([1, 2, 3, 4, 5, 6, 7, 20], False)
    assert planned([*files[:6], file("a", 20, 9)], DURING) is None
    assert planned([file("m", s, 20_000_000) for s in range(1, 30)], DURING) is None


def test_a_day_that_is_over_becomes_one_run() -> None:
    files = [file("m", 1, 20_000_000), file("a", 2, 9)]
    assert planned(files, DURING) is None
    assert planned(files, AFTER) == ([1, 2], True)
    assert planned([file("m", 1, 9)], AFTER) == ([1], True)


def test_waits_until_late_readings_have_stopped_coming() -> None:
    files = [file("d", 1, 20_000_000), file("a", 2, 9, modified_us=AFTER)]
    assert planned(files, AFTER + QUIET_US - 1_000) is None
    assert planned(files, AFTER + QUIET_US) == ([1, 2], True)


def test_a_closed_day_rests() -> None:
    runs = runs_of([file("d", 1, 9, 0), file("d", 1, 9, 1)]) or []
    assert is_closed(runs)
    assert plan(DAY, runs, AFTER + DAY_US) is None
    assert not is_closed(runs_of([file("m", 1, 9)]) or [])


def test_many_late_flushes_are_merged_among_themselves_meanwhile() -> None:
    files = [file("d", 1, 9), *(file("a", s, 9, modified_us=AFTER) for s in range(2, 10))]
    assert planned(files, AFTER) == (list(range(2, 10)), False)
