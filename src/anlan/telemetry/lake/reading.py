"""Reading one point's rows out of a list of files: DuckDB where it can open them, else through Arrow.

The list is in order of arrival, and DuckDB keeps the order of its input, so that of exact duplicates
the row that arrived last is the last one here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any

import duckdb
import numpy as np
import pyarrow.dataset as pa_ds

from anlan.telemetry.lake.columns import Columns, TableSpec, from_arrow, take
from anlan.telemetry.lake.membership import Membership
from anlan.telemetry.lake.snapshots import DataFile
from anlan.telemetry.lake.steps import from_steps
from anlan.telemetry.lake.storage import Storage

LITERALS = {"ts": "epoch_us(ts) AS ts"}


class VanishedFileError(Exception):
    """A file of the snapshot is gone: the snapshot is older than the retention time."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to read: one point, `since_us` <= ts < `until_us`."""

    point: int
    since_us: int
    until_us: int

    def may_be_in(self, file: DataFile) -> bool:
        """Tell by the file's statistics whether it can hold wanted rows."""
        return (
            file.point_min <= self.point <= file.point_max
            and file.ts_min < self.until_us
            and file.ts_max >= self.since_us
        )


class Reader:
    """A DuckDB instance with bounded memory, shared by threads."""

    def __init__(self, *, memory_mib: int = 256, threads: int = 2) -> None:
        self._database = duckdb.connect(
            ":memory:",
            config={
                "threads": threads,
                "memory_limit": f"{memory_mib}MB",
                "autoinstall_known_extensions": "false",
                "autoload_known_extensions": "false",
                "preserve_insertion_order": "true",
            },
        )
        self._database.execute("SET parquet_metadata_cache = true")
        self._database.execute("SET enable_progress_bar = false")
        self._lock = Lock()
        self._membership = Membership()

    def rows(self, storage: Storage, spec: TableSpec, files: Sequence[DataFile], wanted: Wanted) -> Columns:
        """Return the wanted rows sorted by ts, one per ts (the last to arrive).

        Raises:
            VanishedFileError: A file has been vacuumed away since the list was made.
        """
        names = [n for n in spec.columns.names if n != "point"]
        chosen = [f for f in files if wanted.may_be_in(f)]
        if storage.local is not None:
            chosen = self._holders(storage, chosen, wanted.point)
        if not chosen:
            return _empty(spec, names)
        if storage.local is None:
            return _last_of_each_ts(_through_arrow(storage, spec, chosen, names, wanted))
        return _last_of_each_ts(self._through_duckdb(storage, chosen, names, wanted))

    def _holders(self, storage: Storage, files: Sequence[DataFile], point: int) -> list[DataFile]:
        try:
            return [f for f in files if self._membership.may_hold(f"{storage.local}/{f.path}", point)]
        except FileNotFoundError as error:
            raise VanishedFileError(str(error)) from error

    def _through_duckdb(
        self, storage: Storage, files: Sequence[DataFile], names: Sequence[str], wanted: Wanted
    ) -> Columns:
        paths = ", ".join("'" + f"{storage.local}/{f.path}".replace("'", "''") + "'" for f in files)
        columns = ", ".join(LITERALS.get(n, f'"{n}"') for n in names)
        query = (
            f"SELECT {columns} FROM read_parquet([{paths}], hive_partitioning = false) "  # noqa: S608 (own paths)
            "WHERE point = $point AND ts >= make_timestamptz($since) AND ts < make_timestamptz($until)"
        )
        facts = {"point": wanted.point, "since": wanted.since_us, "until": wanted.until_us}
        with self._lock:
            cursor = self._database.cursor()
        try:
            found: dict[str, Any] = cursor.execute(query, facts).fetchnumpy()
        except duckdb.IOException as error:
            raise VanishedFileError(str(error)) from error
        finally:
            cursor.close()
        return _plain(found)


def _plain(found: dict[str, Any]) -> Columns:
    """Return what DuckDB found without masks: the value alone, whichever way it was stored."""
    block = {name: np.ma.getdata(column) for name, column in found.items()}
    if "steps" in block:
        missing = np.ma.getmaskarray(found["steps"])
        steps, decimals = np.where(missing, 0, block.pop("steps")), block.pop("decimals")
        plain = from_steps(steps, decimals)
        block["value"] = np.where(missing, block["value"], plain) if missing.any() else plain
        block["quality"] = block["quality"].astype(np.uint8)
    return block


def _through_arrow(
    storage: Storage, spec: TableSpec, files: Sequence[DataFile], names: Sequence[str], wanted: Wanted
) -> Columns:
    point, ts = pa_ds.field("point"), pa_ds.field("ts").cast("int64")
    condition = (point == wanted.point) & (ts >= wanted.since_us) & (ts < wanted.until_us)
    paths, filesystem = [f.path for f in files], storage.filesystem()
    try:
        dataset = pa_ds.dataset(paths, spec.columns, format="parquet", filesystem=filesystem)
        return from_arrow(dataset.to_table(columns=list(names), filter=condition))
    except FileNotFoundError as error:
        raise VanishedFileError(str(error)) from error


def _last_of_each_ts(block: Columns) -> Columns:
    ts = block["ts"]
    step = np.diff(ts.astype(np.int64))
    if (step > 0).all():
        return block
    order = np.argsort(ts, kind="stable")
    later = np.append(np.diff(ts[order].astype(np.int64)) > 0, True)
    return take(block, order[later])


def _empty(spec: TableSpec, names: Sequence[str]) -> Columns:
    return from_arrow(spec.columns.empty_table().select(list(names)))
