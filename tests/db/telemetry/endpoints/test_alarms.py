import pytest
from django.test import Client
from tests.support.alarms import apply, change, keep_alarms
from tests.support.points import keep_points
from tests.support.records import keep_user

from anlan.telemetry.models import Alarm

pytestmark = pytest.mark.django_db
JSON = "application/json"


@pytest.fixture
def officer(client: Client) -> Client:
    client.force_login(keep_user("duty", "duty_officer"))
    return client


def test_lists_the_newest_first_in_pages(officer: Client) -> None:
    codes = keep_points(3)
    alarms = keep_alarms(codes)
    first = officer.get("/api/v1/alarms", {"limit": "2"}).json()
    second = officer.get("/api/v1/alarms", {"limit": "2", "cursor": first["next"]}).json()
    found = [item["id"] for item in (*first["items"], *second["items"])]
    assert found == sorted((alarm.pk for alarm in alarms), reverse=True)
    assert second["next"] is None


@pytest.mark.parametrize(
    ("filters", "count"),
    [
        ({"open": "true", "state": "unack_alm"}, 2), ({"state": "norm"}, 0), ({"side": "low"}, 0),
        ({"priority": "4"}, 1), ({"quantity": "LT"}, 2), ({"division": "37"}, 2), ({"division": "3703"}, 0),
        ({"since": "2099-01-01T00:00:00Z"}, 0), ({"until": "2099-01-01T00:00:00Z"}, 2),
    ],
)  # fmt: skip
def test_filters(officer: Client, filters: dict[str, str], count: int) -> None:
    one, two = keep_points(2)
    apply(change(one), change(two, "HH"))
    assert len(officer.get("/api/v1/alarms", filters).json()["items"]) == count


def test_one_alarm_carries_its_steps(officer: Client) -> None:
    (code,) = keep_points(1)
    apply(change(code), change(code, "HH", value=9.5))
    alarm = Alarm.objects.get()
    body = officer.get(f"/api/v1/alarms/{alarm.pk}").json()
    assert (body["current_status"], body["peak_value"], body["unit"]) == ("HH", 9.5, "m")
    assert [step["kind"] for step in body["steps"]] == ["raised", "escalated"]


def test_an_alarm_is_acknowledged_once(officer: Client) -> None:
    (alarm,) = keep_alarms(keep_points(1))
    path = f"/api/v1/alarms/{alarm.pk}/acknowledge"
    body = officer.post(path, {"note": "看到了"}, content_type=JSON).json()
    assert (body["state"], body["revision"] > alarm.revision) == ("acked_alm", True)
    again = officer.post(path, {}, content_type=JSON)
    assert again.status_code == 409
    assert "acked_alm" in again.json()["detail"]


def test_a_latched_alarm_is_reset_when_it_has_returned_and_is_acknowledged(officer: Client) -> None:
    (code,) = keep_points(1)
    apply(change(code, latch=True), change(code, "NORMAL"))
    pk = Alarm.objects.get().pk
    assert officer.post(f"/api/v1/alarms/{pk}/reset", {}, content_type=JSON).status_code == 409
    officer.post(f"/api/v1/alarms/{pk}/acknowledge", {}, content_type=JSON)
    assert officer.post(f"/api/v1/alarms/{pk}/reset", {}, content_type=JSON).json()["state"] == "norm"


def test_alarms_elsewhere_are_not_found(client: Client) -> None:
    (alarm,) = keep_alarms(keep_points(1))
    client.force_login(keep_user("far", "duty_officer", division_code="370300"))
    assert client.get("/api/v1/alarms").json()["items"] == []
    assert client.get(f"/api/v1/alarms/{alarm.pk}").status_code == 404
    acknowledged = client.post(f"/api/v1/alarms/{alarm.pk}/acknowledge", {}, content_type=JSON)
    assert acknowledged.status_code == 404
    assert Alarm.objects.get().acked_at is None
