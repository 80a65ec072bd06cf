import pytest
from tests.support.actors import actor
from tests.support.points import keep_points

from anlan.records.access.api import PermissionDeniedError
from anlan.telemetry.models import Point
from anlan.telemetry.queries.points import get_point, list_limits, list_points

pytestmark = pytest.mark.django_db


def test_lists_active_points_of_the_scope() -> None:
    codes = keep_points(2, division_codes=("370502", "370302"))
    Point.objects.filter(code=codes[0]).update(is_active=False)
    assert [p.code for p in list_points(actor=actor("3705"))] == [codes[1]]
    assert [p.code for p in list_points(actor=actor(), enterprise_code=codes[2][:9])] == codes[2:]


def test_a_point_out_of_scope_is_not_found() -> None:
    (code,) = keep_points(1)
    assert get_point(actor=actor("370502"), code=code).enterprise.code == code[:9]
    with pytest.raises(Point.DoesNotExist):
        get_point(actor=actor("370503"), code=code)


def test_limits_go_from_ll_to_hh_and_need_the_right() -> None:
    keep_points(1)
    point = Point.objects.get()
    assert [limit.kind for limit in list_limits(actor=actor(), point=point)] == ["LL", "L", "H", "HH"]
    with pytest.raises(PermissionDeniedError):
        list_limits(actor=actor(permissions=[]), point=point)
