"""What needs somebody now: counts of open alarms by state, priority and place."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Q
from django.db.models.functions import Left

from anlan.records.access.api import Actor, Permission, in_scope
from anlan.telemetry.lifecycle import UNACKNOWLEDGED
from anlan.telemetry.models import Alarm, PartitionState

PRIORITIES = (4, 3, 2, 1)
TO_ACKNOWLEDGE = Q(suppression="", state__in=sorted(UNACKNOWLEDGED))


@dataclass(frozen=True, slots=True)
class PriorityCount:
    """Open alarms of one priority, suppressed ones apart."""

    priority: int
    unacknowledged: int
    acknowledged: int


@dataclass(frozen=True, slots=True)
class PlaceCount:
    """Open alarms of one division of the level below the actor's."""

    code: str
    prefix: str
    unacknowledged: int
    acknowledged: int
    highest: int


@dataclass(frozen=True, slots=True)
class EnterpriseState:
    """One enterprise's open alarms, suppressed ones left out."""

    enterprise_id: int
    priority: int
    unacknowledged: int
    open: int


def count_by_priority(*, actor: Actor) -> tuple[list[PriorityCount], int]:
    """Return the open alarms per priority, highest first, and how many are suppressed."""
    actor.require(Permission.TELEMETRY_VIEW)
    rows = (
        Alarm.objects.filter(in_scope(actor), closed_at=None)
        .values("priority")
        .annotate(
            unack=Count("id", filter=TO_ACKNOWLEDGE),
            hidden=Count("id", filter=~Q(suppression="")),
            all=Count("id"),
        )
    )
    found = {row["priority"]: row for row in rows}
    counts = [
        PriorityCount(p, found[p]["unack"], found[p]["all"] - found[p]["unack"] - found[p]["hidden"])
        if p in found
        else PriorityCount(p, 0, 0)
        for p in PRIORITIES
    ]
    return counts, sum(row["hidden"] for row in found.values())


def count_by_place(*, actor: Actor) -> list[PlaceCount]:
    """Return the open alarms per prefecture, or per county for who sees one prefecture; worst first."""
    actor.require(Permission.TELEMETRY_VIEW)
    digits = 4 if len(actor.division_prefix) < 4 else 6
    rows = (
        Alarm.objects.filter(in_scope(actor), closed_at=None, suppression="")
        .annotate(place=Left("division_code", digits))
        .values("place")
        .annotate(unack=Count("id", filter=TO_ACKNOWLEDGE), all=Count("id"), highest=Max("priority"))
    )
    places = [
        PlaceCount(
            row["place"].ljust(6, "0"), row["place"], row["unack"], row["all"] - row["unack"], row["highest"]
        )
        for row in rows
    ]
    return sorted(places, key=lambda place: (-place.highest, -place.unacknowledged, place.code))


def list_enterprise_states(*, actor: Actor, ids: list[int] | None = None) -> list[EnterpriseState]:
    """Return the enterprises that have open alarms, with the worst of them.

    Args:
        actor: Needs `telemetry.view`.
        ids: Only these enterprises; None for all.
    """
    actor.require(Permission.TELEMETRY_VIEW)
    rows = Alarm.objects.filter(in_scope(actor), closed_at=None, suppression="")
    if ids is not None:
        rows = rows.filter(enterprise__in=ids)
    grouped = rows.values("enterprise").annotate(
        unack=Count("id", filter=TO_ACKNOWLEDGE), all=Count("id"), highest=Max("priority")
    )
    return [EnterpriseState(r["enterprise"], r["highest"], r["unack"], r["all"]) for r in grouped]


def newest_source_time() -> datetime | None:
    """Return the newest source time any partition has seen: how fresh the data is."""
    found: datetime | None = PartitionState.objects.aggregate(newest=Max("newest_source_at"))["newest"]
    return found
