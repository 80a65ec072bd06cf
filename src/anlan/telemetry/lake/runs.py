"""Writing runs: sorted rows into Parquet files, with the statistics that Delta keeps of each file."""

import json
import re
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pyarrow.parquet as pq
from deltalake.transaction import AddAction

from anlan.kernel.instants import from_micros
from anlan.telemetry.lake.columns import DAY_US, SHANGHAI_US, Columns, TableSpec, iso, length, take, to_arrow
from anlan.telemetry.lake.membership import KEY, Points, encode
from anlan.telemetry.lake.storage import Storage

FILE_ROWS = 1 << 24
CLOSED_GROUP_ROWS = 131_072
OPEN_GROUP_ROWS = 32_768
ZSTD_LEVEL = 1
SAMPLE_ROWS = 32_768
RUN = re.compile(r"([amdo])([0-9a-f]{16,64})-([0-9a-f]{8})")


@dataclass(frozen=True, slots=True)
class RunName:
    """Name of a run, as it stands in its files' names: `a000000000000002a-9f3c01ab`.

    Attributes:
        kind: "a" flushed by an append, "m" merged, "d" a closed day, "o" rolled up.
        source: The last sequence it holds as 16 hex digits, or the stamp of what it was rolled up from.
        tag: Random, so that no file is ever written twice.
    """

    kind: str
    source: str
    tag: str

    @property
    def stamp(self) -> str:
        """Return what distinguishes the run, for the name of what is rolled up from it."""
        return f"{self.source}{self.tag}"

    def __str__(self) -> str:
        return f"{self.kind}{self.source}-{self.tag}"


def parse_run(text: str) -> RunName | None:
    """Return the parts of a run's name, or None if it is not one of ours."""
    match = RUN.fullmatch(text)
    return RunName(*match.groups()) if match else None


def name_run(kind: str, source: int | str) -> RunName:
    """Return a fresh name."""
    text = f"{source:016x}" if isinstance(source, int) else source
    return RunName(kind, text, secrets.token_hex(4))


@dataclass(slots=True)
class RunWriter:
    """Writes one run: sorted chunks in, Delta add actions out.

    A file ends at `file_rows` rows, between two points where that is possible.
    """

    storage: Storage
    spec: TableSpec
    slot: int
    partition: int
    run: RunName
    group_rows: int = CLOSED_GROUP_ROWS
    file_rows: int = FILE_ROWS
    data_change: bool = False
    adds: list[AddAction] = field(default_factory=list)
    _file: Any = None
    _stream: Any = None
    _rows: int = 0
    _in_ms: bool = False
    _ranges: list[tuple[int, int, int, int]] = field(default_factory=list)
    _points: list[Points] = field(default_factory=list)

    def write(self, chunk: Columns) -> None:
        """Add rows; all of them sort after the rows before."""
        if not length(chunk):
            return
        if self._rows >= self.file_rows or (self._in_ms and not _whole_ms(chunk)):
            self._finish_file()
        if self._file is None:
            self._start_file(chunk)
        self._file.write_table(to_arrow(chunk, self.spec), row_group_size=self.group_rows)
        point, ts = chunk["point"], chunk["ts"]
        self._ranges.append((int(point[0]), int(point[-1]), int(ts.min()), int(ts.max())))
        self._points.append(point[np.append(True, point[1:] != point[:-1])])
        self._rows += length(chunk)

    def finish(self) -> list[AddAction]:
        """Close the last file and return the add actions."""
        self._finish_file()
        return self.adds

    @property
    def _path(self) -> str:
        folder = f"{self.spec.slot}={iso(self.slot)}/partition={self.partition}"
        return f"{folder}/{self.run}-{len(self.adds):04d}.parquet"

    def _start_file(self, chunk: Columns) -> None:
        filesystem = self.storage.filesystem()
        filesystem.create_dir(self._path.rpartition("/")[0], recursive=True)
        self._stream = filesystem.open_output_stream(self._path)
        self._file = pq.ParquetWriter(self._stream, self.spec.columns, **encoding(self.spec, chunk))
        self._rows, self._ranges, self._points = 0, [], []
        self._in_ms = _whole_ms(chunk)

    def _finish_file(self) -> None:
        if self._file is None:
            return
        points = np.unique(np.concatenate(self._points))
        self._file.add_key_value_metadata({KEY: encode(points)})
        self._file.close()
        size = self._stream.tell()
        self._stream.close()
        self._file, self._in_ms = None, False
        self.storage.sync(self._path)
        self.adds.append(self._add_action(size))

    def _add_action(self, size: int) -> AddAction:
        lows, highs = np.min(self._ranges, axis=0), np.max(self._ranges, axis=0)
        stats = {
            "numRecords": self._rows,
            "minValues": {"point": int(lows[0]), "ts": _stat_ts(int(lows[2]))},
            "maxValues": {"point": int(highs[1]), "ts": _stat_ts(int(highs[3]))},
            "nullCount": dict.fromkeys(self.spec.columns.names, 0),
        }
        values = {self.spec.slot: iso(self.slot), "partition": str(self.partition)}
        modified = int(datetime.now(UTC).timestamp() * 1000)
        return AddAction(self._path, size, values, modified, self.data_change, json.dumps(stats))


def _stat_ts(ts_us: int) -> str:
    return from_micros(ts_us).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def encoding(spec: TableSpec, chunk: Columns) -> dict[str, Any]:
    """Return Parquet writer options that suit a chunk.

    Doubles that repeat get a dictionary, others are split into byte streams; instants that are whole
    milliseconds are kept as such.
    """
    names = spec.columns.names
    dictionary = [n for n in spec.values if _repeats(chunk, n)]
    split = [n for n in spec.values if n not in dictionary]
    small = [n for n in ("quality", "n", "decimals") if n in names]
    packed = [n for n in ("point", "ts", "steps") if n in names]
    return {
        "compression": "zstd",
        "compression_level": ZSTD_LEVEL,
        "use_dictionary": [*dictionary, *small],
        "column_encoding": {
            **dict.fromkeys(packed, "DELTA_BINARY_PACKED"),
            **dict.fromkeys(split, "BYTE_STREAM_SPLIT"),
        },
        "write_statistics": ["point", "ts"],
        "sorting_columns": [pq.SortingColumn(0), pq.SortingColumn(1)],
        "store_schema": False,
        "dictionary_pagesize_limit": 4 << 20,
        "coerce_timestamps": "ms" if _whole_ms(chunk) else "us",
    }


def _whole_ms(chunk: Columns) -> bool:
    return not (chunk["ts"] % 1000).any()


def _repeats(chunk: Columns, name: str) -> bool:
    sample = chunk[name][:SAMPLE_ROWS]
    return len(np.unique(sample)) * 2 <= len(sample)


def split_days(block: Columns) -> list[tuple[int, Columns]]:
    """Return the rows of each Shanghai day, days in order, rows in the order they had."""
    days = (block["ts"].astype(np.int64, copy=False) + SHANGHAI_US) // DAY_US
    if not len(days):
        return []
    if int(days.min()) == int(days.max()):
        return [(int(days[0]), block)]
    return [(int(d), take(block, days == d)) for d in np.unique(days)]
