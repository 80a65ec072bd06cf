from datetime import timedelta
from typing import Any

import pytest
from tests.support.actors import actor
from tests.support.alarms import apply, change, keep_alarms
from tests.support.points import keep_points
from tests.support.records import NOW

from anlan.records.access.api import Permission, PermissionDeniedError
from anlan.telemetry.actions.suppressions import (
    Overlay,
    SuppressionRefusedError,
    end_due_suppressions,
    end_suppression,
    suppress,
)
from anlan.telemetry.models import Alarm, AlarmTransition, Point, Suppression

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def shelf(**more: Any) -> Overlay:
    return Overlay(**{"kind": "shelved", "reason": "检修", "until": NOW + HOUR, **more})


def kinds() -> list[str]:
    return list(AlarmTransition.objects.order_by("pk").values_list("kind", flat=True))


def test_a_shelved_alarm_is_tracked_and_annunciated_when_the_time_is_over() -> None:
    (code,) = keep_points(1)
    keep_alarms([code])
    suppress(actor=actor(), point_code=code, overlay=shelf(), now=NOW)
    apply(change(code, "HH"))
    assert (Alarm.objects.get().suppression, Alarm.objects.get().current_status) == ("shelved", "HH")
    enterprises = [code[:9]]
    assert end_due_suppressions(actor=actor(), enterprise_codes=enterprises, now=NOW + HOUR / 2) == 0
    assert end_due_suppressions(actor=actor(), enterprise_codes=enterprises, now=NOW + HOUR) == 1
    assert end_due_suppressions(actor=actor(), enterprise_codes=enterprises, now=NOW + HOUR) == 0
    assert Alarm.objects.get().suppression == ""
    assert kinds() == ["raised", "shelved", "escalated", "unshelved"]


def test_an_alarm_raised_under_an_overlay_is_suppressed_from_the_start_and_ends_by_itself() -> None:
    (code,) = keep_points(1)
    suppress(actor=actor(), point_code=code, overlay=shelf(side="high"), now=NOW)
    apply(change(code), change(code, "L", side="low"))
    assert dict(Alarm.objects.values_list("side", "suppression")) == {"high": "shelved", "low": ""}
    apply(change(code, "NORMAL"), change(code, "NORMAL", side="low"))
    assert dict(Alarm.objects.values_list("side", "state")) == {"high": "norm", "low": "rtn_unack"}


@pytest.mark.parametrize(
    ("overlay", "words"),
    [
        (shelf(reason=" "), "reason"), (shelf(until=None), "end"), (shelf(until=NOW), "future"),
        (shelf(until=NOW + 25 * HOUR), "24 h"), (shelf(kind="out_of_service", until=None), "permit"),
    ],
)  # fmt: skip
def test_what_is_missing_is_said(overlay: Overlay, words: str) -> None:
    (code,) = keep_points(1)
    with pytest.raises(SuppressionRefusedError, match=words):
        suppress(actor=actor(), point_code=code, overlay=overlay, now=NOW)
    assert not Suppression.objects.exists()


def test_the_same_overlay_twice_is_refused() -> None:
    (code,) = keep_points(1)
    suppress(actor=actor(), point_code=code, overlay=shelf(), now=NOW)
    with pytest.raises(SuppressionRefusedError, match="in force"):
        suppress(actor=actor(), point_code=code, overlay=shelf(), now=NOW)


def test_ending_one_of_two_overlays_leaves_the_other_in_force() -> None:
    (code,) = keep_points(1)
    keep_alarms([code])
    first = suppress(actor=actor(), point_code=code, overlay=shelf(), now=NOW)
    service = shelf(kind="out_of_service", permit="动火-17", until=None)
    suppress(actor=actor(), point_code=code, overlay=service, now=NOW)
    end_suppression(actor=actor(), suppression_id=first.pk, now=NOW)
    assert Alarm.objects.get().suppression == "out_of_service"


def test_each_kind_needs_its_own_right_and_the_scope() -> None:
    (code,) = keep_points(1)
    with pytest.raises(PermissionDeniedError):
        suppress(
            actor=actor(permissions=[Permission.TELEMETRY_SHELVE]), point_code=code, now=NOW,
            overlay=shelf(kind="by_design", until=None),
        )  # fmt: skip
    with pytest.raises(Point.DoesNotExist):
        suppress(actor=actor("3703"), point_code=code, overlay=shelf(), now=NOW)
