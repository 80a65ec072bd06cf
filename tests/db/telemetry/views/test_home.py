import pytest
from tests.support.alarm_rows import keep_alarm
from tests.support.pages import logged_in
from tests.support.points import keep_points

pytestmark = pytest.mark.django_db


def test_counts_what_is_open_by_priority_and_place_and_lists_the_newest() -> None:
    one, two, three = keep_points(3)
    keep_alarm(one)
    keep_alarm(two, state="acked_alm", priority=2)
    keep_alarm(three, suppression="shelved", priority=1)
    page = logged_in("duty_officer").get("/")
    counts = {row.priority: (row.unacknowledged, row.acknowledged) for row in page.context["priorities"]}
    assert counts == {4: (1, 0), 3: (0, 0), 2: (0, 1), 1: (0, 0)}
    assert page.context["suppressed"] == 1
    assert [(name, p.unacknowledged, p.acknowledged) for name, p in page.context["places"]] == [
        ("东营市", 1, 1)
    ]
    assert [alarm.point.code for alarm in page.context["newest"]] == [one]
    assert page.context["offline_count"] == 1


def test_an_empty_platform_says_so_calmly() -> None:
    page = logged_in("duty_officer").get("/").content.decode()
    assert "Nothing waits for acknowledgement" in page
    assert "No data yet" in page


def test_the_counters_come_alone_for_the_live_page() -> None:
    page = logged_in("duty_officer").get("/overview/counters").content.decode()
    assert "priority-card" in page
    assert "<html" not in page


def test_who_sees_no_telemetry_is_sent_to_their_account() -> None:
    assert logged_in("partner").get("/")["Location"] == "/account"
