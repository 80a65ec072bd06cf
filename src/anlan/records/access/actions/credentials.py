"""A person's own password and one-time codes."""

from datetime import datetime

import pyotp
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.db import transaction

from anlan.records.access.actions.audit import record_audit
from anlan.records.access.actions.login import use_code
from anlan.records.access.actors import Actor
from anlan.records.access.models import User
from anlan.records.access.sealing import seal

ISSUER = "Anlan"


class WrongPasswordError(Exception):
    """The present password is another."""


class WrongCodeError(Exception):
    """The one-time code is wrong or used."""


@transaction.atomic
def change_password(*, actor: Actor, user: User, present: str, new: str, now: datetime) -> None:
    """Replace a person's own password; all their sessions end (the caller keeps its own alive).

    Raises:
        WrongPasswordError: `present` is wrong.
        ValidationError: `new` is too weak, or the same.
    """
    if not user.check_password(present):
        raise WrongPasswordError
    validate_password(new, user)
    user.password = make_password(new)
    user.must_change_password = False
    user.save(update_fields=["password", "must_change_password"])
    record_audit(actor=actor, action="password.changed", subject_kind="user", subject_id=user.pk, now=now)


def new_totp_secret() -> str:
    """Return a fresh seed for one-time codes: 160 random bits in Base32."""
    return pyotp.random_base32()


def totp_uri(*, user: User, secret: str) -> str:
    """Return the `otpauth:` address that authenticator apps read."""
    return pyotp.TOTP(secret).provisioning_uri(name=user.username, issuer_name=ISSUER)


@transaction.atomic
def enrol_totp(*, actor: Actor, user: User, secret: str, code: str, now: datetime) -> None:
    """Ask the person for one-time codes from now on; the code proves that their app has the seed.

    Raises:
        WrongCodeError: The code is wrong.
    """
    if not use_code(user=user, secret=secret, code=code, now=now):
        raise WrongCodeError
    user.totp_secret = seal(secret)
    user.save(update_fields=["totp_secret"])
    record_audit(actor=actor, action="totp.enrolled", subject_kind="user", subject_id=user.pk, now=now)


@transaction.atomic
def remove_totp(*, actor: Actor, user: User, now: datetime) -> None:
    """Stop asking for one-time codes: by the person (password checked before) or an administrator."""
    user.totp_secret = ""
    user.save(update_fields=["totp_secret"])
    record_audit(actor=actor, action="totp.removed", subject_kind="user", subject_id=user.pk, now=now)
