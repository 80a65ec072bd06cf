from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from tests.support.records import NOW
from tests.support.waiting import eventually

from anlan.bus.port import LogEntry
from anlan.contracts.readings import ReadingBatch, encode
from anlan.telemetry.lake.lake import Lake
from anlan.telemetry.workers import historian as module
from anlan.telemetry.workers.batches import Readings, unpack
from anlan.telemetry.workers.historian import FLUSH_EVERY, Historian

START = 1_795_000_000_000_000


def readings(sequence: int, rows: int = 1) -> Readings:
    ts = START + np.arange(rows) * 1_000_000 + sequence * 10**9
    batch = ReadingBatch(np.ones(rows, np.int32), ts, np.ones(rows), np.zeros(rows, np.uint8), arrived_us=1)
    return unpack([LogEntry("READINGS_p0", sequence, "s", encode(batch), {}, NOW)], 0)


def kept(lake: Lake) -> int:
    return len(lake.raw(1, 0, START + 10**13).ts)


class Setup:
    def __init__(self, folder: Path) -> None:
        self.lake = Lake(str(folder / "lake"))
        self.executor = ThreadPoolExecutor(1)
        self.historian = self.begin(NOW)

    def begin(self, now: datetime) -> Historian:
        return Historian(self.lake, 0, through=self.lake.through(0), executor=self.executor, now=now)


@pytest.fixture
def setup(tmp_path: Path) -> Setup:
    return Setup(tmp_path)


async def test_readings_wait_for_each_other_and_are_appended_together(setup: Setup) -> None:
    await setup.historian.take(readings(1), NOW)
    await setup.historian.take(readings(2), NOW)
    assert setup.historian.through == 0
    await setup.historian.flush_if_due(NOW + FLUSH_EVERY)
    await eventually(lambda: setup.lake.through(0) == 2, "both are in the lake")
    await setup.historian.close(NOW)
    assert (setup.historian.through, kept(setup.lake)) == (2, 2)


async def test_many_rows_do_not_wait(setup: Setup, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "FLUSH_ROWS", 10)
    await setup.historian.take(readings(1, rows=10), NOW)
    await eventually(lambda: setup.lake.through(0) == 1, "they are in the lake")
    await setup.historian.close(NOW)


async def test_too_many_rows_hold_the_reader_up(setup: Setup, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "FLUSH_ROWS", 10)
    monkeypatch.setattr(module, "MAX_WAITING_ROWS", 20)
    for sequence in range(1, 8):
        await setup.historian.take(readings(sequence, rows=10), NOW)
        assert setup.historian._rows <= 20
    await setup.historian.close(NOW)
    assert kept(setup.lake) == 70


async def test_a_replay_is_not_kept_twice(setup: Setup) -> None:
    for _ in range(2):
        historian = setup.begin(NOW)
        historian.taken = 0
        await historian.take(readings(1), NOW)
        await historian.close(NOW)
    assert kept(setup.lake) == 1


async def test_what_the_lake_has_is_passed_over(setup: Setup) -> None:
    await setup.historian.take(readings(3), NOW)
    await setup.historian.close(NOW)
    again = setup.begin(NOW)
    await again.take(readings(3), NOW + timedelta(hours=1))
    await again.close(NOW)
    assert kept(setup.lake) == 1


async def test_a_failing_lake_is_told_to_the_reader(setup: Setup, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(setup.lake, "append", fail)
    await setup.historian.take(readings(1), NOW)
    with pytest.raises(OSError, match="disk full"):
        await setup.historian.close(NOW)
