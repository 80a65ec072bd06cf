"""The browsers a person is logged in with."""

from datetime import datetime, timedelta

from django.contrib.sessions.models import Session
from django.db import transaction

from anlan.records.access.actions.audit import record_audit
from anlan.records.access.actors import Actor
from anlan.records.access.models import LoginSession, User

SEEN_NOTED_EVERY = timedelta(minutes=5)


@transaction.atomic
def note_session(*, user: User, session_key: str, address: str | None, agent: str, now: datetime) -> None:
    """Remember the browser of a session that has just begun, and forget those that have expired."""
    stale = LoginSession.objects.filter(user=user)
    stale.exclude(session_key__in=Session.objects.filter(expire_date__gt=now).values("session_key")).delete()
    LoginSession.objects.update_or_create(
        {"user": user, "address": address, "agent": agent[:200], "started_at": now, "seen_at": now},
        session_key=session_key,
    )


def note_seen(*, session_key: str, now: datetime) -> None:
    """Note that a browser is in use, at most once in five minutes."""
    LoginSession.objects.filter(session_key=session_key, seen_at__lt=now - SEEN_NOTED_EVERY).update(
        seen_at=now
    )


@transaction.atomic
def move_session(*, old_key: str, new_key: str) -> None:
    """Follow a browser whose session key was changed."""
    LoginSession.objects.filter(session_key=old_key).update(session_key=new_key)


@transaction.atomic
def end_session(*, actor: Actor, session_key: str, now: datetime) -> None:
    """Forget a browser that logs out."""
    LoginSession.objects.filter(session_key=session_key).delete()
    record_audit(actor=actor, action="session.ended", subject_kind="user", subject_id=actor.id, now=now)


@transaction.atomic
def end_other_sessions(*, actor: Actor, user_id: int, keep: str, now: datetime) -> int:
    """Log a person out everywhere but in one browser; return how many sessions ended.

    Args:
        actor: The person or an administrator (who has checked the scope).
        user_id: Whose sessions.
        keep: Session key that stays; "" for none.
        now: When.
    """
    others = LoginSession.objects.filter(user_id=user_id).exclude(session_key=keep)
    keys = list(others.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    others.delete()
    record_audit(
        actor=actor, action="session.ended_elsewhere", subject_kind="user", subject_id=user_id,
        detail={"sessions": len(keys)}, now=now,
    )  # fmt: skip
    return len(keys)
