from django.contrib.auth.hashers import Argon2PasswordHasher, check_password, make_password

from anlan.records.access.hashers import AT_ONCE, AccountHasher


def test_a_password_is_kept_as_argon2id_and_recognised() -> None:
    kept = make_password("correct horse")
    assert kept.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")
    assert check_password("correct horse", kept)
    assert not check_password("wrong", kept)


def test_passwords_kept_with_other_costs_still_work() -> None:
    kept = Argon2PasswordHasher().encode("correct horse", "0123456789abcdef")
    assert AccountHasher().verify("correct horse", kept)


def test_the_bound_is_given_back() -> None:
    for _ in range(6):
        make_password("x")
    assert AT_ONCE.acquire(blocking=False)
    AT_ONCE.release()
