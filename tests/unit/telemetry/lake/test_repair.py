"""A log whose end a power failure has torn."""

from pathlib import Path

import pytest
from tests.support.readings import DAY_US, NOON, wave

from anlan.telemetry.lake.lake import Lake
from anlan.telemetry.lake.repair import put_torn_commits_aside
from anlan.telemetry.lake.storage import storage_at


def test_a_sound_log_stays(tmp_path: Path) -> None:
    Lake(str(tmp_path)).append(0, wave(1, 5), 1)
    assert put_torn_commits_aside(storage_at(str(tmp_path)).child("readings")) == []
    assert put_torn_commits_aside(storage_at("s3://bucket/lake")) == []
    assert put_torn_commits_aside(storage_at(str(tmp_path / "none"))) == []


@pytest.mark.parametrize("keep", [0, 40])
def test_a_torn_commit_is_written_again_by_its_writer(tmp_path: Path, keep: int) -> None:
    lake = Lake(str(tmp_path))
    for sequence in (1, 2, 3):
        lake.append(0, wave(1, 5, start_us=NOON + sequence * 5_000_000), sequence)
    logs = sorted((tmp_path / "readings" / "_delta_log").glob("*.json"))
    for torn in logs[-2:]:
        torn.write_bytes(torn.read_bytes()[:keep])
    mended = Lake(str(tmp_path))
    assert mended.through(0) == 1
    for sequence in (2, 3):
        assert mended.append(0, wave(1, 5, start_us=NOON + sequence * 5_000_000), sequence)
    assert len(mended.raw(1, NOON, NOON + DAY_US)) == 15
    assert len(list((tmp_path / "readings" / "_delta_log").glob("*.torn"))) == 2
