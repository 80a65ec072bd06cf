import pytest
from tests.support.actors import actor
from tests.support.points import keep_points
from tests.support.records import NOW

from anlan.records.access.api import Permission, PermissionDeniedError
from anlan.records.access.models import AuditEntry
from anlan.telemetry.actions.limits import change_limits
from anlan.telemetry.models import Limit, Point
from anlan.telemetry.signals import Outlets
from anlan.telemetry.specs import InvalidPointError, LimitSpec

pytestmark = pytest.mark.django_db
HIGH = [LimitSpec(kind="H", value=7.0, deadband=0.3)]


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    calls: list[str] = []
    monkeypatch.setattr(Outlets, "points", staticmethod(lambda: calls.append("changed")))
    return calls


def test_limits_are_replaced_told_and_kept_old_and_new(
    told: list[str], django_capture_on_commit_callbacks: object
) -> None:
    (code,) = keep_points(1)
    told.clear()
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        change_limits(actor=actor(), point_code=code, limits=HIGH, now=NOW)
    assert list(Limit.objects.values_list("kind", "value", "deadband")) == [("H", 7.0, 0.3)]
    assert told == ["changed"]
    detail = AuditEntry.objects.get(action="point.limits_changed").detail
    assert sorted(detail["old"]) == ["H", "HH", "L", "LL"]
    assert detail["new"]["H"]["value"] == 7.0


def test_a_contradiction_changes_nothing() -> None:
    (code,) = keep_points(1)
    wrong = [LimitSpec(kind="H", value=9.0), LimitSpec(kind="HH", value=8.0)]
    with pytest.raises(InvalidPointError, match="below"):
        change_limits(actor=actor(), point_code=code, limits=wrong, now=NOW)
    assert Limit.objects.count() == 4


def test_needs_the_right_and_the_scope() -> None:
    (code,) = keep_points(1)
    with pytest.raises(PermissionDeniedError):
        change_limits(
            actor=actor(permissions=[Permission.TELEMETRY_SHELVE]), point_code=code, limits=HIGH, now=NOW
        )
    with pytest.raises(Point.DoesNotExist):
        change_limits(actor=actor("3703"), point_code=code, limits=HIGH, now=NOW)
