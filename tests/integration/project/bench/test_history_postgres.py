"""PostgreSQL as a peer: what goes in comes out."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from anlan.project.bench.history_data import END_DAY, Dataset, point_day
from anlan.project.bench.history_postgres import SIGNATURE, PostgresStore, decode, encode
from anlan.telemetry.lake.columns import DAY_US, HOUR_US, day_start

SMALL = Dataset(fast=1, fast_days=1, slow=1, slow_days=2, province=0, province_days=0)


@pytest.fixture(scope="module")
def store() -> Iterator[PostgresStore]:
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        store = PostgresStore.at(Path(folder) / "peer")
        store.load(SMALL, lambda _: None)
        yield store
        store.close()


def test_answers_both_jobs(store: PostgresStore) -> None:
    end = day_start(END_DAY)
    assert store.day(1, end - DAY_US, end) == 86_400
    assert store.day(100, end - DAY_US, end) == 1_440
    assert store.year(100, end - 2 * DAY_US, end, HOUR_US) == 48
    assert store.size() > 86_400 * 30


def test_rows_are_in_binary_copy_format() -> None:
    block = point_day(1, END_DAY, 60)
    assert len(encode(block)) == 1_440 * 40
    assert decode(SIGNATURE + b"\xff\xff")[0].tolist() == []
