"""Filing refused messages."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec
from django.db import transaction

from anlan.bus.port import LogEntry
from anlan.contracts.deadletters import DeadLetter as Letter
from anlan.contracts.deadletters import decode
from anlan.kernel.instants import from_micros
from anlan.records.assets.api import Enterprise
from anlan.telemetry.models import DeadLetter

KEPT_ROWS = 100_000
KEPT_FOR = timedelta(days=30)


@transaction.atomic
def file_dead_letters(*, entries: Sequence[LogEntry]) -> int:
    """Keep entries of the dead-letter stream as rows, each once; returns how many were letters."""
    letters = [(entry, letter) for entry in entries if (letter := _decoded(entry)) is not None]
    codes = {letter.owner_code for _, letter in letters if letter.owner_code}
    homes = dict(Enterprise.objects.filter(code__in=codes).values_list("code", "division_id"))
    rows = [_row(entry, letter, homes.get(letter.owner_code, "")) for entry, letter in letters]
    DeadLetter.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


@transaction.atomic
def drop_old_dead_letters(*, now: datetime) -> int:
    """Delete rows that are too old or too many; returns how many."""
    old = DeadLetter.objects.filter(received_at__lt=now - KEPT_FOR)
    gone, _ = old.delete()
    border = DeadLetter.objects.order_by("-pk").values_list("pk", flat=True)[KEPT_ROWS : KEPT_ROWS + 1]
    for pk in border:
        more, _ = DeadLetter.objects.filter(pk__lte=pk).delete()
        gone += more
    return gone


def newest_filed() -> int:
    """Return the stream sequence of the letter filed last, 0 if none."""
    newest = DeadLetter.objects.order_by("-stored_at", "-sequence").values_list("sequence", flat=True)
    return newest.first() or 0


def _decoded(entry: LogEntry) -> Letter | None:
    try:
        return decode(entry.data)
    except msgspec.DecodeError:
        return None


def _row(entry: LogEntry, letter: Letter, division_code: str) -> DeadLetter:
    return DeadLetter(
        sequence=entry.sequence, stored_at=entry.stored_at, gateway=letter.gateway[:20], reason=letter.reason,
        detail=_text(letter.detail, 500), source=_text(letter.source, 200),
        enterprise_code=_text(letter.owner_code, 18), division_code=division_code,
        received_at=from_micros(letter.received_us), payload=letter.payload, payload_size=letter.payload_size,
    )  # fmt: skip


def _text(text: str, length: int) -> str:
    """Return the text as PostgreSQL takes it: it knows no NUL."""
    return text.replace("\0", "\N{SYMBOL FOR NULL}")[:length]
