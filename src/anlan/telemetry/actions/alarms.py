"""What people do with alarms: acknowledge, reset, close."""

from datetime import datetime

from django.db import transaction

from anlan.records.access.api import Actor, Permission, in_scope, record_audit
from anlan.telemetry.actions.revisions import next_revisions
from anlan.telemetry.lifecycle import Event, State, next_state
from anlan.telemetry.models import Alarm, AlarmTransition
from anlan.telemetry.rows import alarm_row
from anlan.telemetry.signals import announce


@transaction.atomic
def acknowledge_alarm(*, actor: Actor, alarm_id: int, now: datetime, note: str = "") -> Alarm:
    """Take note of an alarm (确认): unacknowledged becomes acknowledged; returned becomes closed.

    Args:
        actor: Needs `telemetry.acknowledge`.
        alarm_id: Which.
        now: When.
        note: For the history, optional.

    Raises:
        Alarm.DoesNotExist: None in scope.
        MoveRefusedError: It is acknowledged or closed already.
    """
    actor.require(Permission.TELEMETRY_ACKNOWLEDGE)
    alarm = _locked(actor, alarm_id)
    alarm.acked_at, alarm.acked_by = now, actor.name[:60]
    _move(alarm, Event.ACKNOWLEDGE, AlarmTransition.Kind.ACKNOWLEDGED, actor=actor, now=now, note=note)
    return alarm


@transaction.atomic
def reset_alarm(*, actor: Actor, alarm_id: int, now: datetime, note: str = "") -> Alarm:
    """Release a latched alarm whose condition has returned and which is acknowledged (复位).

    Raises:
        Alarm.DoesNotExist: None in scope.
        MoveRefusedError: It is not latched, still active, or not acknowledged.
    """
    actor.require(Permission.TELEMETRY_ACKNOWLEDGE)
    alarm = _locked(actor, alarm_id)
    _move(alarm, Event.RESET, AlarmTransition.Kind.RESET, actor=actor, now=now, note=note)
    return alarm


def lock_alarm(actor: Actor, alarm_id: int) -> Alarm:
    """Return one alarm of the actor's scope, locked until the transaction ends."""
    return _locked(actor, alarm_id)


def write_step(
    alarm: Alarm, kind: AlarmTransition.Kind, *, from_state: str, actor: Actor, now: datetime, note: str
) -> None:
    """Save a changed alarm with a new revision, its transition and its audit row; announce after commit."""
    (alarm.revision,) = next_revisions(1)
    alarm.save()
    AlarmTransition.objects.create(
        alarm=alarm, kind=kind, from_state=from_state, to_state=alarm.state, status=alarm.current_status,
        at=now, value=alarm.value, limit_value=alarm.limit_value, actor_name=actor.name[:60], note=note[:500],
    )  # fmt: skip
    detail = {"from": from_state, "to": alarm.state, "note": note[:500]}
    record_audit(
        actor=actor, action=f"alarm.{kind}", subject_kind="alarm", subject_id=alarm.pk, now=now, detail=detail
    )
    announce([alarm_row(alarm)])


def _locked(actor: Actor, alarm_id: int) -> Alarm:
    found = Alarm.objects.select_for_update(of=("self",)).select_related("point", "enterprise")
    return found.filter(in_scope(actor)).get(pk=alarm_id)


def _move(
    alarm: Alarm, event: Event, kind: AlarmTransition.Kind, *, actor: Actor, now: datetime, note: str
) -> None:
    before = alarm.state
    alarm.state = next_state(before, event)
    if alarm.state == State.NORM:
        alarm.closed_at = now
    write_step(alarm, kind, from_state=before, actor=actor, now=now, note=note)
