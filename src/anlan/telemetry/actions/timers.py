"""What time alone does to alarms."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from anlan.records.access.api import Actor
from anlan.telemetry.actions.alarms import write_step
from anlan.telemetry.lifecycle import Event, State, next_state
from anlan.telemetry.models import Alarm, AlarmTransition


@transaction.atomic
def re_alarm(*, actor: Actor, partition: int, now: datetime) -> int:
    """Send acknowledged alarms that last too long back to unacknowledged; returns how many.

    The limit that is crossed says how long (`re_alarm_s`), counted from the acknowledgement.
    """
    candidates = (
        Alarm.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("point", "enterprise")
        .filter(partition=partition, state=State.ACKED_ALM, closed_at=None)
        .filter(point__limits__kind=F("current_status"), point__limits__re_alarm_s__gt=0)
        .annotate(re_alarm_s=F("point__limits__re_alarm_s"))
    )
    due = [a for a in candidates if a.acked_at and a.acked_at + timedelta(seconds=a.re_alarm_s) <= now]
    for alarm in due:
        before = alarm.state
        alarm.state = next_state(before, Event.RE_ALARM)
        alarm.acked_at, alarm.acked_by = None, ""
        write_step(alarm, AlarmTransition.Kind.RE_ALARMED, from_state=before, actor=actor, now=now, note="")
    return len(due)
