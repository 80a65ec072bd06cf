"""The loop of one owned partition."""

import asyncio
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ParamSpec, Protocol, TypeVar

import structlog
from django.db import Error, connection

from anlan.bus.port import Broadcast, BusUnavailableError, Log, LogEntry
from anlan.contracts import alarms, readings
from anlan.contracts.alarms import AlarmChanged
from anlan.contracts.subjects import live_alarm_subject, live_latest_subject, readings_stream
from anlan.records.access.api import system_actor
from anlan.telemetry.actions.devices import save_device_states
from anlan.telemetry.actions.suppressions import end_due_suppressions
from anlan.telemetry.actions.timers import re_alarm
from anlan.telemetry.lake.lake import Lake
from anlan.telemetry.queries.judgement import load_partition_points, points_fingerprint
from anlan.telemetry.workers import metrics
from anlan.telemetry.workers.batches import Readings, unpack
from anlan.telemetry.workers.historian import Historian
from anlan.telemetry.workers.judge import Judge

CHORES_EVERY = timedelta(seconds=1)
DEVICES_EVERY = timedelta(seconds=5)
DISCARD_EVERY = timedelta(seconds=10)
COMPARE_EVERY = timedelta(seconds=60)
"""How often points and limits are compared, for a message that they changed may be lost."""
CAUGHT_UP = timedelta(seconds=2)
MARGIN_ENTRIES = 1_000
"""Entries kept in the log behind what everybody has, for looking back."""

log = structlog.get_logger()
P = ParamSpec("P")
T = TypeVar("T")


class Bus(Log, Broadcast, Protocol):
    """What a partition needs of the bus."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What all partitions of a worker share.

    Attributes:
        owner: Name of this worker, unique. partitions: How many there are in all.
        judging, writing: Threads for database work, and for the lake. clock: The time.
    """

    owner: str
    partitions: int
    bus: Bus
    lake: Lake
    judging: Executor
    writing: Executor
    clock: Callable[[], datetime]


