"""Pushed readings to the log: scope, plausibility, partitions. The door for HTTP and files alike."""

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from asgiref.sync import sync_to_async
from numpy.typing import NDArray

from anlan.bus.port import BusUnavailableError
from anlan.contracts.readings import ReadingBatch, encode
from anlan.contracts.subjects import readings_subject
from anlan.kernel.instants import to_micros
from anlan.kernel.partitions import partition_of
from anlan.protocols.readings_push.rows import BadRow, PushedReadings
from anlan.records.access.api import Actor, Permission, in_scope
from anlan.telemetry.models import Point

FUTURE = timedelta(minutes=5)
"""`[design]` readings further ahead than this are refused: the sender's clock is wrong."""
HORIZON = timedelta(days=400)
"""`[design]` readings older than this are refused."""
BATCH_ROWS = 16_384
MAX_PROBLEMS = 1_000


class Appending(Protocol):
    """The half of `bus.port.Log` that ingest needs."""

    async def append(self, subject: str, data: bytes, *, message_id: str | None = None) -> int:
        """See `bus.port.Log.append`."""
        ...


class IngestPort:
    """The log that readings go to; filled by `project` when the process starts."""

    log: Appending | None = None
    partitions: int = 1


@dataclass(frozen=True, slots=True)
class Append:
    """One message for the log."""

    subject: str
    data: bytes
    message_id: str | None


@dataclass(frozen=True, slots=True)
class Accepted:
    """What became of a push: how many readings are stored, and which rows were not and why."""

    accepted: int
    refused: int
    problems: Sequence[BadRow]


@dataclass(frozen=True, slots=True, eq=False)
class _Known:
    """Ids and owners of the points a push names, by code."""

    codes: pa.Array
    point: NDArray[np.int32]
    enterprise: list[str]


async def ingest(*, actor: Actor, pushed: PushedReadings, now: datetime, message_id: str = "") -> Accepted:
    """Check pushed readings and store them in the log; returns once they are on disk.

    Args:
        actor: Needs `telemetry.ingest`; points out of its scope are unknown to it.
        pushed: What was sent.
        now: When it arrived.
        message_id: Makes a repetition within two minutes harmless; "" for none.

    Raises:
        PermissionDeniedError: The actor may not.
        BusUnavailableError: The log did not acknowledge; nothing is certain, repeat with the same id.
    """
    actor.require(Permission.TELEMETRY_INGEST)
    known = await sync_to_async(_known)(actor, pushed.codes.unique().to_pylist())
    place = pc.index_in(pushed.codes, known.codes).to_numpy(zero_copy_only=False)
    found = np.where(np.isnan(place), -1, place).astype(np.int64) if place.dtype.kind == "f" else place
    faults = {
        "unknown point, or not yours": found < 0,
        "time lies in the future": pushed.ts > to_micros(now + FUTURE),
        "time lies too far back": pushed.ts < to_micros(now - HORIZON),
    }
    usable = ~np.logical_or.reduce(list(faults.values()))
    share = _Share(known, np.flatnonzero(usable), found)
    await _store(_batches(pushed, share, to_micros(now), message_id))
    bad = [*pushed.bad, *_named(pushed, faults)]
    refused = len(pushed.bad) + int((~usable).sum())
    return Accepted(int(usable.sum()), refused, sorted(bad, key=lambda row: row.row)[:MAX_PROBLEMS])


def _known(actor: Actor, codes: Sequence[str]) -> _Known:
    points = Point.objects.filter(in_scope(actor), is_active=True, code__in=codes)
    rows = list(points.values_list("code", "pk", "enterprise_code"))
    return _Known(
        codes=pa.array([row[0] for row in rows], pa.string()),
        point=np.array([row[1] for row in rows], np.int32),
        enterprise=[row[2] for row in rows],
    )


def _named(pushed: PushedReadings, faults: dict[str, NDArray[np.bool_]]) -> list[BadRow]:
    named = {int(i): detail for detail, rows in reversed(faults.items()) for i in np.flatnonzero(rows)}
    return [BadRow(int(pushed.row[i]), named[i]) for i in sorted(named)[:MAX_PROBLEMS]]


@dataclass(frozen=True, slots=True, eq=False)
class _Share:
    """What a push may store: rows of it, and where their points stand among the known ones."""

    known: _Known
    rows: NDArray[np.int64]
    found: NDArray[np.int64]


def _batches(pushed: PushedReadings, share: _Share, now_us: int, message_id: str) -> Iterator[Append]:
    """Yield what to append: one partition each, not more than a message may hold."""
    known, rows, found = share.known, share.rows, share.found
    owner = np.array([partition_of(code, IngestPort.partitions) for code in known.enterprise], np.int64)
    partition = owner[found[rows]]
    for number in np.unique(partition).tolist():
        mine = rows[partition == number]
        for start in range(0, len(mine), BATCH_ROWS):
            some = mine[start : start + BATCH_ROWS]
            batch = ReadingBatch(
                known.point[found[some]], pushed.ts[some], pushed.value[some], pushed.quality[some],
                arrived_us=now_us, source="http", backfill=pushed.backfill,
            )  # fmt: skip
            name = f"{message_id}/{number}/{start}" if message_id else None
            yield Append(readings_subject(number), encode(batch), name)


async def _store(appends: Iterable[Append]) -> None:
    log = IngestPort.log
    if log is None:
        raise BusUnavailableError("this process has no log")
    await asyncio.gather(*(log.append(a.subject, a.data, message_id=a.message_id) for a in appends))
