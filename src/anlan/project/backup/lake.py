"""Copies of lake tables at one version, from and to any place the lake may live.

A Delta table never changes a file: the version that is copied stays readable while writers go on, and
files that compaction replaces are kept for an hour.
"""

import re
from collections.abc import Callable
from pathlib import Path

import pyarrow.fs as pa_fs
from deltalake import DeltaTable

from anlan.telemetry.lake.storage import Storage, storage_at

TABLES = ("hours", "ten_minutes", "readings")
"""Summaries first: what they lack is in `readings`, copied after them, and they catch up."""
_LOG = "_delta_log"
_NUMBER = re.compile(r"(\d{20})\.(json|checkpoint.*parquet)$")
_ATTEMPTS = 3


class LakeChangedError(Exception):
    """Files vanished while they were copied: the copy took longer than the lake keeps old files."""


def copy_out(url: str, folder: Path, progress: Callable[[str], None]) -> dict[str, int]:
    """Copy every table that exists to a folder, and return their versions.

    Raises:
        LakeChangedError: The lake does not hold still even for three attempts.
    """
    versions = {}
    for name in TABLES:
        storage = storage_at(url).child(name)
        if DeltaTable.is_deltatable(storage.uri, storage.options):
            versions[name] = _copy_table(storage, folder / name, progress)
    return versions


def copy_in(folder: Path, url: str, progress: Callable[[str], None]) -> None:
    """Copy tables from a backup to an empty lake: data first, then the log that names them."""
    for name in (name for name in TABLES if (folder / name).is_dir()):
        target = storage_at(url).child(name).filesystem()
        source = pa_fs.SubTreeFileSystem(str(folder / name), pa_fs.LocalFileSystem())
        for path in sorted(_files(source), key=lambda path: (path.startswith(_LOG), path)):
            progress(f"lake {name} {path}")
            _copy_file(source, target, path)


def is_empty(url: str) -> bool:
    """Return whether no table exists there, or none has rows."""
    tables = (storage_at(url).child(name) for name in TABLES)
    there = [table for table in tables if DeltaTable.is_deltatable(table.uri, table.options)]
    found = [DeltaTable(table.uri, storage_options=table.options) for table in there]
    return not any(table.file_uris() for table in found)


def clear(url: str) -> None:
    """Remove every table."""
    for name in TABLES:
        filesystem = storage_at(url).child(name).filesystem()
        filesystem.delete_dir_contents("", missing_dir_ok=True, accept_root_dir=True)


def _copy_table(storage: Storage, folder: Path, progress: Callable[[str], None]) -> int:
    for _ in range(_ATTEMPTS):
        table = DeltaTable(storage.uri, storage_options=storage.options)
        try:
            _copy_version(storage, table, folder, progress)
        except FileNotFoundError:
            continue
        return table.version()
    raise LakeChangedError(f"{storage.uri} changed faster than it could be copied")


def _copy_version(storage: Storage, table: DeltaTable, folder: Path, progress: Callable[[str], None]) -> None:
    source = storage.filesystem()
    folder.mkdir(parents=True, exist_ok=True)
    target = pa_fs.SubTreeFileSystem(str(folder), pa_fs.LocalFileSystem())
    data = table.get_add_actions(flatten=True)["path"].to_pylist()
    for path in [*_log_until(source, table.version()), *data]:
        progress(f"lake {storage.uri.rsplit('/', 1)[-1]} {path}")
        _copy_file(source, target, path)


def _log_until(source: pa_fs.FileSystem, version: int) -> list[str]:
    """Return the log's files that make a version; not the pointer to a checkpoint, which may be newer."""
    found = ((path, _NUMBER.search(path)) for path in _files(source, _LOG))
    return [path for path, match in found if match and int(match[1]) <= version]


def _files(filesystem: pa_fs.FileSystem, below: str = "") -> list[str]:
    selector = pa_fs.FileSelector(below, recursive=True, allow_not_found=True)
    return [info.path for info in filesystem.get_file_info(selector) if info.type == pa_fs.FileType.File]


def _copy_file(source: pa_fs.FileSystem, target: pa_fs.FileSystem, path: str) -> None:
    if "/" in path:
        target.create_dir(path.rsplit("/", 1)[0], recursive=True)
    pa_fs.copy_files(path, path, source_filesystem=source, destination_filesystem=target)
