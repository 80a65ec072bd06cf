import pytest
from django.test import Client
from tests.support.records import keep_divisions, keep_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def someone(client: Client) -> None:
    keep_divisions()
    client.force_login(keep_user())


def test_divisions_are_listed_by_level_in_scope(client: Client) -> None:
    found = client.get("/api/v1/divisions", {"level": "county"}).json()
    assert [division["code"] for division in found] == ["370502", "370503"]
    assert client.get("/api/v1/divisions", {"level": "village"}).status_code == 422


def test_outlines_come_with_an_entity_tag(client: Client) -> None:
    first = client.get("/api/v1/divisions/boundaries", {"level": "prefecture"})
    assert first["Content-Type"] == "application/geo+json"
    assert [f["properties"]["code"] for f in first.json()["features"]] == ["370300", "370500"]
    again = client.get(
        "/api/v1/divisions/boundaries", {"level": "prefecture"}, headers={"If-None-Match": first["ETag"]}
    )
    assert (again.status_code, again.content) == (304, b"")
