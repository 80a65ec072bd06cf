import pytest
from django.test import Client
from tests.support.records import NOW, keep_user

from anlan.records.access.middleware import SEEN_KEY
from anlan.records.access.models import LoginSession

pytestmark = pytest.mark.django_db


def test_pages_ask_for_a_log_in_and_public_ones_do_not(client: Client) -> None:
    assert client.get("/account")["Location"] == "/login?next=/account"
    assert client.get("/api/docs").status_code == 200


def test_use_of_a_session_is_noted_now_and_then(client: Client) -> None:
    user = keep_user()
    client.force_login(user)
    key = client.session.session_key or ""
    LoginSession.objects.create(user=user, session_key=key, started_at=NOW, seen_at=NOW.replace(year=2020))
    client.get("/account")
    first = LoginSession.objects.get().seen_at
    assert first.year > 2020
    assert client.session[SEEN_KEY] == int(first.timestamp())
    client.get("/account")
    assert LoginSession.objects.get().seen_at == first
