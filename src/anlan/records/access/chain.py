"""The hash chain of the audit trail: SM3 over the previous digest and the row's canonical content.

Standard: GB/T 32905-2016 (SM3).
"""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography.hazmat.primitives.hashes import SM3, Hash

GENESIS = "0" * 64
"""The digest before the first row."""


def sm3(data: bytes) -> str:
    """Return the SM3 digest of bytes, 64 hexadecimal digits."""
    digest = Hash(SM3())
    digest.update(data)
    return digest.finalize().hex()


@dataclass(frozen=True, slots=True)
class Content:
    """What one row states, without its place in the chain.

    Attributes:
        detail: As `canonical` returns it.
    """

    at: datetime
    actor_kind: str
    actor_id: int | None
    actor_name: str
    action: str
    subject_kind: str
    subject_id: str
    detail: object
    address: str | None


def canonical(value: object) -> object:
    """Return a JSON value in the form that survives `jsonb` unchanged.

    Whole floats become integers, floats that are no number become text, NUL and lone surrogates go,
    other types become their text.
    """
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, float):
        return _canonical_float(value)
    if isinstance(value, dict):
        return {_text(key): canonical(value[key]) for key in value}
    if isinstance(value, list | tuple):
        return [canonical(item) for item in value]
    if isinstance(value, set | frozenset):
        return sorted(_text(item) for item in value)
    return _text(value)


def link(previous: str, sequence: int, content: Content) -> str:
    """Return the digest of a row.

    Args:
        previous: Digest of the row before, `GENESIS` for the first.
        sequence: The row's number, >= 1.
        content: What it states.
    """
    fields = [
        previous, sequence, content.at.astimezone(UTC).isoformat(timespec="microseconds"),
        content.actor_kind, content.actor_id, content.actor_name, content.action,
        content.subject_kind, content.subject_id, content.detail, content.address,
    ]  # fmt: skip
    text = json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return sm3(text.encode())


def links(previous: str, sequence: int, contents: Sequence[Content]) -> list[str]:
    """Return the digests of consecutive rows, the first of which is number `sequence`."""
    digests = []
    for number, content in enumerate(contents, start=sequence):
        previous = link(previous, number, content)
        digests.append(previous)
    return digests


def _canonical_float(value: float) -> object:
    if not math.isfinite(value):
        return str(value)
    return int(value) if value.is_integer() else value


def _text(value: object) -> str:
    return str(value).replace("\0", "").encode("utf-8", "replace").decode()
