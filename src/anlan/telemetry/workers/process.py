"""The worker: takes its share of the partitions and keeps them running."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import psycopg
import structlog

from anlan.bus.port import BusUnavailableError
from anlan.contracts.subjects import POINTS_CHANGED
from anlan.telemetry.workers import metrics
from anlan.telemetry.workers.deadletters import file_all
from anlan.telemetry.workers.ownership import DEAD_LETTER_DUTY, Ownership
from anlan.telemetry.workers.partition import Partition, Setting

BALANCE_S = 1.0
RETRY_S = 1.0
RELOAD_S = 60.0
COMPACT_S = 15.0

log = structlog.get_logger()


@dataclass(slots=True)
class Worker:
    """One worker process.

    Attributes:
        setting: What its partitions share.
        database: Parameters of `psycopg.connect`, for the locks.
        trouble: Why it does not do its work now, "" if it does.
    """

    setting: Setting
    database: dict[str, Any]
    trouble: str = "starting"
    _duty: "asyncio.Task[None] | None" = None
    _running: dict[int, tuple[Partition, "asyncio.Task[None]"]] = field(default_factory=dict)

    async def run(self, stop: asyncio.Event) -> None:
        """Work until `stop` is set; then save everything and give it up."""
        helpers = [asyncio.create_task(self._watch_points()), asyncio.create_task(self._compact(stop))]
        helpers.append(asyncio.create_task(self._reload_now_and_then(stop)))
        try:
            while not stop.is_set():
                try:
                    await self._own(stop)
                except (psycopg.Error, OSError) as error:
                    self.trouble = f"the database cannot be reached: {error}"
                    log.warning("ownership_lost", error=str(error))
                    await self._end(list(self._running))
                    await _pause(stop, RETRY_S)
        finally:
            for helper in helpers:
                helper.cancel()
            await asyncio.gather(*helpers, return_exceptions=True)

    async def _own(self, stop: asyncio.Event) -> None:
        ownership = await asyncio.to_thread(Ownership, self.database, self.setting.partitions)
        try:
            while not stop.is_set():
                gained, surplus = await asyncio.to_thread(ownership.balance)
                for number in gained:
                    self._begin(number)
                if surplus:
                    await self._end(list(surplus))
                    await asyncio.to_thread(ownership.release, surplus)
                metrics.OWNED.set(len(ownership.owned))
                if self._duty is None and await asyncio.to_thread(ownership.take_duty, DEAD_LETTER_DUTY):
                    self._duty = asyncio.create_task(self._file_dead_letters())
                self.trouble = ""
                await _pause(stop, BALANCE_S)
            await self._end(list(self._running))
        finally:
            if self._duty is not None:
                self._duty.cancel()
                await asyncio.gather(self._duty, return_exceptions=True)
                self._duty = None
            with suppress(psycopg.Error):
                ownership.close()

    async def _file_dead_letters(self) -> None:
        while True:
            try:
                await file_all(self.setting.bus, self.setting.judging, self.setting.clock)
            except Exception:
                log.exception("filing_failed")
                await asyncio.sleep(RETRY_S)

    def _begin(self, number: int) -> None:
        partition = Partition(number, self.setting)
        self._running[number] = (partition, asyncio.create_task(self._keep(number, partition)))

    async def _keep(self, number: int, partition: Partition) -> None:
        """Run a partition; after a failure, begin again from its checkpoint."""
        while not partition.stopping:
            try:
                await partition.run()
            except Exception as error:
                self.trouble = f"partition {number}: {type(error).__name__}: {error}"
                log.exception("partition_failed", partition=number)
                await partition.pause(RETRY_S)

    async def _end(self, numbers: list[int]) -> None:
        ending = [self._running.pop(number) for number in numbers if number in self._running]
        for partition, _ in ending:
            partition.stop()
        await asyncio.gather(*(task for _, task in ending))

    async def _watch_points(self) -> None:
        while True:
            try:
                async for _ in self.setting.bus.subscribe(POINTS_CHANGED):
                    for partition, _task in self._running.values():
                        partition.reload()
            except BusUnavailableError:
                await asyncio.sleep(RETRY_S)

    async def _reload_now_and_then(self, stop: asyncio.Event) -> None:
        """An announcement may be lost (the broker was away): nobody judges by old limits for long."""
        while not stop.is_set():
            await _pause(stop, RELOAD_S)
            for partition, _task in self._running.values():
                partition.reload()

    async def _compact(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            await _pause(stop, COMPACT_S)
            mine = frozenset(self._running)
            if not mine or stop.is_set():
                continue
            try:
                await asyncio.get_running_loop().run_in_executor(
                    self.setting.writing, self._compact_now, mine, stop
                )
            except Exception:
                log.exception("compaction_failed")

    def _compact_now(self, mine: frozenset[int], stop: asyncio.Event) -> None:
        self.setting.lake.compact(self.setting.clock(), mine, stop=stop.is_set)


def executors(partitions: int) -> tuple[ThreadPoolExecutor, ThreadPoolExecutor]:
    """Return the threads for judging and for the lake."""
    return (
        ThreadPoolExecutor(min(4, partitions), "judging"),
        ThreadPoolExecutor(min(3, partitions + 1), "writing"),
    )


async def _pause(stop: asyncio.Event, seconds: float) -> None:
    with suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)
