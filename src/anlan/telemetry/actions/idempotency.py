"""Answers kept for requests that may be repeated."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from anlan.telemetry.models import IngestRequest

KEPT_FOR = timedelta(hours=24)


class KeyReusedError(Exception):
    """The key came before with another body."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP answer."""

    status: int
    body: dict[str, Any]


def find_answer(*, owner: str, key: str, digest: str, now: datetime) -> Answer | None:
    """Return the answer given to this request before, None if it is new.

    Raises:
        KeyReusedError: The key came with another body.
    """
    found = IngestRequest.objects.filter(owner=owner, key=key, created_at__gt=now - KEPT_FOR).first()
    if found is None:
        return None
    if found.digest != digest:
        raise KeyReusedError(key)
    return Answer(found.status, found.answer)


def keep_answer(*, owner: str, key: str, digest: str, answer: Answer, now: datetime) -> None:
    """Keep the answer for a day, and forget older ones."""
    IngestRequest.objects.filter(created_at__lte=now - KEPT_FOR).delete()
    values = {"digest": digest, "status": answer.status, "answer": answer.body, "created_at": now}
    IngestRequest.objects.get_or_create(owner=owner, key=key, defaults=values)
