from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from tests.support.alarms import keep_alarms
from tests.support.points import keep_points
from tests.support.records import keep_user

from anlan.records.access.models import AuditEntry
from anlan.telemetry.models import Alarm

pytestmark = pytest.mark.django_db
JSON = "application/json"


@pytest.fixture
def engineer(client: Client) -> Client:
    client.force_login(keep_user("boss", "administrator"))
    return client


def test_lists_points_of_an_enterprise(engineer: Client) -> None:
    one, *_ = keep_points(1, division_codes=("370502", "370503"))
    found = engineer.get("/api/v1/points", {"enterprise": one[:9]}).json()["items"]
    assert [point["code"] for point in found] == [one]


def test_one_point_carries_limits_and_what_is_in_force(engineer: Client) -> None:
    (code,) = keep_points(1)
    body = engineer.get(f"/api/v1/points/{code}").json()
    assert [limit["kind"] for limit in body["limits"]] == ["LL", "L", "H", "HH"]
    assert (body["latest"], body["suppressions"]) == (None, [])
    assert engineer.get("/api/v1/points/nowhere").status_code == 404


def test_limits_are_replaced_and_both_kept_in_the_audit_trail(engineer: Client) -> None:
    (code,) = keep_points(1)
    limits = {"limits": [{"kind": "H", "value": 7.5, "deadband": 0.1}]}
    body = engineer.put(f"/api/v1/points/{code}/limits", limits, content_type=JSON).json()
    assert [(limit["kind"], limit["value"]) for limit in body["limits"]] == [("H", 7.5)]
    detail = AuditEntry.objects.get(action="point.limits_changed").detail
    assert (detail["old"]["H"]["value"], detail["new"]["H"]["value"]) == (8.0, 7.5)


@pytest.mark.parametrize("value", [10.5, -1])
def test_a_limit_that_can_never_alarm_is_refused(engineer: Client, value: float) -> None:
    (code,) = keep_points(1)
    limits = {"limits": [{"kind": "H", "value": value}]}
    answer = engineer.put(f"/api/v1/points/{code}/limits", limits, content_type=JSON)
    assert answer.status_code == 422
    assert "outside the range" in answer.json()["detail"]


def test_an_alarm_is_shelved_and_comes_back(engineer: Client) -> None:
    (code,) = keep_points(1)
    keep_alarms([code])
    until = (timezone.now() + timedelta(hours=1)).isoformat()
    overlay = {"kind": "shelved", "reason": "检修", "side": "high", "until": until}
    made = engineer.post(f"/api/v1/points/{code}/suppressions", overlay, content_type=JSON)
    assert (made.status_code, Alarm.objects.get().suppression) == (201, "shelved")
    path = f"/api/v1/suppressions/{made.json()['id']}/end"
    assert engineer.post(path, {}, content_type=JSON).status_code == 200
    assert Alarm.objects.get().suppression == ""
    assert engineer.post(path, {}, content_type=JSON).status_code == 404


def test_taking_out_of_service_needs_a_permit(engineer: Client) -> None:
    (code,) = keep_points(1)
    overlay = {"kind": "out_of_service", "reason": "检修"}
    answer = engineer.post(f"/api/v1/points/{code}/suppressions", overlay, content_type=JSON)
    assert answer.status_code == 422
    assert "permit" in answer.json()["detail"]
