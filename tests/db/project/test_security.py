from typing import Any

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from tests.support.records import keep_user

from anlan.project.security import security_headers

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "path", ["/login", "/account", "/api/v1/enterprises", "/static/0/web/mark.svg", "/nowhere"]
)
def test_every_answer_carries_the_headers(client: Client, path: str) -> None:
    client.force_login(keep_user())
    answer = client.get(path)
    assert "script-src 'self' 'sha256-" in answer["Content-Security-Policy"]
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert "camera=()" in answer["Permissions-Policy"]
    assert answer["Cache-Control"]


def test_pages_are_not_framed_and_not_shared(client: Client) -> None:
    answer = client.get("/login")
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "private" in answer["Cache-Control"]


def test_cookies_are_out_of_reach_of_scripts_and_other_sites() -> None:
    assert settings.SESSION_COOKIE_HTTPONLY
    assert settings.CSRF_COOKIE_HTTPONLY
    assert settings.SESSION_COOKIE_SAMESITE == settings.CSRF_COOKIE_SAMESITE == "Lax"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("get", "/api/v1/nowhere", 404), ("delete", "/api/v1/enterprises", 405), ("get", "/api/v1/", 404)],
)
def test_errors_outside_of_operations_are_problems_too(
    client: Client, method: str, path: str, status: int
) -> None:
    client.force_login(keep_user())
    answer = getattr(client, method)(path)
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["status"] == status


def test_a_method_that_is_not_allowed_names_those_that_are(client: Client) -> None:
    client.force_login(keep_user())
    assert "GET" in client.delete("/api/v1/enterprises")["Allow"]


def test_a_failure_inside_an_operation_is_a_problem_without_details(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(**_: Any) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr("anlan.records.assets.endpoints.get_enterprise", fail)
    client.force_login(keep_user())
    answer = client.get("/api/v1/enterprises/1")
    assert answer.status_code == 500
    assert b"secret" not in answer.content
    assert answer["Content-Type"] == "application/problem+json"


def test_a_session_writes_to_the_api_only_with_the_csrf_token() -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(keep_user("duty", "duty_officer"))
    answer = client.post("/api/v1/alarms/1/acknowledge", "{}", content_type="application/json")
    assert answer.status_code == 403
    assert answer["Content-Type"] == "application/problem+json"


async def test_asynchronous_views_get_them_as_well() -> None:
    async def view(_: HttpRequest) -> HttpResponse:
        return HttpResponse("x", status=404)

    answer = await security_headers(view)(RequestFactory().get("/api/v1/x"))  # type: ignore[arg-type,misc]
    assert answer["Content-Type"] == "application/problem+json"
    assert "Content-Security-Policy" in answer
