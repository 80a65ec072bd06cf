"""Secrets that must be read again (TOTP seeds), encrypted at rest with the installation's key."""

import base64
from hashlib import sha256

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

PURPOSE = b"anlan.access.sealing.v1:"


def seal(secret: str) -> str:
    """Return the secret encrypted."""
    return _fernet().encrypt(secret.encode()).decode()


def unseal(sealed: str) -> str | None:
    """Return the secret, None if another key sealed it or it was changed."""
    try:
        return _fernet().decrypt(sealed.encode()).decode()
    except InvalidToken:
        return None


def _fernet() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(sha256(PURPOSE + settings.SECRET_KEY.encode()).digest()))
