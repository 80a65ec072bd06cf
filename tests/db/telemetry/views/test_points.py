import pytest
from django.test import Client
from tests.support.alarm_rows import keep_alarm
from tests.support.pages import logged_in
from tests.support.points import keep_points

from anlan.telemetry.models import Limit

pytestmark = pytest.mark.django_db
KINDS = ("HH", "H", "L", "LL")


def fields(**values: str) -> dict[str, str]:
    return {
        f"{kind}-{name}": value
        for kind in KINDS
        for name, value in {"priority": "3", "value": values.get(kind, "")}.items()
    }


def change(client: Client, code: str, **values: str) -> tuple[int, str]:
    answer = client.post(f"/points/{code}/limits", fields(**values))
    return answer.status_code, answer.content.decode()


def test_shows_range_limits_alarms_and_exports() -> None:
    (code,) = keep_points(1)
    keep_alarm(code)
    page = logged_in("regulator").get(f"/points/{code}/").content.decode()
    for text in (
        "Newest value",
        "High-high (HH)",
        "readings.xlsx",
        "format=csv",
        'data-span="31536000"',
        "9.4",
    ):
        assert text in page
    assert f"/points/{code}/limits" not in page


def test_an_engineer_changes_limits() -> None:
    (code,) = keep_points(1)
    engineer = logged_in("engineer")
    assert "HH-value" in engineer.get(f"/points/{code}/limits").content.decode()
    assert change(engineer, code, HH="9.5", H="8.5")[0] == 302
    assert dict(Limit.objects.values_list("kind", "value")) == {"HH": 9.5, "H": 8.5}


def test_limits_that_contradict_are_refused_and_nothing_changes() -> None:
    (code,) = keep_points(1)
    status, page = change(logged_in("engineer"), code, HH="5", H="8")
    assert status == 422
    assert "Limits must rise from LL to HH and lie within the range 0.0 to 10.0 m." in page
    assert Limit.objects.get(kind="HH").value == 9.0


def test_others_may_not_change_limits() -> None:
    (code,) = keep_points(1)
    assert change(logged_in("duty_officer"), code)[0] == 403


def test_a_point_of_another_place_is_not_there() -> None:
    (code,) = keep_points(1)
    stranger = logged_in("engineer", division_code="370300")
    assert stranger.get(f"/points/{code}/").status_code == 404
    assert stranger.get(f"/points/{code}/limits").status_code == 404
