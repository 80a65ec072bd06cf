"""A whole backup, and the way back."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

from anlan.project.backup import database, lake, manifest
from anlan.project.backup.manifest import Manifest

DUMP, LAKE, KEPT = "database.dump", "lake", "kept"
KEPT_FILES = ("secret-key", "demo-logins.txt", "simulation/secret", "simulation/province.msgpack")
"""Files of `var/` that the database needs: the key that seals one-time secrets, device passwords."""


class NotEmptyError(Exception):
    """There is something already where a backup should be written or restored."""


@dataclass(frozen=True, slots=True)
class Installation:
    """What is backed up, or restored to.

    Attributes:
        var: Its folder.
        database_url, lake_url: Its stores.
    """

    var: Path
    database_url: str
    lake_url: str


def back_up(
    installation: Installation, target: Path, *, now: datetime, progress: Callable[[str], None]
) -> Manifest:
    """Write a backup while the platform runs.

    The lake is copied after the database, so that it holds every reading that the database has judged,
    but for those of the last seconds that wait to be written.

    Raises:
        NotEmptyError: The target exists.
    """
    if target.exists():
        raise NotEmptyError(f"{target} exists already")
    draft = target.with_name(f"{target.name}.partial")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True, mode=0o700)
    progress("database")
    postgres = database.dump(installation.database_url, draft / DUMP)
    versions = lake.copy_out(installation.lake_url, draft / LAKE, progress)
    for name in KEPT_FILES:
        if (installation.var / name).is_file():
            _copy(installation.var / name, draft / KEPT / name)
    progress("checksums")
    made = Manifest(now, version("anlan"), postgres, versions, manifest.list_files(draft))
    manifest.write(draft, made)
    draft.rename(target)
    return made


def restore(
    source: Path, installation: Installation, *, force: bool, progress: Callable[[str], None]
) -> Manifest:
    """Bring a backup into an installation that is stopped.

    Raises:
        DamagedBackupError: The backup is not whole; nothing was touched.
        NotEmptyError: Database or lake hold something and `force` is not set; nothing was touched.
    """
    kept = manifest.read(source, progress)
    empty = database.is_empty(installation.database_url), lake.is_empty(installation.lake_url)
    if not all(empty) and not force:
        what = " and ".join(n for n, e in zip(("the database", "the lake"), empty, strict=True) if not e)
        raise NotEmptyError(f"{what} of this installation hold data: give --force to replace them")
    progress("database")
    database.load(installation.database_url, source / DUMP, replace=not empty[0])
    lake.clear(installation.lake_url)
    lake.copy_in(source / LAKE, installation.lake_url, progress)
    for name in KEPT_FILES:
        if (source / KEPT / name).is_file():
            _copy(source / KEPT / name, installation.var / name)
    return kept


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy2(source, target)
    target.chmod(0o600)
