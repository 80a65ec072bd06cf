from datetime import timedelta

import pytest
from tests.support.records import NOW, keep_user, platform

from anlan.records.access.actions.keys import UnknownKeyError, create_key, revoke_key, use_key
from anlan.records.access.actors import PermissionDeniedError, actor_of_user
from anlan.records.access.models import ApiKey, AuditEntry, User

pytestmark = pytest.mark.django_db


def make(user: User | None = None, *permissions: str) -> str:
    actor = actor_of_user(user or keep_user())
    wanted = permissions or ("assets.view",)
    return create_key(actor=actor, name="k", permissions=wanted, expires_at=None, now=NOW).token


def test_the_secret_is_kept_nowhere() -> None:
    secret = make().rpartition("_")[2]
    row = ApiKey.objects.get()
    kept = f"{row.digest} {row.prefix} {AuditEntry.objects.latest('sequence').detail}"
    assert len(secret) == 64
    assert secret not in kept


def test_a_person_gives_no_more_than_they_have_and_a_program_gives_nothing() -> None:
    with pytest.raises(PermissionDeniedError):
        make(None, "access.manage")
    with pytest.raises(PermissionDeniedError):
        create_key(actor=platform(), name="k", permissions=[], expires_at=None, now=NOW)


def test_use_is_noted_once_a_minute() -> None:
    token = make()
    for seconds in (0, 30, 61):
        assert use_key(token=token, address=None, now=NOW + timedelta(seconds=seconds)) is not None
        assert ApiKey.objects.get().last_used_at == NOW + timedelta(seconds=61 if seconds > 60 else 0)


@pytest.mark.parametrize("spoil", [str.upper, lambda t: t[:-1], lambda t: t + "0", lambda t: "x" + t])
def test_a_changed_token_is_refused(spoil: object) -> None:
    token = make()
    assert use_key(token=spoil(token), address=None, now=NOW) is None  # type: ignore[operator]


def test_a_revoked_key_stays_revoked() -> None:
    user = keep_user()
    token, actor = make(user), actor_of_user(user)
    revoke_key(actor=actor, key_id=ApiKey.objects.get().pk, now=NOW)
    revoke_key(actor=actor, key_id=ApiKey.objects.get().pk, now=NOW + timedelta(days=1))
    assert ApiKey.objects.get().revoked_at == NOW
    assert use_key(token=token, address=None, now=NOW) is None


def test_only_the_owner_revokes() -> None:
    make()
    for actor in (actor_of_user(keep_user("other")), platform()):
        with pytest.raises(UnknownKeyError):
            revoke_key(actor=actor, key_id=ApiKey.objects.get().pk, now=NOW)
