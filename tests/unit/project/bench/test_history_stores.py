"""The lake as a store of the benchmark."""

from pathlib import Path

from anlan.project.bench.history_data import END_DAY, Dataset
from anlan.project.bench.history_stores import LakeStore
from anlan.project.bench.servers import size_of
from anlan.telemetry.lake.columns import DAY_US, HOUR_US, day_start

SMALL = Dataset(fast=1, fast_days=2, slow=2, slow_days=3, province=0, province_days=0)


def test_loads_and_answers_both_jobs(tmp_path: Path) -> None:
    store = LakeStore.at(tmp_path)
    said: list[str] = []
    store.load(SMALL, said.append)
    start, end = day_start(END_DAY - 1), day_start(END_DAY)
    assert said
    assert store.day(1, start, end) == 86_400
    assert store.day(100, start, end) == 1_440
    assert store.year(100, end - 2 * DAY_US, end, HOUR_US) == 48
    assert 0 < store.size() == sum(store.sizes().values()) < size_of(tmp_path)
    store.close()
