import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from asgiref.sync import sync_to_async
from django.db import OperationalError, connection
from tests.support.points import keep_points
from tests.support.working import START_US, bench_in

from anlan.telemetry.api import Alarm, AlarmTransition, PartitionState, Point
from anlan.telemetry.workers.partition import Partition

pytestmark = pytest.mark.django_db(transaction=True)


@sync_to_async
def points(count: int) -> list[int]:
    keep_points(count)
    return list(Point.objects.order_by("pk").values_list("pk", flat=True))


@sync_to_async
def alarms() -> list[tuple[object, ...]]:
    fields = (
        "point_id",
        "side",
        "state",
        "start_status",
        "worst_status",
        "current_status",
        "value",
        "peak_value",
    )
    return list(Alarm.objects.order_by("pk").values_list(*fields))


@sync_to_async
def steps() -> list[str]:
    return list(AlarmTransition.objects.order_by("pk").values_list("kind", flat=True))


async def test_readings_become_one_alarm_that_escalates_and_returns(tmp_path: Path) -> None:
    one, *_ = await points(2)
    async with bench_in(tmp_path) as bench:
        for second, value in enumerate([5.0, 8.5, 9.5, 9.9, 8.5, 5.0]):
            await bench.send((one, second, value))
        await bench.work_off()
        assert await alarms() == [(one, "high", "rtn_unack", "H", "HH", "NORMAL", 5.0, 9.9)]
        assert await steps() == ["raised", "escalated", "deescalated", "returned"]


async def test_every_reading_is_in_the_lake(tmp_path: Path) -> None:
    one, two = await points(2)
    async with bench_in(tmp_path) as bench:
        await bench.send((one, 0, 5.0), (two, 0, 6.0))
        await bench.send((one, 1, 5.5))
        await bench.send((two, -3600, 7.0), backfill=True)
        await bench.work_off()
        assert bench.lake.raw(one, START_US, START_US + 10**9).value.tolist() == [5.0, 5.5]
        assert bench.lake.raw(two, START_US - 10**10, START_US + 10**9).value.tolist() == [7.0, 6.0]


async def test_back_filled_readings_never_raise(tmp_path: Path) -> None:
    one, *_ = await points(1)
    async with bench_in(tmp_path) as bench:
        await bench.send((one, 0, 9.9), backfill=True)
        await bench.work_off()
        assert await alarms() == []


async def test_a_second_run_goes_on_where_the_first_ended(tmp_path: Path) -> None:
    one, *_ = await points(1)
    async with bench_in(tmp_path) as bench:
        await bench.send((one, 0, 8.5))
        await bench.work_off()
        await bench.send((one, 1, 9.5))
        await bench.work_off()
        assert await steps() == ["raised", "escalated"]
        state = await sync_to_async(PartitionState.objects.get)()
        assert (state.applied_sequence, state.state_sequence) == (2, 2)


async def test_a_replay_after_the_outputs_were_committed_says_nothing_twice(tmp_path: Path) -> None:
    one, *_ = await points(1)
    async with bench_in(tmp_path) as bench:
        for second, value in enumerate([8.5, 5.0, 8.5, 9.5]):
            await bench.send((one, second, value))
        await bench.work_off()
        before = await alarms(), await steps()
        await sync_to_async(PartitionState.objects.update)(state_sequence=0, state=b"")
        await bench.work_off()
        assert (await alarms(), await steps()) == before
        await bench.send((one, 9, 8.7))
        await bench.work_off()
        assert (await steps())[-1] == "deescalated"


async def test_what_is_no_batch_is_passed_over(tmp_path: Path) -> None:
    one, *_ = await points(1)
    async with bench_in(tmp_path) as bench:
        await bench.bus.append("anlan.telemetry.readings.p0", b"rubbish")
        await bench.send((one, 0, 9.5))
        await bench.work_off()
        assert len(await alarms()) == 1


async def test_changed_rows_are_told_to_live_pages_after_the_commit(tmp_path: Path) -> None:
    one, *_ = await points(1)
    async with bench_in(tmp_path) as bench:
        told = asyncio.ensure_future(first_of(bench.bus.subscribe("anlan.live.alarms.>")))
        await bench.send((one, 0, 9.5))
        await bench.work_off()
        subject, data = await told
        alarm = await sync_to_async(Alarm.objects.get)()
        assert subject == f"anlan.live.alarms.370502.{alarm.enterprise_id}"
        assert f'"revision":{alarm.revision}'.encode() in data


async def first_of(messages: AsyncIterator[tuple[str, bytes]]) -> tuple[str, bytes]:
    return await anext(messages)


@sync_to_async
def cut_every_other_connection() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


async def test_after_a_lost_database_connection_the_next_attempt_works(tmp_path: Path) -> None:
    one, *_ = await points(1)
    async with bench_in(tmp_path) as bench:
        await bench.send((one, 0, 8.5))
        await bench.work_off()
        await cut_every_other_connection()
        await bench.send((one, 1, 9.5))
        with pytest.raises(OperationalError):
            await asyncio.wait_for(Partition(0, bench.setting).run(), 20)
        await bench.work_off()
        assert await steps() == ["raised", "escalated"]


async def test_a_lake_that_lags_behind_gets_each_reading_once(tmp_path: Path) -> None:
    one, *_ = await points(1)
    async with bench_in(tmp_path) as bench:
        for second in range(4):
            await bench.send((one, second, 5.0 + second / 10))
        await bench.work_off()
        await sync_to_async(PartitionState.objects.update)(state_sequence=2, state=b"", applied_sequence=3)
        await bench.send((one, 4, 5.4))
        await bench.work_off()
        found = bench.lake.raw(one, START_US, START_US + 10**9)
        assert found.value.tolist() == [5.0, 5.1, 5.2, 5.3, 5.4]
