from pathlib import Path

import pytest

from anlan.project.doctor.disk import check_disk, judge_disk
from anlan.project.doctor.findings import Level

GIB = 1 << 30


@pytest.mark.parametrize(
    ("free_gib", "total_gib", "level"),
    [(0.5, 500, Level.ERROR), (8, 500, Level.WARNING), (8, 20, Level.FINE), (1.5, 20, Level.WARNING)],
)
def test_says_whether_the_room_will_do(free_gib: float, total_gib: float, level: Level) -> None:
    finding = judge_disk(Path("/x"), free=int(free_gib * GIB), total=int(total_gib * GIB))
    assert finding.level is level
    assert f"{free_gib:.1f} GiB" in finding.chinese


def test_measures_the_disk_of_the_folder(tmp_path: Path) -> None:
    assert str(tmp_path) in check_disk(tmp_path).english
