import pytest
from tests.support.actors import actor
from tests.support.alarms import apply, change, keep_alarms
from tests.support.points import keep_points
from tests.support.records import NOW

from anlan.records.access.api import Permission, PermissionDeniedError
from anlan.records.access.models import AuditEntry
from anlan.telemetry.actions.alarms import acknowledge_alarm, reset_alarm
from anlan.telemetry.lifecycle import MoveRefusedError
from anlan.telemetry.models import Alarm, AlarmTransition

pytestmark = pytest.mark.django_db


def test_acknowledging_names_who_and_leaves_a_trace() -> None:
    (alarm,) = keep_alarms(keep_points(1))
    found = acknowledge_alarm(actor=actor(), alarm_id=alarm.pk, now=NOW, note="已通知")
    assert (found.state, found.acked_by, found.acked_at) == ("acked_alm", "张三", NOW)
    assert found.revision > alarm.revision
    step = AlarmTransition.objects.latest("pk")
    assert (step.kind, step.from_state, step.note) == ("acknowledged", "unack_alm", "已通知")
    assert AuditEntry.objects.filter(action="alarm.acknowledged", subject_id=str(alarm.pk)).exists()


def test_acknowledging_what_has_returned_closes_it() -> None:
    (code,) = keep_points(1)
    apply(change(code), change(code, "NORMAL"))
    found = acknowledge_alarm(actor=actor(), alarm_id=Alarm.objects.get().pk, now=NOW)
    assert (found.state, found.closed_at) == ("norm", NOW)


def test_twice_is_refused_and_changes_nothing() -> None:
    (alarm,) = keep_alarms(keep_points(1))
    first = acknowledge_alarm(actor=actor(), alarm_id=alarm.pk, now=NOW)
    with pytest.raises(MoveRefusedError):
        acknowledge_alarm(actor=actor(), alarm_id=alarm.pk, now=NOW)
    assert Alarm.objects.get().revision == first.revision


def test_needs_the_right_and_the_scope() -> None:
    (alarm,) = keep_alarms(keep_points(1))
    with pytest.raises(PermissionDeniedError):
        acknowledge_alarm(actor=actor(permissions=[Permission.TELEMETRY_VIEW]), alarm_id=alarm.pk, now=NOW)
    for stranger in (actor("3703"), actor(enterprise_code="999999999")):
        with pytest.raises(Alarm.DoesNotExist):
            acknowledge_alarm(actor=stranger, alarm_id=alarm.pk, now=NOW)


def test_a_latched_alarm_waits_for_its_reset() -> None:
    (code,) = keep_points(1)
    apply(change(code, latch=True), change(code, "NORMAL"))
    alarm = Alarm.objects.get()
    assert alarm.state == "latch_unack"
    with pytest.raises(MoveRefusedError):
        reset_alarm(actor=actor(), alarm_id=alarm.pk, now=NOW)
    assert acknowledge_alarm(actor=actor(), alarm_id=alarm.pk, now=NOW).state == "latch_acked"
    assert reset_alarm(actor=actor(), alarm_id=alarm.pk, now=NOW).closed_at == NOW