class Partition:
    """Reads, judges and keeps one partition until told to stop."""

    def __init__(self, number: int, setting: Setting) -> None:
        self.number = number
        self._setting = setting
        self._stop = asyncio.Event()
        self._reload = asyncio.Event()
        self._chores_at = self._devices_at = self._discard_at = self._compared_at = setting.clock()
        self._actor = system_actor(f"worker {setting.owner}")
        self.sequence = 0

    def stop(self) -> None:
        """Ask it to save and end."""
        self._stop.set()

    @property
    def stopping(self) -> bool:
        """Whether it was asked to end."""
        return self._stop.is_set()

    async def pause(self, seconds: float) -> None:
        """Wait before another attempt, unless it is asked to end."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._stop.wait(), seconds)

    def reload(self) -> None:
        """Ask it to read points and limits again."""
        self._reload.set()

    async def run(self) -> None:
        """Work until stopped.

        Raises:
            Exception: The database, the lake or the broker failed: begin again from the checkpoint.
        """
        now = self._setting.clock()
        judge = await self._threaded(self._take_over, now)
        through = await self._threaded(self._setting.lake.through, self.number)
        historian = Historian(
            self._setting.lake, self.number, through=through, executor=self._setting.writing, now=now
        )
        start = min(judge.sequence, through)
        log.info("partition_taken", partition=self.number, start=start, applied=judge.applied, lake=through)
        async for entries in self._setting.bus.read(readings_stream(self.number), after=start):
            await self._work(judge, historian, entries)
            if self._stop.is_set():
                break
        now = self._setting.clock()
        await historian.close(now)
        await self._threaded(lambda: judge.save(now, at_once=True))
        log.info("partition_given_up", partition=self.number, sequence=judge.sequence)

    def _take_over(self, now: datetime) -> Judge:
        points = load_partition_points(partition=self.number, partitions=self._setting.partitions)
        return Judge(partition=self.number, owner=self._setting.owner, points=points, now=now)

    async def _work(self, judge: Judge, historian: Historian, entries: Sequence[LogEntry]) -> None:
        for part in _parts(entries, {judge.sequence, judge.applied, historian.taken}):
            unpacked, changed = await self._threaded(self._judge, judge, part)
            await self._tell(changed)
            await historian.take(unpacked, self._setting.clock())
        self.sequence = judge.sequence
        now = self._setting.clock()
        if now - self._chores_at >= CHORES_EVERY:
            self._chores_at = now
            await self._chores(judge, historian, now, caught_up=_caught_up(entries, now))

    def _judge(self, judge: Judge, entries: Sequence[LogEntry]) -> tuple[Readings, list[AlarmChanged]]:
        unpacked = unpack(entries, self.number)
        return unpacked, judge.take(unpacked, self._setting.clock())

    async def _chores(self, judge: Judge, historian: Historian, now: datetime, *, caught_up: bool) -> None:
        compare = now - self._compared_at >= COMPARE_EVERY
        if self._reload.is_set() or compare:
            self._reload.clear()
            self._compared_at = now
            await self._tell(await self._threaded(self._take_points, judge, now))
        if caught_up:
            await self._tell(await self._threaded(self._timers, judge, now))
        await self._threaded(judge.save, now)
        await historian.flush_if_due(now)
        newest = judge.newest(now)
        if newest is not None:
            await self._publish(live_latest_subject(self.number), readings.encode(newest))
        if now - self._discard_at >= DISCARD_EVERY:
            self._discard_at = now
            await self._tidy(judge, historian)

    def _take_points(self, judge: Judge, now: datetime) -> list[AlarmChanged]:
        if points_fingerprint() == judge.points.fingerprint:
            return []
        points = load_partition_points(partition=self.number, partitions=self._setting.partitions)
        return judge.reload(points, now)

    def _timers(self, judge: Judge, now: datetime) -> list[AlarmChanged]:
        rows, silent = judge.mark_silent(now)
        codes = judge.points.enterprise_codes
        end_due_suppressions(actor=self._actor, enterprise_codes=codes, now=now)
        re_alarm(actor=self._actor, partition=self.number, now=now)
        if now - self._devices_at >= DEVICES_EVERY:
            self._devices_at = now
            save_device_states(heard=judge.last_heard(), silent=silent, now=now)
        return rows

    async def _tidy(self, judge: Judge, historian: Historian) -> None:
        stream = readings_stream(self.number)
        try:
            last = await self._setting.bus.last_sequence(stream)
            metrics.LAG.labels(self.number).set(max(0, last - judge.sequence))
            done = min(judge.state_sequence, historian.through) - MARGIN_ENTRIES
            if done > 0:
                await self._setting.bus.discard_through(stream, done)
        except BusUnavailableError as error:
            log.warning("tidying_failed", partition=self.number, error=str(error))

    async def _tell(self, rows: Sequence[AlarmChanged]) -> None:
        for row in rows:
            await self._publish(live_alarm_subject(row.division_code, row.enterprise_id), alarms.encode(row))

    async def _publish(self, subject: str, data: bytes) -> None:
        try:
            await self._setting.bus.publish(subject, data)
        except BusUnavailableError as error:
            # Pages ask for revisions they have not seen; nothing depends on this message.
            log.warning("live_message_lost", subject=subject, error=str(error))

    async def _threaded(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        def run() -> T:
            try:
                return work(*args, **kwargs)
            except Error:
                # The thread's connection may be dead; the next attempt begins with a new one.
                connection.close()
                raise

        return await asyncio.get_running_loop().run_in_executor(self._setting.judging, run)


def _parts(entries: Sequence[LogEntry], bounds: Collection[int]) -> Iterator[Sequence[LogEntry]]:
    """Yield the entries cut behind each bound: nobody takes a part that it has half already."""
    start = 0
    for bound in sorted(bounds):
        end = bisect_right(entries, bound, lo=start, key=lambda entry: entry.sequence)
        if end > start:
            yield entries[start:end]
        start = end
    if start < len(entries):
        yield entries[start:]


def _caught_up(entries: Sequence[LogEntry], now: datetime) -> bool:
    return not entries or now - entries[-1].stored_at < CAUGHT_UP
