"""The alarm row as pages, the API and live events carry it."""

from anlan.contracts.alarms import AlarmChanged
from anlan.telemetry.models import Alarm


def alarm_row(alarm: Alarm) -> AlarmChanged:
    """Return the row of an alarm; wants `point` and `enterprise` loaded (`select_related`)."""
    return AlarmChanged(
        id=alarm.pk,
        revision=alarm.revision,
        point_id=alarm.point_id,
        point_code=alarm.point.code,
        point_name=alarm.point.name,
        unit=alarm.point.uom,
        quantity=alarm.quantity,
        enterprise_id=alarm.enterprise_id,
        enterprise_name=alarm.enterprise.name,
        division_code=alarm.division_code,
        side=alarm.side,
        state=alarm.state,
        suppression=alarm.suppression,
        start_status=alarm.start_status,
        current_status=alarm.current_status,
        worst_status=alarm.worst_status,
        priority=alarm.priority,
        limit=alarm.limit_value,
        value=alarm.value,
        peak_value=alarm.peak_value,
        raised_at=alarm.raised_at,
        changed_at=alarm.changed_at,
        returned_at=alarm.returned_at,
        acked_at=alarm.acked_at,
        acked_by=alarm.acked_by,
        closed_at=alarm.closed_at,
    )
