"""Alarms in an actor's scope."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Q, QuerySet

from anlan.records.access.api import Actor, Permission, in_scope
from anlan.telemetry.models import Alarm, AlarmTransition, Suppression


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmFilter:
    """What a list shows; empty means everything.

    Attributes:
        open_only: Only records not closed yet.
        closed_only: Only closed records.
        annunciated_only: Without shelved, out-of-service and by-design ones.
        suppressed_only: Nothing but those.
        division_prefix: 2, 4 or 6 digits.
        text: Part of point code, point name, tag or enterprise name.
        since: raised_at >= this. until: raised_at < this.
    """

    open_only: bool = False
    closed_only: bool = False
    annunciated_only: bool = False
    suppressed_only: bool = False
    states: Sequence[str] = ()
    sides: Sequence[str] = ()
    priorities: Sequence[int] = ()
    quantities: Sequence[str] = ()
    division_prefix: str = ""
    enterprise_code: str = ""
    point_code: str = ""
    text: str = ""
    since: datetime | None = None
    until: datetime | None = None

    def condition(self) -> Q:
        """Return the filter as a condition."""
        plain = {
            "state__in": self.states, "side__in": self.sides, "priority__in": self.priorities,
            "quantity__in": self.quantities, "division_code__startswith": self.division_prefix,
            "enterprise_code": self.enterprise_code, "point__code": self.point_code,
            "raised_at__gte": self.since, "raised_at__lt": self.until,
        }  # fmt: skip
        found = Q(**{path: wanted for path, wanted in plain.items() if wanted})
        if self.open_only:
            found &= Q(closed_at=None)
        if self.closed_only:
            found &= Q(closed_at__isnull=False)
        if self.annunciated_only:
            found &= Q(suppression="")
        if self.suppressed_only:
            found &= ~Q(suppression="")
        if self.text:
            found &= (
                Q(point__code__icontains=self.text)
                | Q(point__name__icontains=self.text)
                | Q(point__tag__icontains=self.text)
                | Q(enterprise__name__icontains=self.text)
            )
        return found


@dataclass(frozen=True, slots=True)
class AlarmCount:
    """How many open alarms there are of one state and priority."""

    state: str
    priority: int
    count: int


def list_alarms(*, actor: Actor, wanted: AlarmFilter | None = None) -> QuerySet[Alarm]:
    """Return the alarms an actor may see, newest first, ready for `alarm_row`."""
    actor.require(Permission.TELEMETRY_VIEW)
    found = Alarm.objects.filter(in_scope(actor)).select_related("point", "enterprise")
    return found.filter(wanted.condition()) if wanted else found


def get_alarm(*, actor: Actor, alarm_id: int) -> Alarm:
    """Return one alarm.

    Raises:
        Alarm.DoesNotExist: There is none, or it is out of the actor's scope.
    """
    return list_alarms(actor=actor).get(pk=alarm_id)


def list_alarms_after(*, actor: Actor, revision: int, limit: int) -> list[Alarm]:
    """Return alarms changed after a revision, oldest change first: what a page has missed."""
    return list(list_alarms(actor=actor).filter(revision__gt=revision).order_by("revision")[:limit])


def newest_revision() -> int:
    """Return the newest revision of any alarm, 0 if there is none."""
    return Alarm.objects.aggregate(newest=Max("revision"))["newest"] or 0


def list_transitions(*, actor: Actor, alarm: Alarm) -> QuerySet[AlarmTransition]:
    """Return what happened to an alarm, oldest first."""
    actor.require(Permission.TELEMETRY_VIEW)
    return AlarmTransition.objects.filter(alarm=alarm)


def list_suppressions(*, actor: Actor, point_id: int) -> QuerySet[Suppression]:
    """Return the overlays now in force on a point."""
    actor.require(Permission.TELEMETRY_VIEW)
    return Suppression.objects.filter(point_id=point_id, ended_at=None)


def count_open_alarms(*, actor: Actor) -> list[AlarmCount]:
    """Return how many annunciated open alarms there are by state and priority."""
    found = list_alarms(actor=actor, wanted=AlarmFilter(open_only=True, annunciated_only=True))
    counts = found.order_by().values_list("state", "priority").annotate(count=Count("pk"))
    return [AlarmCount(*row) for row in counts]
