"""The live map, the wall, and what they ask for."""

from typing import Any

import orjson
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition, require_GET

from anlan.records.access.api import Actor, Permission, actor_of
from anlan.records.assets.api import Enterprise, EnterpriseFilter, list_enterprises
from anlan.records.places import api as places
from anlan.telemetry.api import (
    AlarmFilter,
    count_by_priority,
    list_alarms,
    list_device_states,
    list_enterprise_states,
    list_offline_enterprises,
    newest_revision,
)

GEOJSON = "application/geo+json"
WORST_SHOWN = 50
ON_THE_WALL = 12
TO_ACKNOWLEDGE = ("unack_alm", "rtn_unack", "latch_unack")


@require_GET
def live_map(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    actor.require(Permission.TELEMETRY_VIEW)
    context = {**_base(), **_worst(actor), "revision": newest_revision()}
    return render(request, "maps/map.html", context)


@require_GET
def wall(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    actor.require(Permission.TELEMETRY_VIEW)
    revision = newest_revision()
    unacknowledged = AlarmFilter(open_only=True, annunciated_only=True, states=TO_ACKNOWLEDGE)
    newest = list_alarms(actor=actor, wanted=unacknowledged)
    context = {
        **_base(),
        "revision": revision,
        "newest": list(newest.order_by("-raised_at", "-id")[:ON_THE_WALL]),
        "newest_limit": ON_THE_WALL,
        "feed_filter": {"state": "unacknowledged"},
        **_wall_counts(actor),
    }
    return render(request, "maps/wall.html", context)


@require_GET
def wall_counts(request: HttpRequest) -> HttpResponse:
    return render(request, "maps/parts/wall_counts.html", _wall_counts(actor_of(request)))


@require_GET
def worst(request: HttpRequest) -> HttpResponse:
    return render(request, "maps/parts/worst.html", _worst(actor_of(request)))


@require_GET
def states(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    asked = [int(part) for part in request.GET.get("ids", "").split(",") if part.isdigit()]
    features = list(_features(actor, asked or None))
    body = orjson.dumps({"type": "FeatureCollection", "features": features})
    return HttpResponse(body, content_type=GEOJSON)


@require_GET
def enterprise(request: HttpRequest, enterprise_id: int) -> HttpResponse:
    actor = actor_of(request)
    found = list_enterprises(actor=actor).filter(pk=enterprise_id).first()
    if found is None:
        raise Http404
    where = AlarmFilter(open_only=True, enterprise_code=found.code)
    context = {
        "enterprise": found,
        "alarms": list(list_alarms(actor=actor, wanted=where).order_by("-priority", "-raised_at")[:10]),
        "devices": list(list_device_states(actor=actor, enterprise_code=found.code)[:20]),
    }
    return render(request, "maps/parts/enterprise.html", context)


def _etag(request: HttpRequest, level: int) -> str:
    del request
    return f'"{places.boundaries_version()}-{level}"'


@require_GET
@condition(etag_func=_etag)
@cache_control(private=True, max_age=3600)
def boundaries(_: HttpRequest, level: int) -> HttpResponse:
    if level not in (1, 2, 3):
        raise Http404
    return HttpResponse(places.boundaries(level=level), content_type=GEOJSON)


def _base() -> dict[str, Any]:
    return {"tiles": settings.TILE_URL}


def _worst(actor: Actor) -> dict[str, Any]:
    found = sorted(list_enterprise_states(actor=actor), key=lambda one: (-one.priority, -one.unacknowledged))
    shown = found[:WORST_SHOWN]
    names = Enterprise.objects.in_bulk([one.enterprise_id for one in shown])
    rows = [(names[one.enterprise_id], one) for one in shown if one.enterprise_id in names]
    return {"worst": rows, "worst_total": len(found)}


def _wall_counts(actor: Actor) -> dict[str, Any]:
    counts, suppressed = count_by_priority(actor=actor)
    return {
        "priorities": counts,
        "suppressed": suppressed,
        "offline_count": list_offline_enterprises(actor=actor).count(),
    }


def _features(actor: Actor, ids: list[int] | None) -> list[dict[str, Any]]:
    rows = list_enterprises(actor=actor, where=EnterpriseFilter(active=True))
    if ids is not None:
        rows = rows.filter(pk__in=ids)
    alarms = {one.enterprise_id: one for one in list_enterprise_states(actor=actor, ids=ids)}
    offline = set(list_offline_enterprises(actor=actor).values_list("pk", flat=True))
    fields = rows.values_list("pk", "code", "name", "longitude", "latitude")
    return [_feature(row, alarms.get(row[0]), offline=row[0] in offline) for row in fields]


def _feature(row: tuple[Any, ...], state: Any, *, offline: bool) -> dict[str, Any]:
    number, code, name, longitude, latitude = row
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [round(longitude, 5), round(latitude, 5)]},
        "properties": {
            "id": number,
            "code": code,
            "name": name,
            "priority": state.priority if state else 0,
            "unacknowledged": state.unacknowledged if state else 0,
            "open": state.open if state else 0,
            "offline": offline,
        },
    }
