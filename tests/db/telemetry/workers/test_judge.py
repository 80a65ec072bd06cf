"""Exactly once: a worker that is cut off between any two steps leaves what an undisturbed one leaves."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import numpy as np
import pytest
from tests.support.points import keep_points
from tests.support.working import START_US, batch_of

from anlan.bus.port import LogEntry
from anlan.records.access.api import system_actor
from anlan.telemetry.api import LimitSpec, change_limits
from anlan.telemetry.models import Alarm, AlarmTransition, PartitionState, Point
from anlan.telemetry.queries.judgement import load_partition_points
from anlan.telemetry.workers import judge as judging
from anlan.telemetry.workers.batches import unpack
from anlan.telemetry.workers.judge import Judge, OwnershipLostError

pytestmark = pytest.mark.django_db
NOW = datetime.fromtimestamp(START_US / 1e6, UTC)


class CutOffError(Exception):
    """The process was killed here."""


@pytest.fixture
def points() -> list[int]:
    keep_points(3)
    return list(Point.objects.order_by("pk").values_list("pk", flat=True))


def begin(now: datetime = NOW, *, owner: str = "w1") -> Judge:
    points = load_partition_points(partition=0, partitions=1)
    return Judge(partition=0, owner=owner, points=points, now=now)


def entry(sequence: int, *rows: tuple[int, float, float]) -> LogEntry:
    return LogEntry("READINGS_p0", sequence, "", batch_of(rows), {}, NOW)


def story(points: list[int], seed: int, length: int = 40) -> list[LogEntry]:
    """Readings that swing about the limits, some out of order, some not numbers."""
    random = Random(seed)
    choices = [5.0, 7.7, 7.9, 8.1, 8.9, 9.1, 9.5, 0.9, 0.4, float("nan")]
    entries = []
    for sequence in range(1, length + 1):
        late = random.choice([0, 0, 0, 0.5, 1.5])
        entries.append(entry(sequence, *((p, sequence - late, random.choice(choices)) for p in points)))
    return entries


def pieces(entries: list[LogEntry], random: Random) -> Iterator[list[LogEntry]]:
    while entries:
        size = random.randint(1, 4)
        yield entries[:size]
        entries = entries[size:]


def follow(judge: Judge, entries: list[LogEntry], random: Random) -> None:
    """Do what a partition does: whole pieces, cut behind what is there already; save now and then."""
    for part in pieces([e for e in entries if e.sequence > judge.sequence], random):
        there = [one for one in part if one.sequence <= judge.applied]
        for cut in (there, part[len(there) :]):
            if cut:
                now = NOW + timedelta(seconds=cut[-1].sequence)
                judge.take(unpack(cut, 0), now)
                judge.save(now)


COLUMNS = (
    "point_id", "side", "state", "start_status", "current_status", "worst_status", "priority", "limit_value",
    "value", "peak_value", "raised_at", "changed_at", "returned_at", "closed_at",
)  # fmt: skip


def outcome() -> tuple[list[Any], list[Any]]:
    alarms = list(Alarm.objects.order_by("point_id", "side", "pk").values_list(*COLUMNS))
    steps = AlarmTransition.objects.order_by("alarm__point_id", "alarm__side", "pk")
    return alarms, list(steps.values_list("alarm__point_id", "alarm__side", "kind", "status", "source_at"))


def forget() -> None:
    Alarm.objects.all().delete()
    PartitionState.objects.all().delete()


def undisturbed(points: list[int], seed: int) -> tuple[list[Any], list[Any]]:
    follow(begin(), story(points, seed), Random(0))
    said = outcome()
    forget()
    return said


def before_the_changes(monkeypatch: pytest.MonkeyPatch, call: int) -> None:
    _cut(monkeypatch, judging, "apply_changes", call, done=False)


def between_changes_and_checkpoint(monkeypatch: pytest.MonkeyPatch, call: int) -> None:
    _cut(monkeypatch, judging, "apply_changes", call, done=True)


def before_the_commit(monkeypatch: pytest.MonkeyPatch, call: int) -> None:
    _cut(monkeypatch, Judge, "_write", call, done=True)


def after_the_commit(monkeypatch: pytest.MonkeyPatch, call: int) -> None:
    _cut(monkeypatch, Judge, "_commit", call, done=True)


def after_a_save(monkeypatch: pytest.MonkeyPatch, call: int) -> None:
    _cut(monkeypatch, Judge, "_saved", call, done=True)


def while_the_state_is_packed(monkeypatch: pytest.MonkeyPatch, call: int) -> None:
    _cut(monkeypatch, judging, "dump", call, done=True)


def _cut(monkeypatch: pytest.MonkeyPatch, owner: Any, name: str, call: int, *, done: bool) -> None:
    function, calls = getattr(owner, name), iter(range(1, 1 << 30))

    def counted(*args: Any, **kwargs: Any) -> Any:
        last = next(calls) == call
        if last and not done:
            raise CutOffError
        result = function(*args, **kwargs)
        if last:
            raise CutOffError
        return result

    monkeypatch.setattr(owner, name, counted)


CUTS = [
    before_the_changes,
    between_changes_and_checkpoint,
    before_the_commit,
    after_the_commit,
    after_a_save,
    while_the_state_is_packed,
]


@pytest.mark.parametrize("cut", CUTS, ids=lambda cut: cut.__name__)
@pytest.mark.parametrize("seed", range(4))
def test_cut_off_anywhere_and_begun_again_leaves_what_an_undisturbed_run_leaves(
    points: list[int], cut: Callable[[pytest.MonkeyPatch, int], None], seed: int
) -> None:
    expected = undisturbed(points, seed)
    entries, random, was_cut = story(points, seed), Random(seed), 0
    for _ in range(5):
        with pytest.MonkeyPatch.context() as patch:
            judge = begin()
            cut(patch, random.randint(1, 6))
            try:
                follow(judge, entries, random)
            except CutOffError:
                was_cut += 1
    follow(begin(), entries, random)
    assert was_cut
    assert outcome() == expected


@pytest.mark.parametrize("seed", range(3))
def test_never_two_open_records_of_one_side(points: list[int], seed: int) -> None:
    follow(begin(), story(points, seed, 80), Random(seed))
    open_sides = list(Alarm.objects.filter(closed_at=None).values_list("point_id", "side"))
    assert len(open_sides) == len(set(open_sides))


def test_whoever_lost_the_partition_writes_nothing(points: list[int]) -> None:
    first = begin(owner="w1")
    begin(owner="w2")
    with pytest.raises(OwnershipLostError):
        first.take(unpack([entry(1, (points[0], 1, 9.5))], 0), NOW)
    assert Alarm.objects.count() == 0


def lower_the_limit(point: int) -> None:
    code = Point.objects.get(pk=point).code
    change_limits(
        actor=system_actor("test"), point_code=code, limits=[LimitSpec(kind="H", value=6.0)], now=NOW
    )


def test_a_limit_changed_just_before_a_crash_hides_no_alarm(points: list[int]) -> None:
    one = points[0]
    judge = begin()
    judge.save(NOW, at_once=True)
    judge.take(unpack([entry(1, (one, 1, 5.0))], 0), NOW)
    judge.take(unpack([entry(2, (one, 2, 7.0), (points[1], 2, 9.5))], 0), NOW)
    lower_the_limit(one)
    again = begin()
    again.take(unpack([entry(1, (one, 1, 5.0)), entry(2, (one, 2, 7.0), (points[1], 2, 9.5))], 0), NOW)
    rows = again.take(unpack([entry(3, (one, 3, 7.0))], 0), NOW)
    assert [(row.point_id, row.current_status, row.limit) for row in rows] == [(one, "H", 6.0)]
    assert again.take(unpack([entry(4, (one, 4, 7.0))], 0), NOW) == []


def test_the_alarm_of_a_point_that_is_gone_ends(points: list[int]) -> None:
    judge = begin()
    judge.take(unpack([entry(1, (points[0], 1, 9.5))], 0), NOW)
    Point.objects.filter(pk=points[0]).update(is_active=False)
    rows = judge.reload(load_partition_points(partition=0, partitions=1), NOW)
    assert [row.state for row in rows] == ["rtn_unack"]


def test_new_limits_hold_from_the_next_reading(points: list[int]) -> None:
    judge = begin()
    judge.take(unpack([entry(1, (points[0], 1, 7.0))], 0), NOW)
    lower_the_limit(points[0])
    assert judge.reload(load_partition_points(partition=0, partitions=1), NOW) == []
    (row,) = judge.take(unpack([entry(2, (points[0], 2, 7.0))], 0), NOW)
    assert (row.current_status, row.limit) == ("H", 6.0)


def test_points_may_come_to_a_partition_that_had_none() -> None:
    judge = begin()
    keep_points(1)
    assert judge.reload(load_partition_points(partition=0, partitions=1), NOW) == []
    point = Point.objects.get().pk
    assert len(judge.take(unpack([entry(1, (point, 1, 9.5))], 0), NOW)) == 1


def test_a_point_falls_silent_once_while_its_device_speaks(points: list[int]) -> None:
    judge = begin()
    one, two, _ = points
    judge.take(unpack([entry(1, (one, 0, 5.0), (two, 0, 5.0))], 0), NOW)
    judge.take(unpack([entry(2, (one, 9, 5.0))], 0), NOW)
    later = NOW + timedelta(seconds=10)
    rows, silent = judge.mark_silent(later)
    assert [(row.point_id, row.current_status) for row in rows] == [(two, "STALE")]
    assert silent == set()
    assert judge.mark_silent(later)[0] == []
    rows, silent = judge.mark_silent(later + timedelta(seconds=60))
    assert rows == []
    assert silent == {int(Point.objects.get(pk=one).device_id)}


def test_the_newest_values_are_told_once(points: list[int]) -> None:
    judge = begin()
    judge.take(unpack([entry(1, (points[0], 1, 5.0), (points[1], 1, 6.0))], 0), NOW)
    batch = judge.newest(NOW)
    assert batch is not None
    np.testing.assert_array_equal(batch.value, [5.0, 6.0])
    assert judge.newest(NOW) is None
