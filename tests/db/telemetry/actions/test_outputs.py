from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from tests.support.points import keep_points
from tests.support.records import NOW, platform

from anlan.kernel.instants import to_micros
from anlan.telemetry.actions.outputs import StatusChange, apply_changes
from anlan.telemetry.actions.suppressions import Overlay, suppress
from anlan.telemetry.api import Alarm, AlarmTransition, Point, acknowledge_alarm, alarm_row, reset_alarm

T0 = to_micros(NOW)


def change(point_id: int, after: str, second: int, **more: Any) -> StatusChange:
    values: dict[str, Any] = {
        "point_id": point_id, "side": "high", "after": after, "ts_us": T0 + second * 1_000_000,
        "onset_us": 0 if after == "NORMAL" else T0, "value": 8.5, "peak": 9.9, "limit": 8.0, "priority": 3,
        "latch": False, "late": False,
    }  # fmt: skip
    return StatusChange(**values | more)


def apply(*changes: StatusChange) -> list[Any]:
    return apply_changes(changes=changes, partition=0, sequence=7, now=NOW)


def kinds() -> list[str]:
    return list(AlarmTransition.objects.order_by("pk").values_list("kind", flat=True))


@pytest.fixture
def point(db: None) -> Point:
    keep_points(1)
    return Point.objects.get()


def test_a_raise_makes_a_record_with_its_owner_and_origin(point: Point) -> None:
    (row,) = apply(change(point.pk, "H", 3))
    alarm = Alarm.objects.get()
    assert (alarm.enterprise_code, alarm.division_code, alarm.quantity) == ("370500001", "370502", "LT")
    assert (alarm.state, alarm.start_status, alarm.priority, alarm.limit_value) == ("unack_alm", "H", 3, 8.0)
    assert (alarm.raised_at, alarm.changed_at) == (NOW, NOW + timedelta(seconds=3))
    assert (alarm.partition, alarm.raised_sequence) == (0, 7)
    assert row == alarm_row(Alarm.objects.select_related("point", "enterprise").get())


def test_one_record_escalates_eases_and_returns(point: Point) -> None:
    apply(change(point.pk, "H", 0), change(point.pk, "HH", 1, priority=4))
    apply(change(point.pk, "H", 2), change(point.pk, "NORMAL", 3))
    alarm = Alarm.objects.get()
    assert kinds() == ["raised", "escalated", "deescalated", "returned"]
    assert (alarm.state, alarm.worst_status, alarm.current_status) == ("rtn_unack", "HH", "NORMAL")
    assert alarm.returned_at == NOW + timedelta(seconds=3)


def test_an_acknowledged_alarm_closes_when_it_returns_and_the_next_raise_is_a_new_record(
    point: Point,
) -> None:
    apply(change(point.pk, "H", 0))
    acknowledge_alarm(actor=platform(), alarm_id=Alarm.objects.get().pk, now=NOW)
    apply(change(point.pk, "NORMAL", 1), change(point.pk, "H", 2), change(point.pk, "NORMAL", 3))
    assert list(Alarm.objects.order_by("pk").values_list("state", flat=True)) == ["norm", "rtn_unack"]


def test_a_raise_before_the_acknowledgement_continues_the_record(point: Point) -> None:
    apply(change(point.pk, "H", 0), change(point.pk, "NORMAL", 1), change(point.pk, "H", 2))
    alarm = Alarm.objects.get()
    assert kinds() == ["raised", "returned", "re_raised"]
    assert (alarm.state, alarm.returned_at) == ("unack_alm", None)


def test_escalation_asks_for_acknowledgement_again(point: Point) -> None:
    apply(change(point.pk, "H", 0))
    acknowledge_alarm(actor=platform(), alarm_id=Alarm.objects.get().pk, now=NOW)
    apply(change(point.pk, "HH", 1))
    assert Alarm.objects.get().state == "unack_alm"


def test_a_latched_alarm_stays_until_it_is_reset(point: Point) -> None:
    apply(change(point.pk, "H", 0, latch=True), change(point.pk, "NORMAL", 1))
    alarm = Alarm.objects.get()
    assert alarm.state == "latch_unack"
    acknowledge_alarm(actor=platform(), alarm_id=alarm.pk, now=NOW)
    reset_alarm(actor=platform(), alarm_id=alarm.pk, now=NOW)
    assert Alarm.objects.get().closed_at is not None


def test_a_shelved_alarm_is_tracked_and_closes_by_itself(point: Point) -> None:
    overlay = Overlay(kind="shelved", reason="test", until=NOW + timedelta(hours=1))
    suppress(actor=platform(), point_code=point.code, overlay=overlay, now=NOW)
    apply(change(point.pk, "H", 0))
    assert Alarm.objects.get().suppression == "shelved"
    apply(change(point.pk, "NORMAL", 1))
    assert Alarm.objects.get().state == "norm"


def test_late_word_corrects_the_beginning(point: Point) -> None:
    apply(change(point.pk, "H", 5, onset_us=T0 + 5_000_000))
    apply(change(point.pk, "H", 4, onset_us=T0 + 4_000_000, late=True))
    assert kinds() == ["raised", "revised"]
    assert Alarm.objects.get().raised_at == NOW + timedelta(seconds=4)


def test_sides_are_records_of_their_own(point: Point) -> None:
    apply(
        change(point.pk, "H", 0),
        change(point.pk, "L", 0, side="low"),
        change(point.pk, "BAD", 0, side="data"),
    )
    assert sorted(Alarm.objects.values_list("side", flat=True)) == ["data", "high", "low"]


def test_changes_of_points_that_are_gone_are_passed_over(point: Point) -> None:
    assert apply(change(point.pk + 1, "H", 0)) == []
    assert apply() == []


def test_every_change_has_a_newer_revision(point: Point) -> None:
    (first,) = apply(change(point.pk, "H", 0))
    (second,) = apply(change(point.pk, "HH", 1))
    assert second.revision > first.revision


class TestInvariants(TestCase):
    @settings(max_examples=40, deadline=None)
    @given(
        st.lists(
            st.tuples(
                st.sampled_from(["high", "low"]), st.sampled_from([0, 1, 2]), st.booleans(), st.booleans()
            ),
            max_size=12,
        )
    )
    def test_there_is_never_a_second_open_record(self, story: list[tuple[str, int, bool, bool]]) -> None:
        keep_points(1)
        point = Point.objects.get()
        names = {"high": ("NORMAL", "H", "HH"), "low": ("NORMAL", "L", "LL")}
        for second, (side, level, late, acknowledge) in enumerate(story):
            apply(change(point.pk, names[side][level], second, side=side, late=late))
            waiting = Alarm.objects.filter(state__in=["unack_alm", "rtn_unack"]).first()
            if acknowledge and waiting:
                acknowledge_alarm(actor=platform(), alarm_id=waiting.pk, now=datetime.now(UTC))
            assert Alarm.objects.filter(closed_at=None, side=side).count() <= 1
            for alarm in Alarm.objects.all():
                assert (alarm.state == "norm") == (alarm.closed_at is not None)
                last = alarm.transitions.order_by("-pk").values_list("to_state", flat=True).first()
                assert last == alarm.state
