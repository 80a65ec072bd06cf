from pathlib import Path
from types import SimpleNamespace
from typing import Self, cast

import pytest
from tests.support.counties import COUNTIES

from anlan.bus.jetstream import JetStreamBus
from anlan.bus.memory import MemoryBus
from anlan.contracts.readings import decode
from anlan.contracts.subjects import readings_stream
from anlan.kernel.partitions import partition_of
from anlan.project.bench import load as load_module
from anlan.project.bench.load import PARTITIONS, Load, publish
from anlan.project.bench.rig import Platform
from anlan.simulation.province import Size, build_province
from anlan.simulation.storage import save_catalogue

PROVINCE = build_province(COUNTIES, seed=1, size=Size(6, 3, 200))


class Database:
    """Answers the one question of the load: which id a code has."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def execute(self, _: str) -> "Database":
        return self

    def fetchall(self) -> list[tuple[str, int]]:
        return [(p.code, 1000 + i) for i, p in enumerate(PROVINCE.points)]


@pytest.fixture
def load(tmp_path: Path) -> Load:
    save_catalogue(PROVINCE, tmp_path / "simulation" / "province.msgpack")
    return Load.of(cast("Platform", SimpleNamespace(var=tmp_path, database=Database)))


def test_a_cycle_has_every_point_once_in_its_owners_partition(load: Load) -> None:
    seen: dict[int, int] = {}
    for partition, data in load.cycle(1_780_000_000, crossed=False):
        batch = decode(data)
        assert set(batch.ts.tolist()) == {1_780_000_000_000_000}
        seen |= dict.fromkeys(batch.point.tolist(), partition)
    expected = {1000 + i: partition_of(p.enterprise_code, PARTITIONS) for i, p in enumerate(PROVINCE.points)}
    assert seen == expected


def test_the_crossing_points_go_past_hh_and_no_other_leaves_its_limits(load: Load) -> None:
    for crossed in (False, True):
        shown: dict[int, float] = {}
        for _, data in load.cycle(1_780_000_000, crossed=crossed):
            batch = decode(data)
            shown |= dict(zip(batch.point.tolist(), batch.value.tolist(), strict=True))
        above = {i for i, p in enumerate(PROVINCE.points) if shown[1000 + i] > p.limits[-1].value}
        assert above == (set(load.crossing.tolist()) if crossed else set())


async def test_cycles_are_a_second_apart_and_the_last_sequences_are_told(
    load: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(load_module, "BATCH_ROWS", 20)
    bus = MemoryBus(partitions=PARTITIONS)
    last = await publish(load, cast("JetStreamBus", bus), 3, start_s=1_780_000_000, cross_after=3)
    stored, times = 0, set[int]()
    for partition, sequence in last.items():
        entries = await anext(bus.read(readings_stream(partition), after=0))
        assert entries[-1].sequence == sequence
        for entry in entries:
            batch = decode(entry.data)
            stored += len(batch)
            times |= set((batch.ts // 1_000_000).tolist())
    assert stored == 3 * 200
    assert sorted(times) == [1_780_000_000 + i for i in range(3)]
