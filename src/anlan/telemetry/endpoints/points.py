"""HTTP API of points: what they are, their newest value, their limits, and overlays on their alarms."""

from collections.abc import Callable
from typing import Annotated, Literal, TypeVar

from django.conf import settings
from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Field, Query, Router, Schema, Status
from ninja.errors import HttpError
from pydantic import AwareDatetime, ConfigDict

from anlan.records.access.api import Actor, actor_of
from anlan.telemetry.api import (
    InvalidPointError,
    Limit,
    LimitSpec,
    Overlay,
    Point,
    Suppression,
    SuppressionRefusedError,
    change_limits,
    end_suppression,
    get_point,
    latest_values,
    list_limits,
    list_points,
    list_suppressions,
    suppress,
)
from anlan.web.rest import Instant, Page, PageQuery, page_of

router = Router()
Made = TypeVar("Made", Point, Suppression)
Text = Annotated[str, Field(default="", max_length=500, pattern=r"^[^\x00]*$")]


class PointOut(Schema):
    """A measured quantity; range and limits in `uom`, coordinates in WGS-84 [deg]."""

    code: str
    tag: str
    name: str
    quantity: str
    uom: str
    range_low: float
    range_high: float
    cycle_s: int
    enterprise_code: str
    division_code: str
    longitude: float | None
    latitude: float | None


class LimitIn(Schema):
    """A limit and how it is judged; times in s of source time, deadband only for the return."""

    model_config = ConfigDict(strict=True)

    kind: Literal["LL", "L", "H", "HH"]
    value: Annotated[float, Field(allow_inf_nan=False)]
    deadband: Annotated[float, Field(default=0, ge=0, allow_inf_nan=False)]
    on_delay_s: Annotated[float, Field(default=0, ge=0, le=86_400)]
    off_delay_s: Annotated[float, Field(default=0, ge=0, le=86_400)]
    min_consecutive: Annotated[int, Field(default=1, ge=1, le=1_000)]
    re_alarm_s: Annotated[int, Field(default=0, ge=0, le=30 * 86_400)]
    priority: Annotated[int, Field(default=2, ge=1, le=4)]
    latch: bool = False


class LatestOut(Schema):
    """The newest reading, at most some seconds old, and the status of each side."""

    value: float | None
    at: AwareDatetime
    arrived_at: AwareDatetime
    quality: str
    low: str
    high: str
    data: str
    stale: bool


class SuppressionOut(Schema):
    """An overlay now in force; `side` empty: all sides."""

    id: int
    kind: str
    side: str
    since: AwareDatetime
    until: AwareDatetime | None
    reason: str
    permit: str
    started_by: str


class PointDetail(PointOut):
    """A point with its limits, its newest reading and the overlays in force."""

    limits: list[LimitIn]
    latest: LatestOut | None
    suppressions: list[SuppressionOut]


class PointQuery(PageQuery):
    """Filters of the list of points."""

    enterprise: Annotated[str, Field(default="", pattern=r"^[0-9A-Za-z]{0,9}$")]


class LimitsIn(Schema):
    """All limits a point shall have; what is not listed is removed."""

    limits: Annotated[list[LimitIn], Field(max_length=4)]


class OverlayIn(Schema):
    """Shelve (needs `until`), take out of service (needs `permit`), or suppress by design."""

    kind: Literal["shelved", "out_of_service", "by_design"]
    reason: Annotated[str, Field(min_length=1, max_length=500, pattern=r"^[^\x00]*$")]
    side: Literal["", "low", "high", "data"] = ""
    until: Instant | None = None
    permit: Annotated[str, Field(default="", max_length=60, pattern=r"^[^\x00]*$")]


class EndIn(Schema):
    """A remark for the history."""

    note: Text


@router.get("/points", response=Page[PointOut], summary="List points")
def list_all(request: HttpRequest, query: Query[PointQuery]) -> dict[str, object]:
    """Active points in the caller's scope, in order of code."""
    rows = list_points(actor=actor_of(request), enterprise_code=query.enterprise)
    items, following = page_of(rows, query)
    return {"items": items, "next": following}


@router.get("/points/{code}", response=PointDetail, summary="Get a point")
def get_one(request: HttpRequest, code: str) -> dict[str, object]:
    """One point with its limits, its newest reading and the overlays on its alarms."""
    actor = actor_of(request)
    return _detail(actor, _point(actor, code))


@router.put("/points/{code}/limits", response=PointDetail, summary="Replace a point's limits")
def put_limits(request: HttpRequest, code: str, body: LimitsIn) -> dict[str, object]:
    """Replace all limits; old and new ones go to the audit trail. 422 if they contradict the range."""
    actor = actor_of(request)
    limits = [LimitSpec(**limit.dict()) for limit in body.limits]
    _point(actor, code)
    point = _made(lambda: change_limits(actor=actor, point_code=code, limits=limits, now=timezone.now()))
    return _detail(actor, point)


@router.post("/points/{code}/suppressions", response={201: SuppressionOut}, summary="Suppress alarms")
def post_suppression(request: HttpRequest, code: str, body: OverlayIn) -> Status[Suppression]:
    """Lay an overlay on a point's alarms; the conditions are still tracked. 422 says what is missing."""
    actor = actor_of(request)
    _point(actor, code)
    overlay = Overlay(**body.dict())
    made = _made(lambda: suppress(actor=actor, point_code=code, overlay=overlay, now=timezone.now()))
    return Status(201, made)


@router.post("/suppressions/{suppression_id}/end", response=SuppressionOut, summary="End a suppression")
def post_end(request: HttpRequest, suppression_id: int, body: EndIn) -> Suppression:
    """End an overlay before its time; alarms whose condition still holds are annunciated."""
    actor = actor_of(request)
    return _made(
        lambda: end_suppression(
            actor=actor, suppression_id=suppression_id, now=timezone.now(), note=body.note
        )
    )


def _detail(actor: Actor, point: Point) -> dict[str, object]:
    facts = {name: getattr(point, name) for name in PointOut.model_fields}
    limits: list[Limit] = list(list_limits(actor=actor, point=point))
    latest = latest_values(points=[point], partitions=settings.PARTITIONS).get(point.pk)
    overlays = list(list_suppressions(actor=actor, point_id=point.pk))
    return {**facts, "limits": limits, "latest": latest, "suppressions": overlays}


def _point(actor: Actor, code: str) -> Point:
    try:
        return get_point(actor=actor, code=code.replace("\0", ""))
    except Point.DoesNotExist as error:
        raise Http404 from error


def _made(action: Callable[[], Made]) -> Made:
    try:
        return action()
    except (Point.DoesNotExist, Suppression.DoesNotExist) as error:
        raise Http404 from error
    except (InvalidPointError, SuppressionRefusedError) as error:
        raise HttpError(422, str(error)) from error
