import orjson
import pytest
from tests.support.alarm_rows import keep_alarm
from tests.support.pages import logged_in
from tests.support.points import keep_points

pytestmark = pytest.mark.django_db


def test_the_map_lists_enterprises_with_alarms_in_words_too() -> None:
    keep_alarm(keep_points(1)[0])
    page = logged_in("regulator").get("/map/")
    assert page.context["worst_total"] == 1
    assert "企业1" in page.content.decode()


def test_states_carry_the_worst_alarm_and_whether_it_is_heard() -> None:
    keep_alarm(keep_points(1, division_codes=("370502", "370302"))[0], priority=3)
    client = logged_in("regulator")
    features = orjson.loads(client.get("/map/states").content)["features"]
    found = {f["properties"]["code"]: f["properties"] for f in features}
    assert {code: (p["priority"], p["unacknowledged"], p["offline"]) for code, p in found.items()} == {
        "370500001": (3, 1, True),
        "370300002": (0, 0, True),
    }
    one = found["370500001"]["id"]
    asked = orjson.loads(client.get(f"/map/states?ids={one},x").content)["features"]
    assert [f["properties"]["id"] for f in asked] == [one]


def test_boundaries_are_kept_by_the_browser_until_they_change() -> None:
    keep_points(1)
    client = logged_in("regulator")
    first = client.get("/map/boundaries/2")
    assert {f["properties"]["name"] for f in orjson.loads(first.content)["features"]} == {"东营市", "淄博市"}
    again = client.get("/map/boundaries/2", headers={"if-none-match": first["ETag"]})
    assert again.status_code == 304
    assert client.get("/map/boundaries/9").status_code == 404


def test_the_panel_of_an_enterprise_is_only_for_who_may_see_it() -> None:
    keep_alarm(keep_points(1)[0])
    client = logged_in("regulator")
    one = orjson.loads(client.get("/map/states").content)["features"][0]["properties"]["id"]
    assert "Open the enterprise" in client.get(f"/map/enterprises/{one}/").content.decode()
    assert logged_in("auditor", division_code="370300").get(f"/map/enterprises/{one}/").status_code == 404
    assert client.get("/map/worst").status_code == 200


def test_the_wall_is_dark_and_counts() -> None:
    keep_alarm(keep_points(1)[0])
    client = logged_in("regulator")
    assert 'data-theme="dark"' in client.get("/wall").content.decode()
    assert client.get("/wall/counts").context["offline_count"] == 1
