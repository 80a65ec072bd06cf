"""What a backup holds: every file with its size and SHA-256, so that a damaged copy is never restored."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import msgspec

from anlan.project.runtime.files import write_private

NAME = "manifest.json"
FORMAT = 1
_CHUNK = 4 << 20


class DamagedBackupError(Exception):
    """The folder is not a backup, or a file of it is missing or changed."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One file: its size [bytes] and the SHA-256 of its content."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """One backup.

    Attributes:
        made_at: When it was begun, aware UTC.
        platform, postgres: Versions that made it.
        lake: Version of every lake table.
        files: Path below the folder of the backup -> what it should be.
    """

    made_at: datetime
    platform: str
    postgres: str
    lake: dict[str, int]
    files: dict[str, Entry] = field(default_factory=dict)
    format: int = FORMAT


def entry_of(path: Path) -> Entry:
    """Return size and digest of a file."""
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
            size += len(chunk)
    return Entry(size, digest.hexdigest())


def list_files(folder: Path) -> dict[str, Entry]:
    """Return every file below a folder but the manifest."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != NAME)
    return {path.relative_to(folder).as_posix(): entry_of(path) for path in paths}


def write(folder: Path, manifest: Manifest) -> None:
    """Write the manifest; it comes last, so that what has one is whole."""
    write_private(folder / NAME, msgspec.json.format(msgspec.json.encode(manifest).decode()))


def read(folder: Path, progress: Callable[[str], None]) -> Manifest:
    """Return the manifest after checking every file against it.

    Raises:
        DamagedBackupError: Not a backup, of a newer format, or a file is missing or changed.
    """
    try:
        manifest = msgspec.json.decode((folder / NAME).read_bytes(), type=Manifest)
    except (OSError, msgspec.DecodeError) as error:
        raise DamagedBackupError(f"{folder} is not a backup: {error}") from error
    if manifest.format > FORMAT:
        raise DamagedBackupError(f"{folder} was made by a newer version ({manifest.platform})")
    for name, expected in manifest.files.items():
        progress(f"check {name}")
        path = folder / name
        if not path.is_file() or entry_of(path) != expected:
            raise DamagedBackupError(f"{name} is missing or damaged")
    return manifest
