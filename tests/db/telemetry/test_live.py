"""The law of live pages: what a page shows plus the events since is what it shows when loaded again."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from tests.support.alarm_rows import keep_alarm
from tests.support.points import keep_points
from tests.support.records import NOW, platform

from anlan.contracts.alarms import AlarmChanged, decode
from anlan.records.access.api import Actor
from anlan.telemetry import live
from anlan.telemetry.api import (
    AlarmFilter,
    Overlay,
    acknowledge_alarm,
    alarm_row,
    end_suppression,
    list_alarms,
    newest_revision,
    reset_alarm,
    suppress,
)
from anlan.telemetry.models import Alarm, Suppression

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=1)
Rows = dict[int, AlarmChanged]


def acknowledge(alarm: Alarm) -> None:
    acknowledge_alarm(actor=platform(), alarm_id=alarm.pk, now=LATER)


def acknowledge_and_close(alarm: Alarm) -> None:
    Alarm.objects.filter(pk=alarm.pk).update(state="rtn_unack")
    acknowledge(alarm)


def reset(alarm: Alarm) -> None:
    Alarm.objects.filter(pk=alarm.pk).update(state="latch_acked")
    reset_alarm(actor=platform(), alarm_id=alarm.pk, now=LATER)


def shelve(alarm: Alarm) -> None:
    overlay = Overlay(kind="shelved", reason="test", until=LATER + timedelta(hours=1))
    suppress(actor=platform(), point_code=alarm.point.code, overlay=overlay, now=LATER)


def out_of_service(alarm: Alarm) -> None:
    overlay = Overlay(kind="out_of_service", reason="test", permit="P-1")
    suppress(actor=platform(), point_code=alarm.point.code, overlay=overlay, now=LATER)


def unshelve(alarm: Alarm) -> None:
    shelve(alarm)
    end_suppression(actor=platform(), suppression_id=Suppression.objects.get().pk, now=LATER)


def raise_another(alarm: Alarm) -> None:
    keep_alarm(alarm.point.code, side="low", current_status="L")


ACTIONS: list[Callable[[Alarm], None]] = [
    acknowledge, acknowledge_and_close, reset, shelve, out_of_service, unshelve, raise_another,
]  # fmt: skip


def snapshot(actor: Actor) -> tuple[int, Rows]:
    revision = newest_revision()
    return revision, {alarm.pk: alarm_row(alarm) for alarm in list_alarms(actor=actor, wanted=AlarmFilter())}


def events(actor: Actor, after: int) -> list[AlarmChanged]:
    missed = live.missed_alarms(actor, after)
    assert missed is not None
    return [decode(item.event.split(b"data: ", 1)[1].strip()) for item in missed]


def apply(rows: Rows, news: list[AlarmChanged]) -> Rows:
    found = dict(rows)
    for row in news:
        if row.id not in found or found[row.id].revision < row.revision:
            found[row.id] = row
    return found


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.__name__)
def test_snapshot_plus_events_is_the_later_snapshot(action: Callable[[Alarm], None]) -> None:
    actor = platform()
    one, _ = keep_points(2)
    alarm = keep_alarm(one)
    revision, rows = snapshot(actor)
    action(alarm)
    later = snapshot(actor)[1]
    assert later != rows
    assert apply(rows, events(actor, revision)) == later
    assert apply(later, events(actor, 0)) == later


def test_too_much_to_send_asks_for_a_new_snapshot(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "MOST_MISSED", 1)
    one, two = keep_points(2)
    keep_alarm(one)
    assert live.missed_alarms(platform(), 0) is not None
    keep_alarm(two)
    assert live.missed_alarms(platform(), 0) is None


def test_the_event_comes_back_with_the_revision_it_carries() -> None:
    alarm = keep_alarm(keep_points(1)[0])
    assert f"id: {alarm.revision}\nevent: alarm\n".encode() in live.live_alarm(alarm_row(alarm)).event
