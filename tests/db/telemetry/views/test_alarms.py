import pytest
from django.test import Client
from tests.support.alarm_rows import keep_alarm
from tests.support.pages import logged_in
from tests.support.points import keep_points

from anlan.telemetry.models import Alarm

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer() -> Client:
    return logged_in("duty_officer")


def shown(client: Client, query: str = "") -> list[str]:
    page = client.get(f"/alarms/?{query}")
    assert page.status_code == 200
    return [alarm.point.code for alarm in page.context["page"].rows]


def test_shows_open_alarms_newest_first_with_units_and_china_time(officer: Client) -> None:
    (code,) = keep_points(1)
    keep_alarm(code)
    page = officer.get("/alarms/")
    assert [alarm.point.code for alarm in page.context["page"].rows] == [code]
    for text in ("9.4", ">m<", "2026-11-24 15:55:00", "Highest", "Unacknowledged", 'aria-sort="descending"'):
        assert text in page.content.decode()


def test_says_so_when_nothing_is_open(officer: Client) -> None:
    assert "No alarm fits" in officer.get("/alarms/").content.decode()


@pytest.mark.parametrize(
    ("query", "fits"),
    [
        ("state=unacknowledged", True),
        ("state=acknowledged", False),
        ("state=closed", False),
        ("state=all", True),
        ("state=suppressed", False),
        ("priority=4", True),
        ("priority=1&priority=2", False),
        ("side=low", False),
        ("quantity=LT", True),
        ("quantity=PT", False),
        ("division=3705", True),
        ("division=3703", False),
        ("text=LT000", True),
        ("text=nothing", False),
        ("since=2026-11-24T15:00", True),
        ("since=2026-11-24T16:00", False),
        ("until=2026-11-24T15:00", False),
        ("enterprise=370500001", True),
        ("enterprise=370500002", False),
        ("state=rubbish&priority=x&since=yesterday", True),
        ("text=%00", True),
        ("page=99999999999999999999", True),
        ("sort=rubbish", True),
    ],
)
def test_each_filter_narrows_the_list_and_rubbish_does_not(officer: Client, query: str, fits: bool) -> None:
    (code,) = keep_points(1)
    keep_alarm(code)
    assert shown(officer, query) == ([code] if fits else [])


def test_sorts_by_priority_and_tells_screen_readers(officer: Client) -> None:
    low, high = keep_points(2)
    keep_alarm(high, priority=4)
    keep_alarm(low, priority=1)
    assert shown(officer, "sort=priority") == [low, high]
    assert shown(officer, "sort=-priority") == [high, low]


def test_nobody_sees_alarms_of_another_place() -> None:
    keep_alarm(keep_points(1)[0])
    assert shown(logged_in("duty_officer", division_code="370300")) == []


def test_acknowledges_what_is_selected_and_says_what_was_left(officer: Client) -> None:
    one, two = keep_points(2)
    keep_alarm(one)
    keep_alarm(two, state="acked_alm")
    numbers = [str(pk) for pk in Alarm.objects.values_list("pk", flat=True)]
    page = officer.post("/alarms/acknowledge", {"alarm": numbers, "next": "/alarms/?state=all"}, follow=True)
    assert page.redirect_chain == [("/alarms/?state=all", 302)]
    assert Alarm.objects.filter(state="acked_alm").count() == 2
    text = page.content.decode()
    assert "1 alarm acknowledged." in text
    assert "1 were acknowledged or closed already" in text


def test_goes_back_only_to_this_site(officer: Client) -> None:
    answer = officer.post("/alarms/acknowledge", {"next": "https://elsewhere.example/"})
    assert answer["Location"] == "/alarms/"


def test_who_may_only_look_cannot_acknowledge() -> None:
    alarm = keep_alarm(keep_points(1)[0])
    regulator = logged_in("regulator")
    assert regulator.post("/alarms/acknowledge", {"alarm": alarm.pk}).status_code == 403
    assert "data-acknowledge" not in regulator.get("/alarms/").content.decode()
