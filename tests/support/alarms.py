"""Made-up alarms for database tests, raised the way the worker raises them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from anlan.contracts.alarms import AlarmChanged
from anlan.kernel.instants import to_micros
from anlan.telemetry.actions.outputs import StatusChange, apply_changes
from anlan.telemetry.actions.revisions import next_revisions
from anlan.telemetry.models import Alarm, AlarmTransition, Point
from tests.support.records import NOW


def change(
    code: str, after: str = "H", *, side: str = "high", at: datetime = NOW, late: bool = False,
    latch: bool = False, value: float = 8.5, onset: datetime | None = None,
) -> StatusChange:  # fmt: skip
    """Return a change of status of a point."""
    normal = after == "NORMAL"
    return StatusChange(
        point_id=Point.objects.get(code=code).pk, side=side, after=after, ts_us=to_micros(at),
        onset_us=0 if normal else to_micros(onset or at), value=value, peak=value,
        limit=None if normal else 8.0,
        priority={"H": 3, "HH": 4}.get(after, 1), latch=latch, late=late,
    )  # fmt: skip


def apply(*changes: StatusChange, now: datetime = NOW) -> list[AlarmChanged]:
    """Apply changes as the worker does."""
    with transaction.atomic():
        return apply_changes(changes=changes, partition=0, sequence=7, now=now)


def keep_alarms(codes: Sequence[str]) -> list[Alarm]:
    """Raise one alarm of each point."""
    apply(*(change(code) for code in codes))
    return list(Alarm.objects.filter(point__code__in=codes).order_by("point__code"))


def keep_alarm(point_code: str, *, raised_at: datetime = NOW - timedelta(minutes=5), **facts: Any) -> Alarm:
    """Keep one alarm of a point (high side, HH, unacknowledged unless stated) with its first step."""
    point = Point.objects.get(code=point_code)
    (revision,) = next_revisions(1)
    fields: dict[str, Any] = {
        "side": "high", "state": "unack_alm", "start_status": "H", "current_status": "HH",
        "worst_status": "HH", "priority": 4, "limit_value": 9.0, "value": 9.4, "peak_value": 9.5,
        "changed_at": raised_at, "partition": 0, "raised_sequence": 1, **facts,
    }  # fmt: skip
    alarm = Alarm.objects.create(
        point=point, enterprise_id=point.enterprise_id, enterprise_code=point.enterprise_code,
        division_code=point.division_code, quantity=point.quantity, raised_at=raised_at,
        revision=revision, **fields,
    )  # fmt: skip
    AlarmTransition.objects.create(
        alarm=alarm, kind="raised", to_state="unack_alm", status="H", source_at=raised_at, at=raised_at,
        value=8.2, limit_value=8.0,
    )  # fmt: skip
    return alarm
