from pathlib import Path

import numpy as np
import pytest
from tests.support.readings import NOON, wave

from anlan.project.backup import lake as copies
from anlan.telemetry.lake.lake import Lake


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    lake = Lake(str(tmp_path / "lake"))
    for sequence in range(1, 4):
        lake.append(0, wave(2, 5), sequence)
    return lake


def quiet(_step: str) -> None:
    pass


def test_a_copy_has_the_same_readings_and_goes_on_from_the_same_sequence(lake: Lake, tmp_path: Path) -> None:
    versions = copies.copy_out(lake.storage.uri, tmp_path / "copy", quiet)
    assert versions["readings"] == 3
    copies.copy_in(tmp_path / "copy", str(tmp_path / "restored"), quiet)
    restored = Lake(str(tmp_path / "restored"))
    for point in (1, 2):
        ours, theirs = (one.raw(point, 0, 2 * NOON) for one in (lake, restored))
        assert len(ours.ts) > 0
        np.testing.assert_array_equal(ours.ts, theirs.ts)
        np.testing.assert_array_equal(ours.value, theirs.value)
    assert restored.through(0) == 3
    assert restored.append(0, wave(2, 5), 4)


def test_what_is_written_after_the_version_is_not_in_the_copy(
    lake: Lake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy_file = copies._copy_file

    def while_somebody_writes(source: object, target: object, path: str) -> None:
        if path.startswith("day="):
            lake.append(0, wave(2, 5), lake.through(0) + 1)
        copy_file(source, target, path)

    monkeypatch.setattr(copies, "_copy_file", while_somebody_writes)
    copies.copy_out(lake.storage.uri, tmp_path / "copy", quiet)
    assert lake.through(0) > 3
    assert Lake(str(tmp_path / "copy")).through(0) == 3


def test_a_file_that_vanishes_makes_it_begin_again_and_then_give_up(
    lake: Lake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = []

    def vanished(_source: object, _target: object, path: str) -> None:
        tries.append(path)
        raise FileNotFoundError(path)

    monkeypatch.setattr(copies, "_copy_file", vanished)
    with pytest.raises(copies.LakeChangedError):
        copies.copy_out(lake.storage.uri, tmp_path / "copy", quiet)
    assert len(tries) == 3


def test_a_lake_with_rows_is_not_empty_until_it_is_cleared(lake: Lake) -> None:
    assert not copies.is_empty(lake.storage.uri)
    copies.clear(lake.storage.uri)
    assert copies.is_empty(lake.storage.uri)
    Lake(lake.storage.uri)
    assert copies.is_empty(lake.storage.uri)
