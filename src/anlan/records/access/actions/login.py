"""Log in: password, one-time code, and throttling that tells a guesser nothing."""

import math
from datetime import datetime, timedelta
from hashlib import blake2b

import pyotp
from django.contrib.auth.hashers import check_password, make_password
from django.db import connection, transaction
from django.db.models import Count, Max, Q
from django.utils.crypto import constant_time_compare

from anlan.records.access.actions.audit import record_audit
from anlan.records.access.actors import actor_of_user, system_actor
from anlan.records.access.models import LoginAttempt, User
from anlan.records.access.sealing import unseal

FREE_FAILURES_USER = 5
FREE_FAILURES_ADDRESS = 30
FIRST_WAIT = timedelta(seconds=15)
LONGEST_WAIT = timedelta(minutes=15)
MEMORY = timedelta(hours=24)
STEP_S = 30
STEPS_AROUND = (0, -1, 1)


class LoginRefusedError(Exception):
    """Name, password or code is wrong, or the account is closed: which, is not said."""


class TooManyAttemptsError(Exception):
    """Too many failures for this name or from this address.

    Attributes:
        wait_s: When to try again [s], >= 1.
    """

    def __init__(self, wait_s: int) -> None:
        super().__init__(f"try again in {wait_s} s")
        self.wait_s = wait_s


def log_in(*, username: str, password: str, code: str, address: str | None, now: datetime) -> User:
    """Return the person these credentials belong to.

    Every try counts as a failure before it is checked, so that parallel guesses see each other;
    success clears the person's failures.

    Args:
        username: Log-in name in any case.
        password: As typed.
        code: One-time code, "" if none was typed.
        address: Where from.
        now: When.

    Raises:
        TooManyAttemptsError: Throttled; nothing was checked.
        LoginRefusedError: Refused.
    """
    name = username.replace("\0", "").strip().lower()[:60]
    _count_attempt(name, address, now)
    people = User.objects.select_related("organisation", "department").prefetch_related("grants")
    user = people.filter(username__iexact=name).first()
    if not _is_right(user, password, code, now) or user is None:
        with transaction.atomic():
            record_audit(
                actor=system_actor("log-in"), action="session.refused", subject_kind="user", subject_id=name,
                detail={"address": address}, now=now,
            )  # fmt: skip
        raise LoginRefusedError
    LoginAttempt.objects.filter(username=name).delete()
    LoginAttempt.objects.filter(attempted_at__lt=now - MEMORY).delete()
    with transaction.atomic():
        actor = actor_of_user(user, address=address)
        record_audit(actor=actor, action="session.started", subject_kind="user", subject_id=user.pk, now=now)
    return user


def waiting_time(failures: int, free: int) -> timedelta:
    """Return how long after the last of so many failures the next try must wait: doubling, bounded."""
    if failures < free:
        return timedelta()
    doubled: timedelta = FIRST_WAIT * 2 ** min(failures - free, 10)
    return min(LONGEST_WAIT, doubled)


@transaction.atomic
def use_code(*, user: User, secret: str, code: str, now: datetime) -> bool:
    """Return whether the one-time code is right and not used before; it is used up then.

    Args:
        user: Whose.
        secret: Base32 seed.
        code: Six digits as typed.
        now: When.

    Standard: RFC 6238, time step 30 s, one step either side; section 5.2: a code is accepted once.
    """
    generator = pyotp.TOTP(secret)
    current = int(now.timestamp()) // STEP_S
    typed = code.replace(" ", "").encode("ascii", "replace").decode()
    right = [
        current + around for around in STEPS_AROUND
        if constant_time_compare(generator.generate_otp(current + around), typed)
    ]  # fmt: skip
    if not right:
        return False
    fresh = User.objects.filter(pk=user.pk, totp_last_step__lt=right[0])
    return fresh.update(totp_last_step=right[0]) == 1


def _is_right(user: User | None, password: str, code: str, now: datetime) -> bool:
    if user is None:
        make_password(password)  # takes as long as a check: names cannot be told apart by time
        return False
    fine = check_password(password, user.password) if user.has_usable_password() else False
    if not user.has_usable_password():
        make_password(password)
    if not (fine and user.is_active and user.organisation.is_active):
        return False
    if not user.totp_secret:
        return True
    secret = unseal(user.totp_secret)
    return secret is not None and use_code(user=user, secret=secret, code=code, now=now)


@transaction.atomic
def _count_attempt(name: str, address: str | None, now: datetime) -> None:
    with connection.cursor() as cursor:
        for owner in sorted({f"user:{name}", f"address:{address}"}):
            key = int.from_bytes(blake2b(owner.encode(), digest_size=8).digest(), signed=True)
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key])
    found = LoginAttempt.objects.filter(attempted_at__gte=now - MEMORY).aggregate(
        of_name=Count("pk", filter=Q(username=name)),
        last_of_name=Max("attempted_at", filter=Q(username=name)),
        of_address=Count("pk", filter=Q(address=address)),
        last_of_address=Max("attempted_at", filter=Q(address=address)),
    )
    waits = [
        found[f"last_{kind}"] + waiting_time(found[kind], free) - now
        for kind, free in (("of_name", FREE_FAILURES_USER), ("of_address", FREE_FAILURES_ADDRESS))
        if found[kind]
    ]
    longest = max(waits, default=timedelta())
    if longest > timedelta():
        raise TooManyAttemptsError(math.ceil(longest.total_seconds()))
    LoginAttempt.objects.create(username=name, address=address, attempted_at=now)
