"""Which files a table has at a version: read once from Delta, then followed commit by commit.

`DeltaTable` gives the whole list; each later commit is one small JSON file, so a query pays for what
changed and not for how many files there are. Snapshots are immutable: a query keeps the one it took.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa
from deltalake import DeltaTable

from anlan.telemetry.lake.columns import TableSpec, from_iso
from anlan.telemetry.lake.storage import Storage, read_text

FAR = 1 << 62
MAX_COMMITS_FOLLOWED = 500


@dataclass(frozen=True, slots=True)
class DataFile:
    """One active Parquet file and what Delta knows of it.

    Attributes:
        slot: Days since 1970-01-01 of its day or month.
        ts_min, ts_max: Inclusive [us]. point_min, point_max: Inclusive.
        modified_ms: When it was written [ms since epoch].
    """

    path: str
    size: int
    rows: int
    slot: int
    partition: int
    point_min: int
    point_max: int
    ts_min: int
    ts_max: int
    modified_ms: int

    @property
    def run(self) -> str:
        """Return the name of the run it is part of (see `runs.RunName`)."""
        return self.path.rpartition("/")[2].removesuffix(".parquet").rpartition("-")[0]

    @property
    def arrival(self) -> int:
        """Return the last sequence it holds: later files win over earlier ones."""
        try:
            return int(self.run[1:17], 16)
        except ValueError:
            return 0


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The active files of one version, by slot."""

    version: int
    slots: Mapping[int, tuple[DataFile, ...]]

    def files(self, first: int, last: int) -> Iterable[DataFile]:
        """Return the files of slots `first` to `last` inclusive, slots in order."""
        for slot in sorted(s for s in self.slots if first <= s <= last):
            yield from self.slots[slot]


class Tracker:
    """Keeps the newest snapshot of one table; safe to share between threads."""

    def __init__(self, storage: Storage, spec: TableSpec) -> None:
        self._storage, self._spec = storage, spec
        self._filesystem = storage.filesystem()
        self._lock = Lock()
        self._snapshot: Snapshot | None = None

    def newest(self) -> Snapshot:
        """Return the table as of now."""
        with self._lock:
            if self._snapshot is None or not self._follow():
                table = DeltaTable(self._storage.uri, storage_options=self._storage.options)
                self._snapshot = load(table, self._spec)
            return self._snapshot

    def _follow(self) -> bool:
        """Apply the commits since; False if that cannot be done (log cleaned up meanwhile)."""
        snapshot = self._snapshot
        assert snapshot is not None  # noqa: S101 (for the type checker: the caller holds the lock and looked)
        texts: list[str] = []
        while text := self._text(f"{snapshot.version + len(texts) + 1:020d}.json"):
            texts.append(text)
            if len(texts) > MAX_COMMITS_FOLLOWED:
                return False
        version = snapshot.version + len(texts)
        if not texts and self._checkpoint() > version:
            return False
        if texts:
            self._snapshot = apply(snapshot, texts, self._spec)
        return True

    def _checkpoint(self) -> int:
        text = self._text("_last_checkpoint")
        return int(msgspec.json.decode(text)["version"]) if text else -1

    def _text(self, name: str) -> str | None:
        if self._storage.local is None:
            return read_text(self._filesystem, f"_delta_log/{name}")
        try:
            return (self._storage.local / "_delta_log" / name).read_text(encoding="utf-8")
        except FileNotFoundError:
            return None


def load(table: DeltaTable, spec: TableSpec) -> Snapshot:
    """Return the snapshot of an opened table."""
    actions = pa.table(table.get_add_actions(flatten=True))
    for name, kind in (("min.point", pa.int32()), ("max.point", pa.int32()), ("num_records", pa.int64())):
        if name not in actions.column_names:
            actions = actions.append_column(name, pa.nulls(len(actions), kind))
    for name in ("min.ts", "max.ts"):
        if name in actions.column_names:
            index = actions.column_names.index(name)
            actions = actions.set_column(index, name, actions.column(name).cast(pa.int64()))
        else:
            actions = actions.append_column(name, pa.nulls(len(actions), pa.int64()))
    slots: defaultdict[int, list[DataFile]] = defaultdict(list)
    for row in actions.to_pylist():
        slot = from_iso(row[f"partition.{spec.slot}"].isoformat())
        slots[slot].append(_from_row(row, slot))
    return Snapshot(table.version(), {s: _ordered(files) for s, files in slots.items()})


def apply(snapshot: Snapshot, commits: Iterable[str], spec: TableSpec) -> Snapshot:
    """Return the snapshot after more commits, given as the text of their log files in order."""
    changed: dict[int, dict[str, DataFile]] = {}
    version = snapshot.version

    def files_of(slot: int) -> dict[str, DataFile]:
        if slot not in changed:
            changed[slot] = {f.path: f for f in snapshot.slots.get(slot, ())}
        return changed[slot]

    for text in commits:
        version += 1
        for action in (msgspec.json.decode(line) for line in text.splitlines() if line):
            if remove := action.get("remove"):
                files_of(_slot_of(remove["path"])).pop(remove["path"], None)
            elif add := action.get("add"):
                slot = from_iso(add["partitionValues"][spec.slot])
                files_of(slot)[add["path"]] = _from_add(add, slot)
    slots = dict(snapshot.slots) | {s: _ordered(f.values()) for s, f in changed.items()}
    return Snapshot(version, {s: f for s, f in slots.items() if f})


def _slot_of(path: str) -> int:
    return from_iso(path.partition("/")[0].partition("=")[2])


def _ordered(files: Iterable[DataFile]) -> tuple[DataFile, ...]:
    return tuple(sorted(files, key=lambda f: (f.partition, f.arrival, f.path)))


def _or(value: int | None, default: int) -> int:
    return default if value is None else value


def _from_row(row: Mapping[str, Any], slot: int) -> DataFile:
    return DataFile(
        path=row["path"],
        size=row["size_bytes"],
        rows=_or(row["num_records"], 0),
        slot=slot,
        partition=row["partition.partition"],
        point_min=_or(row["min.point"], -FAR),
        point_max=_or(row["max.point"], FAR),
        ts_min=_or(row["min.ts"], -FAR),
        ts_max=_or(row["max.ts"], FAR),
        modified_ms=row["modification_time"],
    )


def _from_add(add: Mapping[str, Any], slot: int) -> DataFile:
    stats = msgspec.json.decode(add.get("stats") or "{}")
    low, high = stats.get("minValues", {}), stats.get("maxValues", {})
    return DataFile(
        path=add["path"],
        size=add["size"],
        rows=stats.get("numRecords", 0),
        slot=slot,
        partition=int(add["partitionValues"]["partition"]),
        point_min=low.get("point", -FAR),
        point_max=high.get("point", FAR),
        ts_min=_micros(low.get("ts"), -FAR),
        ts_max=_micros(high.get("ts"), FAR),
        modified_ms=add["modificationTime"],
    )


def _micros(text: str | None, default: int) -> int:
    return default if text is None else int(np.datetime64(text.rstrip("Z"), "us").astype(np.int64))
