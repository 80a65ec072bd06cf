import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from tests.support.records import keep_user

from anlan.records.access.models import LoginSession

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"


def enter(client: Client, password: str = PASSWORD, **more: str) -> int:
    return client.post("/login", {"username": "officer", "password": password, **more}).status_code


def test_the_session_key_changes_at_log_in(client: Client) -> None:
    keep_user(password=PASSWORD)
    session = client.session
    session["before"] = "x"
    session.save()
    before = session.session_key or ""
    client.cookies["sessionid"] = before
    assert enter(client) == 302
    assert client.cookies["sessionid"].value != before
    assert not Session.objects.filter(session_key=before).exists()
    assert LoginSession.objects.get().session_key == client.cookies["sessionid"].value


def test_a_wrong_password_shows_the_form_again(client: Client) -> None:
    keep_user(password=PASSWORD)
    assert enter(client, "wrong") == 403
    assert client.get("/account").status_code == 302


def test_too_many_failures_are_429(client: Client) -> None:
    keep_user(password=PASSWORD)
    codes = [enter(client, "wrong") for _ in range(6)]
    assert codes == [403] * 5 + [429]


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_never_sends_elsewhere_after_log_in(client: Client, target: str) -> None:
    keep_user(password=PASSWORD)
    response = client.post("/login", {"username": "officer", "password": PASSWORD, "next": target})
    assert response["Location"] == "/"


def test_goes_where_one_wanted_to_go(client: Client) -> None:
    keep_user(password=PASSWORD)
    wanted = client.get("/account")["Location"]
    assert wanted == "/login?next=/account"
    response = client.post("/login", {"username": "officer", "password": PASSWORD, "next": "/account"})
    assert response["Location"] == "/account"


def test_log_out_ends_the_session_and_needs_a_post(client: Client) -> None:
    keep_user(password=PASSWORD)
    enter(client)
    assert client.get("/logout").status_code == 405
    assert client.post("/logout").status_code == 302
    assert not LoginSession.objects.exists()
    assert client.get("/account").status_code == 302


def test_log_in_without_the_csrf_token_is_refused() -> None:
    keep_user(password=PASSWORD)
    assert enter(Client(enforce_csrf_checks=True)) == 403
    assert not LoginSession.objects.exists()


@pytest.mark.parametrize("headers", [{"HX-Request": "true"}, {"Accept": "text/event-stream"}])
def test_a_background_request_without_a_session_gets_401(client: Client, headers: dict[str, str]) -> None:
    assert client.get("/account", headers=headers).status_code == 401
