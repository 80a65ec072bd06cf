import pytest
from tests.support.pages import logged_in

pytestmark = pytest.mark.django_db


def menu(*roles: str, address: str = "/account") -> list[str]:
    return [entry["href"] for entry in logged_in(*roles).get(address).context["navigation"]]


def test_shows_only_pages_that_the_role_may_open() -> None:
    assert menu("regulator") == ["/", "/map/", "/alarms/", "/enterprises/"]
    assert menu("partner") == ["/enterprises/"]
    assert "/users" in menu("administrator")
    assert "/dead-letters/" in menu("engineer")


def test_marks_the_page_that_is_open() -> None:
    entries = logged_in("regulator").get("/alarms/").context["navigation"]
    assert [entry["href"] for entry in entries if entry["here"]] == ["/alarms/"]
