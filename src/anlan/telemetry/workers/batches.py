"""Log entries to columns."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import structlog
from numpy.typing import NDArray

from anlan.bus.port import LogEntry
from anlan.contracts.readings import Quality, ReadingBatch, UndecodableBatchError, decode
from anlan.telemetry.evaluation.engine import Batch
from anlan.telemetry.workers.metrics import UNDECODABLE

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, eq=False)
class Readings:
    """Readings of some log entries as columns, in order.

    Attributes:
        point, ts, value, quality: As in `contracts.readings.ReadingBatch`; NaN is always BAD.
        arrived_us: Arrival of each. live: False for back-filled ones (history only).
        sequence: Newest log sequence in it. ends: Where each log entry's readings end.
    """

    point: NDArray[np.int32]
    ts: NDArray[np.int64]
    value: NDArray[np.float64]
    quality: NDArray[np.uint8]
    arrived_us: NDArray[np.int64]
    live: NDArray[np.bool_]
    sequence: int
    ends: Sequence[int]

    def __len__(self) -> int:
        return len(self.point)

    def to_judge(self) -> list[Batch]:
        """Return what the evaluation looks at, entry by entry."""
        starts = (0, *self.ends[:-1])
        parts = [slice(start, end) for start, end in zip(starts, self.ends, strict=True) if end > start]
        return [self._batch(part) for part in parts if self.live[part.start]]

    def _batch(self, part: slice) -> Batch:
        return Batch(
            self.point[part], self.ts[part], self.value[part], self.quality[part], self.arrived_us[part]
        )


def unpack(entries: Sequence[LogEntry], partition: int) -> Readings:
    """Return the readings of log entries; what is no batch is counted and passed over."""
    batches = [batch for entry in entries if (batch := _decoded(entry, partition)) is not None]
    sizes = [len(batch) for batch in batches]
    columns = {
        name: np.concatenate([np.empty(0, kind), *(getattr(batch, name) for batch in batches)])
        for name, kind in (
            ("point", np.int32),
            ("ts", np.int64),
            ("value", np.float64),
            ("quality", np.uint8),
        )
    }
    columns["quality"] = np.where(np.isfinite(columns["value"]), columns["quality"], Quality.BAD).astype(
        np.uint8
    )
    return Readings(
        **columns,
        arrived_us=np.repeat(np.array([batch.arrived_us for batch in batches], np.int64), sizes),
        live=np.repeat(np.array([not batch.backfill for batch in batches], bool), sizes),
        sequence=entries[-1].sequence,
        ends=np.cumsum(sizes).tolist(),
    )


def joined(parts: Sequence[Readings]) -> Readings:
    """Return several as one, in their order; at least one."""
    names = ("point", "ts", "value", "quality", "arrived_us", "live")
    columns = {name: np.concatenate([getattr(part, name) for part in parts]) for name in names}
    offsets = np.cumsum([0, *(len(part) for part in parts)]).tolist()
    ends = [offset + end for part, offset in zip(parts, offsets, strict=False) for end in part.ends]
    return Readings(**columns, sequence=parts[-1].sequence, ends=ends)


def _decoded(entry: LogEntry, partition: int) -> ReadingBatch | None:
    try:
        return decode(entry.data)
    except UndecodableBatchError as error:
        UNDECODABLE.labels(partition).inc()
        log.warning("undecodable_batch", stream=entry.stream, sequence=entry.sequence, error=str(error))
        return None
