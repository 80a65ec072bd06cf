import pyotp
import pytest
from django.core.exceptions import ValidationError
from tests.support.records import NOW, keep_user

from anlan.records.access.actions.credentials import (
    WrongCodeError,
    WrongPasswordError,
    change_password,
    enrol_totp,
    new_totp_secret,
    remove_totp,
    totp_uri,
)
from anlan.records.access.actors import actor_of_user
from anlan.records.access.models import AuditEntry, User

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"


def change(user: User, present: str = PASSWORD, new: str = "another horse staple") -> None:
    change_password(actor=actor_of_user(user), user=user, present=present, new=new, now=NOW)


def test_the_new_password_replaces_the_old() -> None:
    user = keep_user(password=PASSWORD)
    User.objects.update(must_change_password=True)
    change(user)
    kept = User.objects.get()
    assert kept.check_password("another horse staple")
    assert not kept.must_change_password
    assert "horse" not in str(AuditEntry.objects.latest("sequence").detail)


def test_needs_the_present_password() -> None:
    with pytest.raises(WrongPasswordError):
        change(keep_user(password=PASSWORD), present="x")


@pytest.mark.parametrize("weak", ["short", "password123", "officer1234", ""])
def test_refuses_a_weak_password(weak: str) -> None:
    with pytest.raises(ValidationError):
        change(keep_user(password=PASSWORD), new=weak)


def test_one_time_codes_need_one_right_code_to_begin() -> None:
    user, secret = keep_user(), new_totp_secret()
    assert secret in totp_uri(user=user, secret=secret)
    actor = actor_of_user(user)
    with pytest.raises(WrongCodeError):
        enrol_totp(actor=actor, user=user, secret=secret, code="000000", now=NOW)
    enrol_totp(actor=actor, user=user, secret=secret, code=pyotp.TOTP(secret).at(NOW), now=NOW)
    assert User.objects.get().totp_secret
    assert User.objects.get().totp_last_step > 0
    remove_totp(actor=actor, user=user, now=NOW)
    assert not User.objects.get().totp_secret
