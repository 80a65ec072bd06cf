from datetime import timedelta

import numpy as np
import pyarrow as pa
import pytest
from tests.support.actors import actor
from tests.support.points import keep_points
from tests.support.records import NOW, platform

from anlan.bus.memory import MemoryBus
from anlan.bus.port import BusUnavailableError
from anlan.contracts.readings import decode
from anlan.kernel.instants import to_micros
from anlan.kernel.partitions import partition_of
from anlan.protocols.readings_push.rows import BadRow, PushedReadings
from anlan.records.access.api import PermissionDeniedError
from anlan.telemetry import ingest as module
from anlan.telemetry.api import IngestPort, ingest

pytestmark = pytest.mark.django_db(transaction=True)
PARTITIONS = 3


def push(
    codes: list[str], *, shift: timedelta = timedelta(), bad: list[BadRow] | None = None
) -> PushedReadings:
    count = len(codes)
    return PushedReadings(
        row=np.arange(count), codes=pa.array(codes, pa.string()), ts=np.full(count, to_micros(NOW + shift)),
        value=np.arange(count, dtype=float), quality=np.zeros(count, np.uint8), bad=bad or [], backfill=False,
    )  # fmt: skip


@pytest.fixture
def bus(monkeypatch: pytest.MonkeyPatch) -> MemoryBus:
    made = MemoryBus(partitions=PARTITIONS)
    monkeypatch.setattr(IngestPort, "log", made)
    monkeypatch.setattr(IngestPort, "partitions", PARTITIONS)
    return made


@pytest.fixture
def codes() -> list[str]:
    return keep_points(2, division_codes=["370502", "370302", "370503"])


async def test_readings_go_to_the_partition_of_their_enterprise(codes: list[str], bus: MemoryBus) -> None:
    result = await ingest(actor=platform(), pushed=push(codes), now=NOW)
    assert (result.accepted, result.refused) == (len(codes), 0)
    for number in range(PARTITIONS):
        mine = [i for i, code in enumerate(codes) if partition_of(code[:9], PARTITIONS) == number]
        entries = bus._entries[f"READINGS_p{number}"]
        assert [value for entry in entries for value in decode(entry.data).value.tolist()] == mine


async def test_large_pushes_are_cut(
    codes: list[str], bus: MemoryBus, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "BATCH_ROWS", 10)
    await ingest(actor=platform(), pushed=push([codes[0]] * 25), now=NOW)
    sizes = [len(decode(e.data)) for entries in bus._entries.values() for e in entries]
    assert sizes == [10, 10, 5]


async def test_a_repetition_with_the_same_id_is_stored_once(codes: list[str], bus: MemoryBus) -> None:
    for _ in range(2):
        await ingest(actor=platform(), pushed=push(codes[:1]), now=NOW, message_id="m")
    assert sum(len(entries) for entries in bus._entries.values()) == 1


async def test_bad_rows_of_the_body_and_of_the_check_are_named_together(
    codes: list[str], bus: MemoryBus
) -> None:
    result = await ingest(actor=platform(), pushed=push([codes[0], "?"], bad=[BadRow(7, "no time")]), now=NOW)
    assert (result.accepted, result.refused) == (1, 2)
    assert [bad.row for bad in result.problems] == [1, 7]


@pytest.mark.parametrize(
    ("shift", "word"), [(timedelta(minutes=6), "future"), (timedelta(days=-401), "far back")]
)
async def test_impossible_times_are_refused(
    codes: list[str], bus: MemoryBus, shift: timedelta, word: str
) -> None:
    result = await ingest(actor=platform(), pushed=push(codes[:1], shift=shift), now=NOW)
    assert result.accepted == 0
    assert word in result.problems[0].detail


async def test_points_out_of_scope_are_unknown(codes: list[str], bus: MemoryBus) -> None:
    result = await ingest(actor=actor("3703"), pushed=push(codes), now=NOW)
    assert (result.accepted, result.refused) == (2, 4)


async def test_needs_the_permission(codes: list[str], bus: MemoryBus) -> None:
    with pytest.raises(PermissionDeniedError):
        await ingest(actor=actor(permissions=[]), pushed=push(codes), now=NOW)


async def test_without_a_log_nothing_is_acknowledged(
    codes: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(IngestPort, "log", None)
    with pytest.raises(BusUnavailableError):
        await ingest(actor=platform(), pushed=push(codes), now=NOW)
