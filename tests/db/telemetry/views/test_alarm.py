import pytest
from django.test import Client
from tests.support.alarm_rows import keep_alarm
from tests.support.pages import logged_in
from tests.support.points import keep_points

from anlan.telemetry.models import Alarm, Suppression

pytestmark = pytest.mark.django_db


@pytest.fixture
def alarm() -> Alarm:
    return keep_alarm(keep_points(1)[0])


@pytest.fixture
def officer() -> Client:
    return logged_in("duty_officer")


def act(client: Client, alarm: Alarm, action: str, **fields: str) -> tuple[int, str]:
    alarm.refresh_from_db()
    data = {"revision": str(alarm.revision), **fields}
    answer = client.post(f"/alarms/{alarm.pk}/{action}", data)
    alarm.refresh_from_db()
    return answer.status_code, answer.content.decode()


def test_shows_facts_life_and_trend_with_limits(officer: Client, alarm: Alarm) -> None:
    page = officer.get(f"/alarms/{alarm.pk}/").content.decode()
    for text in ("9.4", "Raised", "What happened", "trend-chart", '"kind": "HH"', "2026-11-24 15:55:00"):
        assert text in page


def test_acknowledges_with_a_note_and_shows_it(officer: Client, alarm: Alarm) -> None:
    status, card = act(officer, alarm, "acknowledge", note="seen on camera")
    assert (status, alarm.state) == (200, "acked_alm")
    assert "seen on camera" in card


def test_refuses_to_act_on_what_has_changed_meanwhile(officer: Client, alarm: Alarm) -> None:
    answer = officer.post(f"/alarms/{alarm.pk}/acknowledge", {"revision": "0"})
    assert answer.status_code == 409
    assert "has changed meanwhile" in answer.content.decode()
    alarm.refresh_from_db()
    assert alarm.state == "unack_alm"


def test_says_the_state_in_which_an_action_is_not_possible(officer: Client, alarm: Alarm) -> None:
    act(officer, alarm, "acknowledge")
    status, card = act(officer, alarm, "acknowledge")
    assert status == 409
    assert "the alarm is now “Acknowledged”" in card


def test_shelves_with_reason_and_end_and_unshelves(officer: Client, alarm: Alarm) -> None:
    assert act(officer, alarm, "shelve", reason="", hours="1")[0] == 422
    status, card = act(officer, alarm, "shelve", reason="sensor is being cleaned", hours="1")
    assert (status, alarm.suppression) == (200, "shelved")
    assert "sensor is being cleaned" in card
    overlay = Suppression.objects.get()
    assert act(officer, alarm, "end", suppression=str(overlay.pk))[0] == 200
    assert alarm.suppression == ""
    assert act(officer, alarm, "end", suppression=str(overlay.pk))[0] == 409


def test_takes_out_of_service_only_with_a_permit(officer: Client, alarm: Alarm) -> None:
    assert act(officer, alarm, "service", reason="repair", permit="")[0] == 422
    assert act(officer, alarm, "service", reason="repair", permit="DH-1", hours="8")[0] == 200
    assert alarm.suppression == "out_of_service"
    assert act(officer, alarm, "service", reason="repair", permit="DH-1", hours="8")[0] == 409


def test_resets_a_latched_alarm(officer: Client, alarm: Alarm) -> None:
    Alarm.objects.filter(pk=alarm.pk).update(state="latch_acked")
    assert act(officer, alarm, "reset")[0] == 200
    assert alarm.closed_at is not None


def test_there_is_no_other_action(officer: Client, alarm: Alarm) -> None:
    assert act(officer, alarm, "delete")[0] == 404


def test_an_alarm_of_another_place_is_not_there(alarm: Alarm) -> None:
    stranger = logged_in("duty_officer", division_code="370300")
    for address in ("", "card"):
        assert stranger.get(f"/alarms/{alarm.pk}/{address}").status_code == 404
    assert act(stranger, alarm, "acknowledge")[0] == 404


def test_who_may_only_look_has_no_buttons_and_is_refused(alarm: Alarm) -> None:
    regulator = logged_in("regulator")
    assert "hx-post" not in regulator.get(f"/alarms/{alarm.pk}/card").content.decode()
    assert act(regulator, alarm, "acknowledge")[0] == 403
