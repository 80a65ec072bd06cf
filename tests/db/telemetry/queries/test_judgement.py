import pytest
from tests.support.points import keep_points

from anlan.kernel.partitions import partition_of
from anlan.telemetry.api import Point
from anlan.telemetry.queries.judgement import load_partition_points

pytestmark = pytest.mark.django_db
DIVISIONS = ["370502", "370302", "370503", "370502"]


def test_every_active_point_belongs_to_exactly_one_partition() -> None:
    keep_points(2, division_codes=DIVISIONS)
    Point.objects.filter(code__endswith="LT001").update(is_active=False)
    parts = [load_partition_points(partition=p, partitions=3) for p in range(3)]
    ids = [point for part in parts for point in part.judgement.point.tolist()]
    assert sorted(ids) == sorted(Point.objects.filter(is_active=True).values_list("pk", flat=True))
    for number, part in enumerate(parts):
        assert all(partition_of(code, 3) == number for code in part.enterprise_codes)
        assert len(part.device) == len(part.judgement)


def test_limits_come_with_their_points() -> None:
    keep_points(1)
    judgement = load_partition_points(partition=0, partitions=1).judgement
    assert (judgement.threshold * [-1, -1, 1, 1]).tolist() == [[0.5, 1.0, 8.0, 9.0]]
    assert judgement.priority.tolist() == [[2, 2, 3, 4, 1]]
    assert judgement.cycle_us.tolist() == [1_000_000]


def test_an_empty_platform_has_empty_partitions() -> None:
    assert len(load_partition_points(partition=0, partitions=1).judgement) == 0
