"""Live streams: alarm rows and newest values, as server-sent events.

A stream stays open for minutes: it gives its database connection back before it begins to wait.
"""

import time
from collections.abc import AsyncIterator, Callable

import numpy as np
import orjson
from asgiref.sync import sync_to_async
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from numpy.typing import NDArray

from anlan.contracts.readings import ReadingBatch
from anlan.records.access.api import Actor, Permission, actor_of
from anlan.records.assets.api import get_enterprise
from anlan.telemetry import live
from anlan.telemetry.api import list_points
from anlan.web import events
from anlan.web.fanout import StreamEndedError

LONGEST_S = 900.0
"""A stream ends after this long and comes back, so that lost rights and log-outs take effect."""
MOST_POINTS = 1000
AGAIN = events.event("again", b"{}")
RELOAD = events.event("reload", b"{}")


async def alarms(request: HttpRequest) -> HttpResponseBase:
    actor, wanted = await sync_to_async(_prepare_alarms)(request)
    after = request.GET.get("after") or request.headers.get("Last-Event-ID") or "0"
    return events.response(_alarm_stream(actor, wanted, int(after) if after.isdigit() else 0))


async def latest(request: HttpRequest) -> HttpResponseBase:
    asked = [int(part) for part in request.GET.get("points", "").split(",") if part.isdigit()]
    if not asked or len(asked) > MOST_POINTS:
        return HttpResponse(
            f"points: 1 to {MOST_POINTS} point numbers", status=400, content_type="text/plain"
        )
    points = await sync_to_async(_prepare_points)(request, asked)
    return events.response(_latest_stream(points))


def _prepare_alarms(request: HttpRequest) -> tuple[Actor, Callable[[live.LiveAlarm], bool]]:
    actor = actor_of(request)
    actor.require(Permission.TELEMETRY_VIEW)
    own = get_enterprise(actor=actor, code=actor.enterprise_code).pk if actor.enterprise_code else None
    connection.close()
    prefix = actor.division_prefix

    def wanted(item: live.LiveAlarm) -> bool:
        if own is not None:
            return item.row.enterprise_id == own
        return item.row.division_code.startswith(prefix)

    return actor, wanted


def _prepare_points(request: HttpRequest, asked: list[int]) -> NDArray[np.int32]:
    points = list_points(actor=actor_of(request)).filter(pk__in=asked).values_list("pk", flat=True)
    found = np.array(sorted(points), np.int32)
    connection.close()
    return found


def _missed(actor: Actor, after: int) -> list[live.LiveAlarm] | None:
    found = live.missed_alarms(actor, after)
    connection.close()
    return found


async def _alarm_stream(
    actor: Actor, wanted: Callable[[live.LiveAlarm], bool], after: int
) -> AsyncIterator[bytes]:
    with live.alarms.subscribe(wanted) as subscription:
        yield events.HEARTBEAT
        missed = await sync_to_async(_missed)(actor, after)
        if missed is None:
            yield RELOAD
            return
        for item in missed:
            yield item.event
        until = time.monotonic() + LONGEST_S
        try:
            while time.monotonic() < until:
                items = await subscription.take(within_s=events.HEARTBEAT_S)
                yield b"".join(item.event for item in items) or events.HEARTBEAT
            yield AGAIN
        except StreamEndedError:
            return


async def _latest_stream(points: NDArray[np.int32]) -> AsyncIterator[bytes]:
    def wanted(batch: ReadingBatch) -> bool:
        return bool(np.isin(batch.point, points).any())

    with live.latest.subscribe(wanted) as subscription:
        yield events.HEARTBEAT
        until = time.monotonic() + LONGEST_S
        try:
            while time.monotonic() < until:
                batches = await subscription.take(within_s=events.HEARTBEAT_S)
                body = b"".join(_values(batch, points) for batch in batches)
                yield body or events.HEARTBEAT
            yield AGAIN
        except StreamEndedError:
            return


def _values(batch: ReadingBatch, points: NDArray[np.int32]) -> bytes:
    mine = np.isin(batch.point, points)
    columns = (batch.point[mine], batch.ts[mine] // 1000, batch.value[mine], batch.quality[mine])
    rows = [
        {"point": point, "at": at, "value": None if value != value else value, "quality": quality}  # noqa: PLR0124
        for point, at, value, quality in zip(*(column.tolist() for column in columns), strict=True)
    ]
    return events.event("latest", orjson.dumps(rows))
