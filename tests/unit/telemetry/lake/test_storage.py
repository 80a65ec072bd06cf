"""Where a lake URL leads."""

from pathlib import Path

import pytest

from anlan.telemetry.lake.storage import read_text, storage_at


def test_a_path_and_a_file_url_are_the_same_folder(tmp_path: Path) -> None:
    folder = tmp_path / "a b"
    assert storage_at(str(folder)) == storage_at(folder.as_uri())
    assert storage_at(str(folder)).child("readings").local == folder / "readings"


def test_the_query_of_an_object_store_url_becomes_options() -> None:
    storage = storage_at("s3://bucket/lake?AWS_REGION=cn&allow_http=true", {"AWS_REGION": "eu"})
    assert storage.uri == "s3://bucket/lake"
    assert storage.options == {"AWS_REGION": "eu", "allow_http": "true"}
    assert storage.local is None
    assert storage.child("readings").uri == "s3://bucket/lake/readings"


def test_reads_a_small_file_or_says_there_is_none(tmp_path: Path) -> None:
    filesystem = storage_at(str(tmp_path)).filesystem()
    (tmp_path / "x").write_text("y", encoding="utf-8")
    assert read_text(filesystem, "x") == "y"
    assert read_text(filesystem, "none") is None
    with pytest.raises(OSError, match="directory"):
        read_text(storage_at(str(tmp_path.parent)).filesystem(), tmp_path.name)


def test_syncs_what_exists(tmp_path: Path) -> None:
    storage = storage_at(str(tmp_path))
    (tmp_path / "x").touch()
    storage.sync("x")
    with pytest.raises(FileNotFoundError):
        storage.sync("none")
    storage_at("s3://bucket/lake").sync("none")
