"""Made-up alarms for database tests, written as the worker would leave them."""

from datetime import datetime, timedelta
from typing import Any

from anlan.telemetry.actions.revisions import next_revisions
from anlan.telemetry.models import Alarm, AlarmTransition, Point
from tests.support.records import NOW


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
