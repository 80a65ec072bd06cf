"""API keys: made, revoked, used."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from secrets import compare_digest, token_hex

from django.db import transaction
from django.db.models import Q

from anlan.records.access.actions.audit import record_audit
from anlan.records.access.actors import Actor, PermissionDeniedError, actor_of_key
from anlan.records.access.models import ApiKey
from anlan.records.access.policy import Permission

MARK = "anlan"
USE_NOTED_EVERY = timedelta(minutes=1)


class UnknownKeyError(LookupError):
    """The key does not exist or is somebody else's."""


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key just made; `token` is shown once and kept nowhere."""

    id: int
    token: str


@transaction.atomic
def create_key(
    *, actor: Actor, name: str, permissions: Collection[str], expires_at: datetime | None, now: datetime
) -> NewKey:
    """Make an API key for the person who asks.

    Args:
        actor: A person.
        name: What it is for.
        permissions: What it may do, at most what the person may.
        expires_at: When it stops to work; None: never.
        now: When.

    Raises:
        PermissionDeniedError: A permission the person lacks, or not a person.
    """
    if actor.kind != "user" or actor.id is None:
        raise PermissionDeniedError(Permission.ACCESS_MANAGE)
    for permission in permissions:
        actor.require(permission)
    prefix, secret = token_hex(4), token_hex(32)
    key = ApiKey.objects.create(
        user_id=actor.id, name=name, prefix=prefix, digest=_digest(secret),
        permissions=sorted(permissions), created_at=now, expires_at=expires_at,
    )  # fmt: skip
    detail = {"name": name, "prefix": prefix, "permissions": sorted(permissions), "expires_at": expires_at}
    record_audit(
        actor=actor, action="key.created", subject_kind="key", subject_id=key.pk, detail=detail, now=now
    )
    return NewKey(key.pk, f"{MARK}_{prefix}_{secret}")


@transaction.atomic
def revoke_key(*, actor: Actor, key_id: int, now: datetime) -> None:
    """End one of the actor's own keys for good; again is fine.

    Raises:
        UnknownKeyError: Not one of its keys.
    """
    own = ApiKey.objects.select_for_update().filter(pk=key_id, user_id=actor.id or 0)
    key = own.first() if actor.kind == "user" else None
    if key is None:
        raise UnknownKeyError(str(key_id))
    if key.revoked_at is None:
        key.revoked_at = now
        key.save(update_fields=["revoked_at"])
        record_audit(
            actor=actor, action="key.revoked", subject_kind="key", subject_id=key.pk, now=now,
            detail={"name": key.name, "prefix": key.prefix},
        )  # fmt: skip


def use_key(*, token: str, address: str | None, now: datetime) -> Actor | None:
    """Return who a token stands for, None if it is no key that works; notes the use once a minute.

    Args:
        token: As the program sent it.
        address: Where from.
        now: When.
    """
    mark, _, rest = token.partition("_")
    prefix, _, secret = rest.partition("_")
    working = Q(revoked_at=None) & (Q(expires_at=None) | Q(expires_at__gt=now))
    working &= Q(user__is_active=True, user__organisation__is_active=True)
    keys = ApiKey.objects.select_related("user__organisation", "user__department")
    keys = keys.prefetch_related("user__grants")
    key = keys.filter(working, prefix=prefix).first() if mark == MARK and len(prefix) == 8 else None
    if key is None or not compare_digest(key.digest, _digest(secret)):
        return None
    if key.last_used_at is None or key.last_used_at < now - USE_NOTED_EVERY:
        ApiKey.objects.filter(pk=key.pk).update(last_used_at=now)
    return actor_of_key(key, address=address)


def _digest(secret: str) -> str:
    return sha256(secret.encode("utf-8", "surrogateescape")).hexdigest()
