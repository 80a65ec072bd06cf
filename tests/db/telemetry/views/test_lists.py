import pytest
from django.http import QueryDict
from tests.support.points import keep_points

from anlan.telemetry.models import Alarm, Point
from anlan.telemetry.views import lists

pytestmark = pytest.mark.django_db


def test_pages_keep_the_rest_of_the_address(monkeypatch: pytest.MonkeyPatch) -> None:
    keep_points(5)
    monkeypatch.setattr(lists, "ROWS", 2)
    page = lists.list_page(Point.objects.order_by("code"), QueryDict("text=a&page=2"))
    assert (page.number, page.pages, page.total, len(page.rows)) == (2, 3, 5, 2)
    assert (page.previous, page.next) == ("?text=a&page=1", "?text=a&page=3")
    assert lists.list_page(Point.objects.order_by("code"), QueryDict("page=3")).next == ""


def test_stops_counting_where_nobody_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    keep_points(5)
    monkeypatch.setattr(lists, "COUNT_AT_MOST", 3)
    page = lists.list_page(Point.objects.order_by("code"), QueryDict())
    assert (page.total, page.more) == (3, True)


def test_nothing_is_one_empty_page() -> None:
    page = lists.list_page(Alarm.objects.all(), QueryDict("page=0"))
    assert (page.number, page.pages, page.rows, page.previous, page.next) == (1, 1, [], "", "")


def test_a_heading_turns_the_order_round_and_starts_at_page_one() -> None:
    raised, point = lists.columns(QueryDict("page=4&state=all"), "-raised", {"raised": "R", "point": "P"})
    assert (raised.direction, raised.address) == ("descending", "?state=all&sort=raised")
    assert (point.direction, point.address) == ("none", "?state=all&sort=-point")
