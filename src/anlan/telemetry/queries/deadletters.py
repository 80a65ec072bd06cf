"""Refused messages in an actor's scope."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from anlan.records.access.api import Actor, Permission, in_scope
from anlan.telemetry.models import DeadLetter

_PROVINCE_DIGITS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetterFilter:
    """What a list shows; empty means everything. `since` <= received_at < `until`."""

    gateway: str = ""
    reason: str = ""
    enterprise_code: str = ""
    text: str = ""
    since: datetime | None = None
    until: datetime | None = None

    def condition(self) -> Q:
        """Return the filter as a condition."""
        plain = {
            "gateway": self.gateway, "reason": self.reason, "enterprise_code": self.enterprise_code,
            "received_at__gte": self.since, "received_at__lt": self.until,
        }  # fmt: skip
        found = Q(**{path: wanted for path, wanted in plain.items() if wanted})
        return (
            found & (Q(detail__icontains=self.text) | Q(source__icontains=self.text)) if self.text else found
        )


def list_dead_letters(*, actor: Actor, wanted: DeadLetterFilter | None = None) -> QuerySet[DeadLetter]:
    """Return refused messages, newest first, without their bytes.

    Messages of an unknown sender are shown to whoever sees the whole province.
    """
    actor.require(Permission.DEADLETTERS_VIEW)
    scope = in_scope(actor)
    whole = len(actor.division_prefix) <= _PROVINCE_DIGITS
    if actor.division_prefix and whole and not actor.enterprise_code:
        scope |= Q(division_code="")
    found = DeadLetter.objects.filter(scope).defer("payload")
    return found.filter(wanted.condition()) if wanted else found


def get_dead_letter(*, actor: Actor, letter_id: int) -> DeadLetter:
    """Return one with its bytes.

    Raises:
        DeadLetter.DoesNotExist: None, or out of the actor's scope.
    """
    return list_dead_letters(actor=actor).defer(None).get(pk=letter_id)
