"""HTTP API of history: bucketed for charts, raw for programs, files for everybody."""

from typing import Annotated, Any, Literal

import orjson
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from ninja import Field, Query, Router, Schema
from ninja.errors import HttpError

from anlan.records.access.api import Actor, actor_of
from anlan.telemetry.api import (
    MOST_READINGS,
    InvalidRangeError,
    Point,
    get_point,
    history_buckets,
    history_raw,
    iterate_history,
)
from anlan.telemetry.exports import ARROW, CSV, arrow_pieces, buckets_to_arrow, csv_pieces
from anlan.web.rest import Instant

router = Router()
MOST_BUCKETS = 5_000
JSON = "application/json"


class Range(Schema):
    """A stretch of time, half-open."""

    since: Annotated[Instant, Field(description="From this instant (ISO 8601 with offset)")]
    until: Annotated[Instant, Field(description="Before this instant")]


class BucketQuery(Range):
    """What to ask of a chart."""

    buckets: Annotated[int, Field(default=1000, ge=2, le=MOST_BUCKETS, description="Most steps")]


class ReadingQuery(Range):
    """What to ask of the readings."""

    limit: Annotated[
        int, Field(default=10_000, ge=1, le=MOST_READINGS, description="Most readings, oldest first")
    ]


class ExportQuery(Range):
    """What to export."""

    format: Annotated[Literal["csv", "arrow"], Field(default="csv")]


class BucketsOut(Schema):
    """A point in equal steps; steps without a good reading are left out. Columns of equal length."""

    point: str
    unit: str
    width_ms: float
    t: Annotated[list[float], Field(description="Start of each step [ms since 1970-01-01 UTC]")]
    min: list[float | None]
    mean: list[float | None]
    max: list[float | None]
    last: list[float | None]
    n: list[int]


class ReadingsOut(Schema):
    """Readings of a point, oldest first. Columns of equal length."""

    point: str
    unit: str
    t: Annotated[list[float], Field(description="Source time [ms since 1970-01-01 UTC]")]
    value: Annotated[list[float | None], Field(description="null: not a number")]
    quality: Annotated[list[int], Field(description="0 good, 1 uncertain, 2 bad")]


@router.get("/points/{code}/history", response=BucketsOut, summary="Get a point's history in steps")
def get_history(request: HttpRequest, code: str, query: Query[BucketQuery]) -> HttpResponseBase:
    """Least, mean, greatest and last value and the number of good readings in equal steps of time.

    The width is a whole number of ms, s, min, 10 min or h; first and last step are whole.
    Ask for Arrow with `Accept: application/vnd.apache.arrow.stream`.
    """
    actor, point = actor_of(request), _point(actor_of(request), code)
    try:
        found = history_buckets(
            actor=actor, code=code, since=query.since, until=query.until, count=query.buckets
        )
    except InvalidRangeError as error:
        raise HttpError(422, str(error)) from error
    if ARROW in request.headers.get("Accept", ""):
        return HttpResponse(buckets_to_arrow(found), content_type=ARROW)
    columns = {name: getattr(found, name) for name in ("min", "mean", "max", "last", "n")}
    return _json(point, {"width_ms": found.width_us / 1000, "t": found.t / 1000, **columns})


@router.get("/points/{code}/readings", response=ReadingsOut, summary="Get a point's readings")
def get_readings(request: HttpRequest, code: str, query: Query[ReadingQuery]) -> HttpResponseBase:
    """Readings as they came, oldest first; ask on from the last time for more.

    Ask for Arrow with `Accept: application/vnd.apache.arrow.stream`.
    """
    actor, point = actor_of(request), _point(actor_of(request), code)
    try:
        found = history_raw(actor=actor, code=code, since=query.since, until=query.until, limit=query.limit)
    except InvalidRangeError as error:
        raise HttpError(422, str(error)) from error
    if ARROW in request.headers.get("Accept", ""):
        return HttpResponse(b"".join(arrow_pieces([found])), content_type=ARROW)
    return _json(point, {"t": found.ts / 1000, "value": found.value, "quality": found.quality})


@router.get("/points/{code}/export", summary="Export a point's readings")
def export_readings(request: HttpRequest, code: str, query: Query[ExportQuery]) -> HttpResponseBase:
    """All readings of a range as one file, streamed: CSV (China time) or Arrow."""
    actor = actor_of(request)
    _point(actor, code)
    try:
        parts = iterate_history(actor=actor, code=code, since=query.since, until=query.until)
    except InvalidRangeError as error:
        raise HttpError(422, str(error)) from error
    pieces, kind = (csv_pieces(parts), CSV) if query.format == "csv" else (arrow_pieces(parts), ARROW)
    name = f"{code}.{query.format}"
    return StreamingHttpResponse(
        pieces, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def _point(actor: Actor, code: str) -> Point:
    try:
        return get_point(actor=actor, code=code)
    except Point.DoesNotExist as error:
        raise Http404 from error


def _json(point: Point, columns: dict[str, Any]) -> HttpResponse:
    body = {"point": point.code, "unit": point.uom, **columns}
    return HttpResponse(orjson.dumps(body, option=orjson.OPT_SERIALIZE_NUMPY), content_type=JSON)
