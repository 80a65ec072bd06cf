from datetime import UTC, datetime

import pyotp
import pytest
from django.test import Client
from tests.support.records import keep_user

from anlan.records.access.models import ApiKey, LoginSession, User
from anlan.records.access.views.account import PENDING_SECRET

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"
NEW = "another horse staple"


@pytest.fixture
def user(client: Client) -> User:
    user = keep_user(password=PASSWORD)
    enter(client)
    return user


def enter(client: Client) -> None:
    assert client.post("/login", {"username": "officer", "password": PASSWORD}).status_code == 302


def change(client: Client, **values: str) -> int:
    form = {"present": PASSWORD, "new": NEW, "again": NEW, **values}
    return client.post("/account/password", form).status_code


def test_changing_the_password_keeps_this_browser_and_ends_the_others(client: Client, user: User) -> None:
    other = Client()
    enter(other)
    assert change(client) == 302
    assert client.get("/account").status_code == 200
    assert other.get("/account").status_code == 302
    assert LoginSession.objects.get().session_key == client.session.session_key


@pytest.mark.parametrize(
    "values", [{"present": "x"}, {"again": "x"}, {"new": "short", "again": "short"}, {"new": "password123"}]
)
def test_refuses_a_wrong_or_weak_password(client: Client, user: User, values: dict[str, str]) -> None:
    assert change(client, **values) == 422
    assert User.objects.get().password == user.password


def test_a_password_from_an_administrator_must_be_changed_first(client: Client, user: User) -> None:
    User.objects.update(must_change_password=True)
    assert client.get("/account")["Location"] == "/account/password"
    assert change(client) == 302
    assert client.get("/account").status_code == 200


def test_logging_out_elsewhere_ends_the_other_browsers_only(client: Client, user: User) -> None:
    other = Client()
    enter(other)
    client.post("/account/sessions/others")
    assert other.get("/account").status_code == 302
    assert client.get("/account").status_code == 200


def test_one_time_codes_are_set_up_and_removed(client: Client, user: User) -> None:
    page = client.get("/account/codes").content.decode()
    secret = client.session[PENDING_SECRET]
    assert "<svg" in page
    assert f"secret={secret}" in page
    assert client.post("/account/codes", {"code": "000000"}).status_code == 422
    code = pyotp.TOTP(secret).at(datetime.now(UTC))
    assert client.post("/account/codes", {"code": code}).status_code == 302
    stored = User.objects.get().totp_secret
    assert stored
    assert secret not in stored
    assert client.post("/account/codes", {"present": "wrong"}).status_code == 422
    assert client.post("/account/codes", {"present": PASSWORD}).status_code == 302
    assert User.objects.get().totp_secret == ""


def test_a_key_is_shown_once(client: Client, user: User) -> None:
    form = {"name": "script", "permissions": ["assets.view"], "days": "30"}
    page = client.post("/account/keys", form).content.decode()
    key = ApiKey.objects.get()
    assert f"anlan_{key.prefix}_" in page
    assert f"anlan_{key.prefix}_" not in client.get("/account/keys").content.decode()
    assert key.expires_at is not None


def test_a_key_cannot_get_more_than_its_user_has(client: Client, user: User) -> None:
    form = {"name": "script", "permissions": ["access.manage"], "days": "30"}
    assert client.post("/account/keys", form).status_code == 422
    assert not ApiKey.objects.exists()


def test_somebody_elses_key_cannot_be_revoked(client: Client, user: User) -> None:
    key = ApiKey.objects.create(
        user=keep_user("other"), name="k", prefix="00000000", digest="0", created_at=datetime.now(UTC)
    )
    assert client.post(f"/account/keys/{key.pk}/revoke").status_code == 404
    ApiKey.objects.update(user=user)
    assert client.post(f"/account/keys/{key.pk}/revoke").status_code == 302
    key.refresh_from_db()
    assert key.revoked_at is not None
