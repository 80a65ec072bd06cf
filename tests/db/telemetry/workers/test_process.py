import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.db import connection
from tests.support.points import keep_points
from tests.support.waiting import eventually
from tests.support.working import Bench, bench_in

from anlan.contracts.deadletters import DeadLetter as Letter
from anlan.contracts.deadletters import Reason, encode
from anlan.contracts.subjects import dead_letter_subject
from anlan.telemetry.api import Alarm, DeadLetter, Point
from anlan.telemetry.workers.process import Worker

pytestmark = pytest.mark.django_db(transaction=True)


def database() -> dict[str, Any]:
    known = connection.get_connection_params()
    return {name: known[name] for name in ("host", "port", "dbname", "user", "password") if known.get(name)}


@asynccontextmanager
async def working(bench: Bench, owner: str) -> AsyncIterator[Worker]:
    worker = Worker(replace(bench.setting, owner=owner), database())
    stop = asyncio.Event()
    task = asyncio.create_task(worker.run(stop))
    try:
        await eventually(lambda: worker.trouble == "", f"{owner} works")
        yield worker
    finally:
        stop.set()
        await asyncio.wait_for(task, 30)


@sync_to_async
def point() -> int:
    keep_points(1)
    return Point.objects.get().pk


async def test_a_worker_judges_files_dead_letters_and_saves_at_the_end(tmp_path: Path) -> None:
    one = await point()
    async with bench_in(tmp_path) as bench:
        async with working(bench, "a"):
            await bench.send((one, 0, 9.5))
            letter = Letter("mqtt", Reason.UNDECODABLE, "x", "t", "", 1_795_000_000_000_000, b"x", 1)
            await bench.bus.append(dead_letter_subject("mqtt"), encode(letter))
            counts = sync_to_async(lambda: (Alarm.objects.count(), DeadLetter.objects.count()))
            async with asyncio.timeout(20):
                while await counts() != (1, 1):
                    pass
        assert bench.lake.through(0) == 1


async def test_another_worker_takes_over_what_one_gives_up(tmp_path: Path) -> None:
    one = await point()
    async with bench_in(tmp_path) as bench:
        async with working(bench, "a"), working(bench, "b") as second:
            assert not second._running, "one partition, one owner"
        async with working(bench, "c") as third:
            await eventually(lambda: third._running.keys() == {0}, "the partition is taken over")
            await bench.send((one, 0, 9.5))
            async with asyncio.timeout(20):
                while not await sync_to_async(Alarm.objects.exists)():
                    pass


async def test_a_partition_that_fails_begins_again_from_its_checkpoint(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = await point()
    async with bench_in(tmp_path) as bench, working(bench, "a") as worker:
        failed: list[Worker] = []

        def fail_once(*arguments: Any) -> bool:
            if not failed:
                failed.append(worker)
                raise OSError("disk full")
            return append(*arguments)

        append = bench.lake.append
        monkeypatch.setattr(bench.lake, "append", fail_once)
        await bench.send((one, 0, 9.5))
        await eventually(lambda: failed and bench.lake.through(0) == 1, "the reading is kept in the end")
        assert await sync_to_async(Alarm.objects.count)() == 1
