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
        sequence: Newest log sequence in it.
    """

    point: NDArray[np.int32]
    ts: NDArray[np.int64]
    value: NDArray[np.float64]
    quality: NDArray[np.uint8]
    arrived_us: NDArray[np.int64]
    live: NDArray[np.bool_]
    sequence: int

    def __len__(self) -> int:
        return len(self.point)

    def to_judge(self) -> Batch:
        """Return what the evaluation looks at."""
        if self.live.all():
            return Batch(self.point, self.ts, self.value, self.quality, self.arrived_us)
        m = self.live
        return Batch(self.point[m], self.ts[m], self.value[m], self.quality[m], self.arrived_us[m])


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
    )


def joined(parts: Sequence[Readings]) -> Readings:
    """Return several as one, in their order; at least one."""
    names = ("point", "ts", "value", "quality", "arrived_us", "live")
    columns = {name: np.concatenate([getattr(part, name) for part in parts]) for name in names}
    return Readings(**columns, sequence=parts[-1].sequence)


def _decoded(entry: LogEntry, partition: int) -> ReadingBatch | None:
    try:
        return decode(entry.data)
    except UndecodableBatchError as error:
        UNDECODABLE.labels(partition).inc()
        log.warning("undecodable_batch", stream=entry.stream, sequence=entry.sequence, error=str(error))
        return None
