"""Readings as files: CSV for people, Arrow for programs, piece by piece."""

from collections.abc import Iterable, Iterator

import numpy as np
import pyarrow as pa

from anlan.contracts.readings import Quality
from anlan.telemetry.lake.series import Buckets, Series

CSV = "text/csv; charset=utf-8"
ARROW = "application/vnd.apache.arrow.stream"
SHANGHAI_US = 8 * 3_600_000_000
INSTANT = pa.timestamp("us", "UTC")
READINGS = pa.schema(
    [
        pa.field("time", INSTANT, nullable=False),
        pa.field("value", pa.float64(), nullable=False),
        pa.field("quality", pa.uint8(), nullable=False),
    ]
)
QUALITIES = np.array([quality.name.lower() for quality in Quality])


def csv_pieces(series: Iterable[Series]) -> Iterator[bytes]:
    """Yield CSV with a header: China time (ISO 8601), value (exact), quality as a word."""
    yield "\ufefftime,value,quality\r\n".encode()
    for part in series:
        local = (part.ts + SHANGHAI_US).astype("datetime64[us]")
        times = np.datetime_as_string(local, unit="ms" if not (part.ts % 1000).any() else "us").tolist()
        words = QUALITIES[np.minimum(part.quality, len(QUALITIES) - 1)].tolist()
        rows = zip(times, part.value.tolist(), words, strict=True)
        yield "".join(f"{time}+08:00,{value!r},{word}\r\n" for time, value, word in rows).encode()


def arrow_pieces(series: Iterable[Series]) -> Iterator[bytes]:
    """Yield one Arrow IPC stream: `time`, `value`, `quality`; a record batch for each part."""
    sink = _Pieces()
    with pa.ipc.new_stream(sink, READINGS) as writer:
        yield from sink.drain()
        for part in series:
            columns = [pa.array(part.ts).view(INSTANT), pa.array(part.value), pa.array(part.quality)]
            writer.write_batch(pa.record_batch(columns, schema=READINGS))
            yield from sink.drain()
    yield from sink.drain()


def buckets_to_arrow(buckets: Buckets) -> bytes:
    """Return buckets as one Arrow IPC stream; the width [us] is in the schema's metadata."""
    table = pa.table(
        {
            "time": pa.array(buckets.t).view(INSTANT),
            "min": buckets.min,
            "mean": buckets.mean,
            "max": buckets.max,
            "last": buckets.last,
            "n": buckets.n,
        }
    ).replace_schema_metadata({"width_us": str(buckets.width_us)})
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return bytes(sink.getvalue())


class _Pieces:
    """A file that hands over what was written to it."""

    closed = False

    def __init__(self) -> None:
        self._held: list[bytes] = []

    def write(self, data: bytes) -> int:
        self._held.append(bytes(data))
        return len(data)

    def drain(self) -> Iterator[bytes]:
        yield from self._held
        self._held.clear()

    def flush(self) -> None:
        """Nothing is held back."""

    def close(self) -> None:
        """Nothing to close."""
