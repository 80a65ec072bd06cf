"""A copy of a lake is a lake."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from tests.support.readings import DAY_US, NOON, wave

from anlan.kernel.instants import from_micros
from anlan.telemetry.lake import copying
from anlan.telemetry.lake.copying import copy_lake
from anlan.telemetry.lake.lake import Lake
from anlan.telemetry.lake.storage import Storage

LATER = from_micros(NOON) + timedelta(days=999)


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    lake = Lake(str(tmp_path / "lake"))
    for sequence in range(1, 4):
        lake.append(0, wave(2, 20, start_us=NOON + sequence * 20_000_000), sequence)
    lake.compact(LATER)
    lake.append(0, wave(2, 20, start_us=NOON + 80_000_000), 4)
    return lake


def check(copy: Lake) -> None:
    assert copy.through(0) == 4
    assert len(copy.raw(1, NOON, NOON + DAY_US)) == 80
    assert not copy.append(0, wave(2, 20), 4)
    assert copy.append(0, wave(2, 20, start_us=NOON + 100_000_000), 5)
    assert copy.buckets(1, NOON - DAY_US, NOON + DAY_US, 48).n.sum() == 100
    assert copy.compact(LATER).merges == 1


def test_goes_on_where_the_lake_was(lake: Lake, tmp_path: Path) -> None:
    copied = copy_lake(lake.storage.uri, tmp_path / "copy")
    assert copied.rows == 160
    assert copied.files == 4
    check(Lake(str(tmp_path / "copy")))
    assert lake.through(0) == 4
    assert len(lake.raw(1, NOON, NOON + DAY_US)) == 80


def test_copies_where_links_are_not_possible(
    lake: Lake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(18, "Invalid cross-device link")

    monkeypatch.setattr(os, "link", refuse)
    copy_lake(lake.storage.uri, tmp_path / "copy")
    check(Lake(str(tmp_path / "copy")))


def test_copies_from_an_object_store(lake: Lake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    far = Storage(Path(lake.storage.uri).as_uri(), {}, None)
    monkeypatch.setattr(copying, "storage_at", lambda *_: far)
    copy_lake("far", tmp_path / "copy")
    check(Lake(str(tmp_path / "copy")))


def test_refuses_to_mix_two_lakes(lake: Lake, tmp_path: Path) -> None:
    (tmp_path / "copy").mkdir()
    (tmp_path / "copy" / "x").touch()
    with pytest.raises(FileExistsError):
        copy_lake(lake.storage.uri, tmp_path / "copy")
