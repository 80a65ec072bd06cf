"""The head of the audit trail kept outside the database, signed: shows that the tail was cut off."""

import json
import os
from datetime import datetime
from pathlib import Path

from django.utils.crypto import constant_time_compare, salted_hmac

from anlan.records.access.queries.trail import Head

SALT = "anlan.access.anchors.v1"


class ForgedAnchorError(Exception):
    """The anchor file was changed, or another installation signed it."""


def write_anchor(path: Path, *, head: Head, now: datetime) -> None:
    """Replace the anchor at once, readable only for the platform's account."""
    body = {"sequence": head.sequence, "digest": head.digest, "at": now.isoformat()}
    text = json.dumps({**body, "signature": _signature(head)}, indent=1)
    fresh = path.with_suffix(".new")
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


def read_anchor(path: Path) -> Head | None:
    """Return the head kept at the last verification, None if there was none.

    Raises:
        ForgedAnchorError: Unreadable, or the signature does not fit.
    """
    if not path.exists():
        return None
    try:
        body = json.loads(path.read_text(encoding="utf-8"))
        head = Head(int(body["sequence"]), str(body["digest"]))
        signature = str(body["signature"])
    except (ValueError, KeyError, TypeError) as error:
        raise ForgedAnchorError(f"{path}: unreadable") from error
    if not constant_time_compare(signature, _signature(head)):
        raise ForgedAnchorError(f"{path}: the signature does not fit")
    return head


def _signature(head: Head) -> str:
    return salted_hmac(SALT, f"{head.sequence}:{head.digest}", algorithm="sha256").hexdigest()
