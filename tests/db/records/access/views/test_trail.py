import pytest
from django.test import Client
from tests.support.records import keep_user

pytestmark = pytest.mark.django_db


def shown(client: Client, **query: str) -> str:
    response = client.get("/audit", query)
    assert response.status_code == 200
    return response.content.decode()


def test_the_trail_is_filtered_by_action_name_and_day(client: Client) -> None:
    client.force_login(keep_user("auditor", "auditor"))
    assert "user.saved" in shown(client)
    assert "<code>user.saved" not in shown(client, action="session.")
    assert "<code>user.saved" not in shown(client, text="somebody")
    assert "<code>user.saved" in shown(client, since="2026-11-24", until="2026-11-24")
    assert "<code>user.saved" not in shown(client, until="2026-11-23")


@pytest.mark.parametrize("query", [{"since": "x"}, {"action": "'"}, {"page": "-1"}])
def test_odd_parameters_are_ignored(client: Client, query: dict[str, str]) -> None:
    client.force_login(keep_user("auditor", "auditor"))
    assert "user.saved" in shown(client, **query)
