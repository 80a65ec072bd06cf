"""A consistent copy of a lake that is being written to: for backups.

Parquet files never change, so on the same disk the copy is made of hard links and takes seconds; what
compaction replaces meanwhile stays until the vacuum an hour later. Each table is copied at one version, with
its application transactions: the copy knows what it holds of the log.
"""

import json
import os
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pyarrow.fs as pa_fs

from anlan.telemetry.lake.columns import HOURS, READINGS, TENS
from anlan.telemetry.lake.delta import Table
from anlan.telemetry.lake.snapshots import load
from anlan.telemetry.lake.storage import storage_at

LOG = "_delta_log"


@dataclass(frozen=True, slots=True)
class Copied:
    """What was copied.

    Attributes:
        files: Data files. size: Their bytes. rows: Readings (rollups not counted).
    """

    files: int
    size: int
    rows: int


def copy_lake(url: str, target: Path, options: dict[str, str] | None = None) -> Copied:
    """Copy the lake at a URL into a new local folder; that folder is a lake.

    Raises:
        FileExistsError: The folder exists and is not empty.
        FileNotFoundError: A file was vacuumed away while it was to be copied: took over an hour.
    """
    if target.exists() and any(target.iterdir()):
        raise FileExistsError(f"{target} is not empty")
    files = size = rows = 0
    for spec in (READINGS, TENS, HOURS):
        table = Table(storage_at(url, options), spec)
        handle = table.open()
        handle.create_checkpoint()
        version = handle.version()
        live = [f for slot in load(handle, spec).slots.values() for f in slot]
        _copy(table, target / spec.name, [f.path for f in live])
        _copy_log(table, target / spec.name, version, len(live))
        files, size = files + len(live), size + sum(f.size for f in live)
        rows += sum(f.rows for f in live) if spec is READINGS else 0
    return Copied(files, size, rows)


def _copy(table: Table, target: Path, paths: Iterable[str]) -> None:
    filesystem = table.storage.filesystem()
    for path in paths:
        (target / path).parent.mkdir(parents=True, exist_ok=True)
        if table.storage.local is None:
            pa_fs.copy_files(path, str(target / path), filesystem, pa_fs.LocalFileSystem())
        else:
            _link(table.storage.local / path, target / path)


def _link(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except FileNotFoundError:
        raise
    except OSError:  # another disk, or a file system without links
        shutil.copyfile(source, target)


def _copy_log(table: Table, target: Path, version: int, actions: int) -> None:
    _copy(table, target, [f"{LOG}/{version:020d}.checkpoint.parquet", f"{LOG}/{version:020d}.json"])
    pointer = json.dumps({"version": version, "size": actions})
    (target / LOG / "_last_checkpoint").write_text(pointer, encoding="utf-8")
