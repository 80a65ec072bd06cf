from dataclasses import replace

import pytest
from tests.support.points import keep_points, point_spec
from tests.support.records import NOW, platform

from anlan.records.access.api import ANONYMOUS, PermissionDeniedError
from anlan.telemetry.api import InvalidPointError, Limit, LimitSpec, Point, save_points

pytestmark = pytest.mark.django_db


def test_keeps_points_with_their_limits_and_the_codes_of_their_owner() -> None:
    code, *_ = keep_points(2)
    point = Point.objects.get(code=code)
    assert (point.enterprise_code, point.division_code) == ("370500001", "370502")
    assert sorted(point.limits.values_list("kind", flat=True)) == ["H", "HH", "L", "LL"]


def test_saving_again_changes_values_and_drops_limits_no_longer_stated() -> None:
    (code,) = keep_points(1)
    spec = point_spec(code, code[:11], [LimitSpec(kind="H", value=7.5)])
    save_points(specs=[replace(spec, name="新名")], actor=platform(), now=NOW)
    assert Point.objects.get().name == "新名"
    assert list(Limit.objects.values_list("kind", "value")) == [("H", 7.5)]


def test_an_unknown_device_is_named_and_nothing_is_kept() -> None:
    (code,) = keep_points(1)
    specs = [point_spec("new", code[:11]), point_spec("other", "99")]
    with pytest.raises(InvalidPointError, match="no device with code 99"):
        save_points(specs=specs, actor=platform(), now=NOW)
    assert Point.objects.count() == 1


def test_needs_the_permission() -> None:
    with pytest.raises(PermissionDeniedError):
        save_points(specs=[], actor=ANONYMOUS, now=NOW)
