import pytest
from tests.support.actors import actor
from tests.support.alarms import apply, change, keep_alarms
from tests.support.points import keep_points
from tests.support.records import NOW

from anlan.records.access.api import Permission, PermissionDeniedError
from anlan.telemetry.actions.alarms import acknowledge_alarm
from anlan.telemetry.models import Alarm
from anlan.telemetry.queries.alarms import (
    AlarmFilter,
    count_open_alarms,
    get_alarm,
    list_alarms,
    list_alarms_after,
    list_suppressions,
    list_transitions,
    newest_revision,
)
from anlan.telemetry.rows import alarm_row

pytestmark = pytest.mark.django_db


def test_each_sees_its_own() -> None:
    codes = keep_points(1, division_codes=("370502", "370302"))
    keep_alarms(codes)
    for who, count in ((actor(), 2), (actor("3705"), 1), (actor(enterprise_code=codes[1][:9]), 1)):
        assert list_alarms(actor=who).count() == count
    elsewhere = Alarm.objects.get(division_code="370302")
    with pytest.raises(Alarm.DoesNotExist):
        get_alarm(actor=actor("3705"), alarm_id=elsewhere.pk)
    assert get_alarm(actor=actor("3703"), alarm_id=elsewhere.pk) == elsewhere


def test_without_the_right_nothing_is_listed() -> None:
    nobody = actor(permissions=[Permission.PLACES_VIEW])
    with pytest.raises(PermissionDeniedError):
        list_alarms(actor=nobody)


@pytest.mark.parametrize(
    ("wanted", "count"),
    [
        (AlarmFilter(), 3), (AlarmFilter(open_only=True), 2), (AlarmFilter(states=["norm"]), 1),
        (AlarmFilter(sides=["low"]), 1), (AlarmFilter(priorities=[4]), 1), (AlarmFilter(text="LT001"), 1),
        (AlarmFilter(text="企业"), 3), (AlarmFilter(text="100%"), 0), (AlarmFilter(quantities=["PT"]), 0),
        (AlarmFilter(until=NOW), 0), (AlarmFilter(since=NOW), 3), (AlarmFilter(annunciated_only=True), 3),
    ],
)  # fmt: skip
def test_filters(wanted: AlarmFilter, count: int) -> None:
    one, two, three = keep_points(3)
    apply(change(one), change(two, "HH"), change(three, "L", side="low"))
    acknowledge_alarm(actor=actor(), alarm_id=Alarm.objects.get(point__code=one).pk, now=NOW)
    apply(change(one, "NORMAL"))
    assert list_alarms(actor=actor(), wanted=wanted).count() == count


def test_a_list_and_its_rows_cost_one_statement(django_assert_num_queries: object) -> None:
    keep_alarms(keep_points(5))
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert len([alarm_row(alarm) for alarm in list_alarms(actor=actor())]) == 5


def test_a_page_catches_up_by_revision() -> None:
    one, two = keep_points(2)
    apply(change(one))
    seen = newest_revision()
    apply(change(two))
    apply(change(one, "HH"))
    missed = list_alarms_after(actor=actor(), revision=seen, limit=10)
    assert [alarm.point.code for alarm in missed] == [two, one]
    assert [alarm.revision for alarm in list_alarms_after(actor=actor(), revision=seen, limit=1)] == [
        missed[0].revision
    ]
    assert list_alarms_after(actor=actor(), revision=newest_revision(), limit=10) == []


def test_no_alarm_is_revision_zero() -> None:
    assert newest_revision() == 0


def test_steps_come_in_order_and_counts_by_state_and_priority() -> None:
    one, two = keep_points(2)
    apply(change(one), change(one, "HH"), change(two))
    alarm = Alarm.objects.get(point__code=one)
    assert [step.kind for step in list_transitions(actor=actor(), alarm=alarm)] == ["raised", "escalated"]
    counts = {(row.state, row.priority): row.count for row in count_open_alarms(actor=actor())}
    assert counts == {("unack_alm", 4): 1, ("unack_alm", 3): 1}
    assert not list_suppressions(actor=actor(), point_id=alarm.point_id).exists()
