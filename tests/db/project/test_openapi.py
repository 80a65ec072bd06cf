from datetime import timedelta
from typing import Any

import orjson
import pytest
from django.test import Client
from django.utils import timezone
from tests.support.records import NOW, keep_enterprises, keep_user

from anlan.records.access.actors import actor_of_user
from anlan.records.access.api import create_key
from anlan.records.access.models import ApiKey, User

pytestmark = pytest.mark.django_db
ENTERPRISES = "/api/v1/enterprises"


def token(*permissions: str, user: User | None = None, **more: Any) -> str:
    actor = actor_of_user(user or keep_user())
    key = create_key(actor=actor, name="k", permissions=permissions, now=NOW, **{"expires_at": None, **more})
    return key.token


def problem_of(response: Any) -> dict[str, Any]:
    assert response["Content-Type"] == "application/problem+json"
    body: dict[str, Any] = orjson.loads(response.content)
    assert body["status"] == response.status_code
    return body


@pytest.mark.parametrize("header", ["Authorization", "X-API-Key"])
def test_a_key_works_in_either_header(client: Client, header: str) -> None:
    keep_enterprises("370502", "370302")
    value = token("assets.view")
    value = f"Bearer {value}" if header == "Authorization" else value
    response = client.get(ENTERPRISES, headers={header: value})
    assert [e["code"] for e in response.json()["items"]] == ["370500001"]
    assert ApiKey.objects.get().last_used_at is not None


def test_nobody_gets_401_as_a_problem(client: Client) -> None:
    response = client.get(ENTERPRISES)
    assert response.status_code == 401
    assert response["WWW-Authenticate"] == "Bearer"
    problem_of(response)


@pytest.mark.parametrize("spoiled", ["x", "anlan_00000000_0", "anlan__", "\u00e9"])
def test_a_wrong_key_is_refused_even_beside_a_session(client: Client, spoiled: str) -> None:
    client.force_login(keep_user())
    assert client.get(ENTERPRISES, headers={"X-API-Key": spoiled}).status_code == 401
    assert client.get(ENTERPRISES).status_code == 200


def test_an_expired_or_revoked_key_is_refused(client: Client) -> None:
    user = keep_user()
    old = token("assets.view", user=user, expires_at=timezone.now() - timedelta(seconds=1))
    gone = token("assets.view", user=user)
    ApiKey.objects.filter(expires_at=None).update(revoked_at=NOW)
    for value in (old, gone):
        assert client.get(ENTERPRISES, headers={"X-API-Key": value}).status_code == 401


def test_a_key_without_the_permission_is_forbidden(client: Client) -> None:
    response = client.get(ENTERPRISES, headers={"X-API-Key": token("places.view")})
    assert response.status_code == 403
    assert "assets.view" in problem_of(response)["detail"]


def test_a_key_loses_what_its_user_loses(client: Client) -> None:
    user = keep_user()
    value = token("assets.view", user=user)
    user.grants.all().delete()
    assert client.get(ENTERPRISES, headers={"X-API-Key": value}).status_code == 403


def test_pages_follow_each_other(client: Client) -> None:
    codes = keep_enterprises("370502", "370503", "370502")
    client.force_login(keep_user())
    first = client.get(ENTERPRISES, {"limit": 2}).json()
    second = client.get(ENTERPRISES, {"limit": 2, "cursor": first["next"]}).json()
    assert [e["code"] for e in first["items"] + second["items"]] == codes
    assert second["next"] is None


@pytest.mark.parametrize(
    "query",
    [{"limit": 0}, {"limit": "x"}, {"cursor": "!"}, {"cursor": "W10="}, {"level": 9}, {"division": "a"}],
)
def test_a_wrong_parameter_is_422(client: Client, query: dict[str, Any]) -> None:
    client.force_login(keep_user())
    response = client.get(ENTERPRISES, query)
    assert response.status_code == 422
    problem_of(response)


def test_another_prefectures_enterprise_cannot_be_told_from_none(client: Client) -> None:
    _, foreign = keep_enterprises("370502", "370302")
    client.force_login(keep_user())
    there, nowhere = (client.get(f"{ENTERPRISES}/{code}") for code in (foreign, "999999999"))
    assert there.status_code == nowhere.status_code == 404
    assert there.content == nowhere.content


def test_one_enterprise_comes_with_what_belongs_to_it(client: Client) -> None:
    (code,) = keep_enterprises("370502")
    client.force_login(keep_user())
    found = client.get(f"{ENTERPRISES}/{code}").json()
    assert (found["code"], found["division_code"], found["devices"]) == (code, "370502", [])


def test_the_description_names_the_problems_of_every_operation(client: Client) -> None:
    schema = client.get("/api/v1/openapi.json").json()
    assert schema["openapi"].startswith("3.1")
    operations = [op for path in schema["paths"].values() for op in path.values()]
    assert operations
    assert all({"401", "403", "422"} <= op["responses"].keys() for op in operations)


def test_the_documentation_page_loads_nothing_from_elsewhere(client: Client) -> None:
    client.force_login(keep_user())
    page = client.get("/api/docs").content.decode()
    assert "swagger-ui-bundle.js" in page
    assert "//cdn" not in page
    assert "<script>" not in page
