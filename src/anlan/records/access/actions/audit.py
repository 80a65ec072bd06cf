"""Append to the audit trail."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection, transaction

from anlan.records.access import chain
from anlan.records.access.actors import Actor
from anlan.records.access.models import AuditEntry

APPEND_LOCK = 0x616E_6C61_6E5F_6175
"""Key of the advisory lock that puts appends in order ("anlan_au")."""


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing done, for `record_audits`."""

    subject_kind: str
    subject_id: str
    detail: Mapping[str, object] = field(default_factory=dict)


def record_audit(
    *,
    actor: Actor,
    action: str,
    subject_kind: str,
    subject_id: object,
    now: datetime,
    detail: Mapping[str, object] | None = None,
) -> None:
    """Append one row in the caller's transaction; see `record_audits`.

    Args:
        actor: Who did it.
        action: What, e.g. `user.created`.
        subject_kind: Kind of thing it was done to, e.g. `user`.
        subject_id: Its code or key.
        now: When.
        detail: What a reader needs to understand it; JSON values, no secrets.
    """
    deed = Deed(subject_kind, str(subject_id), detail or {})
    record_audits(actor=actor, action=action, deeds=[deed], now=now)


def record_audits(*, actor: Actor, action: str, deeds: Sequence[Deed], now: datetime) -> None:
    """Append rows to the chain in the caller's transaction, with one lock for all of them.

    Call it last in an action: the lock is held until the transaction ends, and every other writer
    waits for it.

    Args:
        actor: Who did it.
        action: What, e.g. `device.secret_rotated`.
        deeds: To what; none is fine.
        now: When.

    Raises:
        TransactionManagementError: Not in a transaction.
    """
    if not deeds:
        return
    transaction.get_connection().validate_no_broken_transaction()
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("an audit row belongs to the transaction it reports")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [APPEND_LOCK])
    last = AuditEntry.objects.order_by("-sequence").values_list("sequence", "digest").first()
    sequence, previous = last or (0, chain.GENESIS)
    contents = [_content(actor, action, deed, now) for deed in deeds]
    digests = chain.links(previous, sequence + 1, contents)
    AuditEntry.objects.bulk_create(
        _row(number, content, digest)
        for number, (content, digest) in enumerate(zip(contents, digests, strict=True), start=sequence + 1)
    )


def _content(actor: Actor, action: str, deed: Deed, now: datetime) -> chain.Content:
    return chain.Content(
        at=now, actor_kind=actor.kind, actor_id=actor.id, actor_name=actor.name[:60], action=action,
        subject_kind=deed.subject_kind, subject_id=deed.subject_id[:60],
        detail=chain.canonical(deed.detail), address=actor.address,
    )  # fmt: skip


def _row(sequence: int, content: chain.Content, digest: str) -> AuditEntry:
    return AuditEntry(
        sequence=sequence, at=content.at, actor_kind=content.actor_kind, actor_id=content.actor_id,
        actor_name=content.actor_name, action=content.action, subject_kind=content.subject_kind,
        subject_id=content.subject_id, detail=content.detail, address=content.address, digest=digest,
    )  # fmt: skip
