"""The columnar batch of readings: the unit of work from gateway to lake.

One batch belongs to one partition. On the wire it is one Arrow IPC stream with one record batch;
facts that hold for the whole batch travel in the schema metadata.
"""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

SCHEMA = pa.schema(
    [
        pa.field("point", pa.int32(), nullable=False),
        pa.field("ts", pa.int64(), nullable=False),
        pa.field("value", pa.float64(), nullable=False),
        pa.field("quality", pa.uint8(), nullable=False),
    ]
)


class Quality(IntEnum):
    """Quality of one reading as its source states it; the bad-data gate may lower it."""

    GOOD = 0
    UNCERTAIN = 1
    BAD = 2


class UndecodableBatchError(ValueError):
    """The bytes are not a readings batch."""


@dataclass(frozen=True, slots=True, eq=False)
class ReadingBatch:
    """Readings of one partition, in order of arrival; per owner the order is kept.

    Attributes:
        point: Internal point ids, int32, shape (n,).
        ts: Source time [us since epoch, UTC], int64, shape (n,).
        value: In the point's own unit, float64, shape (n,); NaN only with quality BAD.
        quality: `Quality` codes, uint8, shape (n,).
        arrived_us: When the gateway received the newest of them [us since epoch, UTC].
        source: Name of the gateway process, for tracing.
        backfill: True for data sent later from an edge buffer (断点续传): history only, never alarms.
        origins: 8-byte digests of the device messages these readings came in, so that a gateway that starts
            again recognises a message it has stored but not yet acknowledged.
    """

    point: NDArray[np.int32]
    ts: NDArray[np.int64]
    value: NDArray[np.float64]
    quality: NDArray[np.uint8]
    arrived_us: int
    source: str = ""
    backfill: bool = False
    origins: bytes = b""

    def __len__(self) -> int:
        return len(self.point)


def encode(batch: ReadingBatch) -> bytes:
    """Return the batch as one Arrow IPC stream (about 21 bytes a reading)."""
    schema = SCHEMA.with_metadata(
        {
            "arrived_us": str(batch.arrived_us),
            "source": batch.source,
            "backfill": "1" if batch.backfill else "0",
            "origins": batch.origins,
        }
    )
    columns = [pa.array(a) for a in (batch.point, batch.ts, batch.value, batch.quality)]
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, schema) as writer:
        writer.write_batch(pa.record_batch(columns, schema=schema))
    return bytes(sink.getvalue())


def decode(data: bytes) -> ReadingBatch:
    """Return the batch in an Arrow IPC stream, without copying the columns.

    Raises:
        UndecodableBatchError: Not Arrow, another schema, nulls, or metadata missing.
    """
    try:
        with pa.ipc.open_stream(data) as reader:
            table = reader.read_all().combine_chunks()
        meta = table.schema.metadata or {}
        facts = int(meta[b"arrived_us"]), meta[b"source"].decode(), meta[b"backfill"] == b"1"
        origins = meta.get(b"origins", b"")
    except (pa.ArrowException, KeyError, ValueError, OSError) as error:
        raise UndecodableBatchError(f"not a readings batch: {error}") from error
    if not table.schema.equals(SCHEMA, check_metadata=False) or any(c.null_count for c in table.columns):
        raise UndecodableBatchError(f"not the readings schema: {table.schema.to_string()}")
    point, ts, value, quality = (c.combine_chunks().to_numpy() for c in table.columns)
    return ReadingBatch(
        point, ts, value, quality, arrived_us=facts[0], source=facts[1], backfill=facts[2], origins=origins
    )
