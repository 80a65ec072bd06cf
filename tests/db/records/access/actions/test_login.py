from datetime import timedelta

import pyotp
import pytest
from tests.support.records import NOW, keep_user

from anlan.records.access.actions.login import (
    FREE_FAILURES_ADDRESS,
    FREE_FAILURES_USER,
    LONGEST_WAIT,
    LoginRefusedError,
    TooManyAttemptsError,
    log_in,
    use_code,
    waiting_time,
)
from anlan.records.access.models import AuditEntry, LoginAttempt, User
from anlan.records.access.sealing import seal

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def attempt(
    password: str = PASSWORD, *, username: str = "officer", code: str = "", seconds: float = 0
) -> User:
    now = NOW + timedelta(seconds=seconds)
    return log_in(username=username, password=password, code=code, address="192.0.2.7", now=now)


def fail(times: int, *, username: str = "officer", seconds: float = 0) -> None:
    for _ in range(times):
        with pytest.raises(LoginRefusedError):
            attempt("wrong", username=username, seconds=seconds)


def test_the_right_password_logs_in_whatever_the_case_of_the_name() -> None:
    user = keep_user(password=PASSWORD)
    assert attempt(username=" Officer ") == user
    assert AuditEntry.objects.latest("sequence").action == "session.started"


def test_a_wrong_password_an_unknown_name_and_a_closed_account_look_the_same() -> None:
    user = keep_user(password=PASSWORD)
    fail(1)
    fail(1, username="nobody")
    User.objects.filter(pk=user.pk).update(is_active=False)
    with pytest.raises(LoginRefusedError):
        attempt()


def test_an_account_without_a_password_lets_nobody_in() -> None:
    keep_user()
    for guess in ("", "!", "None"):
        with pytest.raises(LoginRefusedError):
            attempt(guess)


def test_failures_make_even_the_right_password_wait_ever_longer() -> None:
    keep_user(password=PASSWORD)
    fail(FREE_FAILURES_USER)
    with pytest.raises(TooManyAttemptsError) as first:
        attempt()
    fail(1, seconds=16)
    with pytest.raises(TooManyAttemptsError) as second:
        attempt(seconds=16)
    assert (first.value.wait_s, second.value.wait_s) == (15, 30)


def test_success_clears_the_failures_of_the_name() -> None:
    keep_user(password=PASSWORD)
    fail(FREE_FAILURES_USER - 1)
    attempt()
    assert not LoginAttempt.objects.filter(username="officer").exists()


def test_one_address_cannot_try_many_names() -> None:
    for number in range(FREE_FAILURES_ADDRESS):
        LoginAttempt.objects.create(username=f"n{number}", address="192.0.2.7", attempted_at=NOW)
    with pytest.raises(TooManyAttemptsError):
        attempt(username="another")


def test_a_throttled_attempt_does_not_prolong_the_wait() -> None:
    keep_user(password=PASSWORD)
    fail(FREE_FAILURES_USER)
    for second in range(14):
        with pytest.raises(TooManyAttemptsError):
            attempt(seconds=second)
    assert attempt(seconds=16).username == "officer"


def test_the_wait_is_bounded() -> None:
    assert waiting_time(10_000, 5) == LONGEST_WAIT
    assert waiting_time(4, 5) == timedelta()


def test_an_enrolled_person_needs_a_fresh_code() -> None:
    user = keep_user(password=PASSWORD)
    User.objects.filter(pk=user.pk).update(totp_secret=seal(SECRET))
    code = pyotp.TOTP(SECRET).at(NOW)
    fail_without = pytest.raises(LoginRefusedError)
    with fail_without:
        attempt()
    assert attempt(code=code) == user
    with pytest.raises(LoginRefusedError):
        attempt(code=code)


def test_an_older_code_is_refused_after_a_newer_one() -> None:
    user = keep_user()
    generator = pyotp.TOTP(SECRET)
    older, newer = generator.at(NOW - timedelta(seconds=30)), generator.at(NOW)
    assert use_code(user=user, secret=SECRET, code=newer, now=NOW)
    assert not use_code(user=user, secret=SECRET, code=older, now=NOW)


@pytest.mark.parametrize("code", ["", "000000", "١٢٣٤٥٦", "12345", "1234567"])
def test_a_wrong_code_is_refused(code: str) -> None:
    assert not use_code(user=keep_user(), secret=SECRET, code=code, now=NOW)
