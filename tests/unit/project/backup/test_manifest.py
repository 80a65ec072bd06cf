from datetime import UTC, datetime
from pathlib import Path

import pytest

from anlan.project.backup import manifest
from anlan.project.backup.manifest import DamagedBackupError, Manifest

NOW = datetime(2026, 11, 24, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "数据").write_bytes(b"rows")
    manifest.write(tmp_path, Manifest(NOW, "1", "18", {"readings": 3}, manifest.list_files(tmp_path)))
    return tmp_path


def quiet(_step: str) -> None:
    pass


def test_a_whole_backup_is_read(folder: Path) -> None:
    found = manifest.read(folder, quiet)
    assert found.lake == {"readings": 3}
    assert found.files["deep/数据"].size == 4


@pytest.mark.parametrize("damage", [b"rowz", b"row", None])
def test_a_changed_cut_or_missing_file_is_found(folder: Path, damage: bytes | None) -> None:
    path = folder / "deep" / "数据"
    path.unlink() if damage is None else path.write_bytes(damage)
    with pytest.raises(DamagedBackupError, match="数据 is missing or damaged"):
        manifest.read(folder, quiet)


def test_other_folders_and_newer_formats_are_refused(folder: Path) -> None:
    with pytest.raises(DamagedBackupError, match="not a backup"):
        manifest.read(folder / "deep", quiet)
    manifest.write(folder, Manifest(NOW, "9", "18", {}, format=manifest.FORMAT + 1))
    with pytest.raises(DamagedBackupError, match="newer version"):
        manifest.read(folder, quiet)
