import pytest
from tests.support.alarm_rows import keep_alarm
from tests.support.pages import logged_in
from tests.support.points import keep_points

pytestmark = pytest.mark.django_db


def test_shows_points_devices_and_open_alarms() -> None:
    code, *_ = keep_points(3)
    keep_alarm(code)
    page = logged_in("regulator").get("/enterprises/370500001/")
    assert len(page.context["page"].rows) == 3
    assert [alarm.point.code for alarm in page.context["alarms"]] == [code]
    assert "No device has been heard yet" in page.content.decode()


def test_narrows_the_points_to_one_quantity() -> None:
    keep_points(2)
    client = logged_in("regulator")
    assert client.get("/enterprises/370500001/?quantity=LT").context["page"].total == 2
    assert client.get("/enterprises/370500001/?quantity=PT").context["page"].total == 0


def test_an_enterprise_sees_itself_and_no_other() -> None:
    keep_points(1, division_codes=("370502", "370302"))
    plant = logged_in("enterprise_officer", division_code="370502", enterprise_code="370500001")
    assert plant.get("/enterprises/370500001/").status_code == 200
    assert plant.get("/enterprises/370300002/").status_code == 404
