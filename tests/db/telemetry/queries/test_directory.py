import pytest
from tests.support.points import keep_points

from anlan.kernel.partitions import partition_of
from anlan.telemetry.models import Point
from anlan.telemetry.queries.directory import load_point_directory

pytestmark = pytest.mark.django_db


def test_holds_every_active_point_once_in_order_of_id() -> None:
    codes = keep_points(2, division_codes=("370502", "370302"))
    Point.objects.filter(code=codes[3]).update(is_active=False)
    directory = load_point_directory(partitions=4)
    assert len(directory) == 3
    assert directory.codes.to_pylist() == codes[:3]
    assert directory.point.tolist() == sorted(directory.point.tolist())
    assert directory.enterprise.to_pylist() == [code[:9] for code in codes[:3]]
    assert directory.partition.tolist() == [partition_of(code[:9], 4) for code in codes[:3]]
    assert directory.cycle_s.tolist() == [1.0, 1.0, 1.0]


def test_an_empty_platform_has_an_empty_directory() -> None:
    assert len(load_point_directory(partitions=4)) == 0
