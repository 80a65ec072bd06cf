"""Reads of the audit trail, and its verification."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from anlan.records.access import chain
from anlan.records.access.actors import Actor
from anlan.records.access.models import AuditEntry
from anlan.records.access.policy import Permission

CHUNK = 5000


@dataclass(frozen=True, slots=True)
class TrailFilter:
    """Which rows to list; what is empty does not filter.

    Attributes:
        text: Part of the actor's name, or the subject's code exactly.
        action: Beginning of the action.
        since: Inclusive.
        until: Exclusive.
    """

    text: str = ""
    action: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Head:
    """The end of the chain: who keeps it can tell later whether the rows up to it are still there."""

    sequence: int
    digest: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One place where the chain is broken."""

    sequence: int
    what: str


def list_trail(*, actor: Actor, where: TrailFilter) -> "QuerySet[AuditEntry]":
    """Return audit rows, newest first; the whole trail is for auditors, it has no division."""
    actor.require(Permission.AUDIT_VIEW)
    rows = AuditEntry.objects.filter(action__startswith=where.action)
    if where.text:
        text = where.text.replace("\0", "")
        rows = rows.filter(Q(actor_name__icontains=text) | Q(subject_id=text))
    if where.since is not None:
        rows = rows.filter(at__gte=where.since)
    if where.until is not None:
        rows = rows.filter(at__lt=where.until)
    return rows.order_by("-sequence")


def content_of(entry: AuditEntry) -> chain.Content:
    """Return what a row states, as its digest covers it."""
    return chain.Content(
        at=entry.at, actor_kind=entry.actor_kind, actor_id=entry.actor_id, actor_name=entry.actor_name,
        action=entry.action, subject_kind=entry.subject_kind, subject_id=entry.subject_id,
        detail=chain.canonical(entry.detail), address=entry.address,
    )  # fmt: skip


def verify_trail(*, anchor: Head | None = None, most: int = 20) -> tuple[Head, list[Finding]]:
    """Walk the whole chain.

    Args:
        anchor: A head kept outside the database from an earlier run; None: no check of the tail.
        most: Stop after so many findings.

    Returns:
        The present head and what is wrong: rows changed, missing, inserted, or cut off at the end.
    """
    head, findings = Head(0, chain.GENESIS), []
    anchored = anchor is None or anchor.sequence == 0
    for entry in AuditEntry.objects.order_by("sequence").iterator(CHUNK):
        if entry.sequence != head.sequence + 1:
            findings.append(Finding(head.sequence + 1, f"rows missing up to {entry.sequence - 1}"))
        elif chain.link(head.digest, entry.sequence, content_of(entry)) != entry.digest:
            findings.append(Finding(entry.sequence, "row changed, inserted or re-ordered"))
        head = Head(entry.sequence, entry.digest)
        if anchor is not None and head.sequence == anchor.sequence:
            anchored = True
            if head.digest != anchor.digest:
                findings.append(Finding(head.sequence, "differs from the anchor kept outside the database"))
        if len(findings) >= most:
            return head, findings
    if anchor is not None and not anchored:
        findings.append(Finding(anchor.sequence, "cut off: the anchor names a row that is gone"))
    return head, findings


def export_trail() -> Iterator[dict[str, object]]:
    """Yield all rows in order as plain values, with their digests, for an archive outside."""
    for entry in AuditEntry.objects.order_by("sequence").iterator(CHUNK):
        yield {"sequence": entry.sequence, **asdict(content_of(entry)), "digest": entry.digest}
