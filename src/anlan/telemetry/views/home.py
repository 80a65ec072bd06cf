"""The overview: what needs somebody now. And the same for the wall of the command hall."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from anlan.records.access.api import Actor, Permission, actor_of
from anlan.records.places.api import list_division_names
from anlan.telemetry.api import (
    AlarmFilter,
    count_by_place,
    count_by_priority,
    list_alarms,
    list_offline_enterprises,
    newest_revision,
    newest_source_time,
)
from anlan.telemetry.forms.filters import STATES

NEWEST = 10
ON_THE_WALL = 14
OFFLINE_SHOWN = 8
FRESH = timedelta(minutes=2)


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    if not actor.may(Permission.TELEMETRY_VIEW):
        return redirect("access:account")
    return render(request, "telemetry/home.html", {**newest(actor, NEWEST), **counters_of(actor)})


@require_GET
def counters(request: HttpRequest) -> HttpResponse:
    return render(request, "telemetry/parts/counters.html", counters_of(actor_of(request)))


def newest(actor: Actor, count: int) -> dict[str, Any]:
    """Return the newest unacknowledged alarms, and from which revision the feed goes on."""
    revision = newest_revision()
    rows = list_alarms(actor=actor, wanted=AlarmFilter(**STATES["unacknowledged"]))
    return {
        "revision": revision,
        "newest": list(rows.order_by("-raised_at", "-id")[:count]),
        "newest_limit": count,
        "feed_filter": {"state": "unacknowledged"},
    }


def counters_of(actor: Actor) -> dict[str, Any]:
    """Return the numbers of the overview."""
    priorities, suppressed = count_by_priority(actor=actor)
    offline = list_offline_enterprises(actor=actor)
    names = {d.code: d.name for d in list_division_names(actor=actor)} if _sees_places(actor) else {}
    fresh_at = newest_source_time()
    return {
        "priorities": priorities,
        "suppressed": suppressed,
        "unacknowledged": sum(one.unacknowledged for one in priorities),
        "offline_count": offline.count(),
        "offline": list(offline[:OFFLINE_SHOWN]),
        "places": [(names.get(place.code, place.code), place) for place in count_by_place(actor=actor)],
        "fresh_at": fresh_at,
        "is_fresh": fresh_at is not None and timezone.now() - fresh_at < FRESH,
        "counted_at": timezone.now(),
    }


def _sees_places(actor: Actor) -> bool:
    return actor.may(Permission.PLACES_VIEW) and not actor.enterprise_code
