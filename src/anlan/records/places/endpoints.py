"""HTTP API of divisions."""

from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import patch_cache_control
from ninja import Field, Query, Router, Schema

from anlan.records.access.api import Permission, actor_of
from anlan.records.places.api import DivisionName, boundaries, boundaries_version, list_division_names

router = Router()
LEVELS = {"province": 1, "prefecture": 2, "county": 3}
Level = Literal["province", "prefecture", "county"]


class DivisionOut(Schema):
    """A division of GB/T 2260; label point in WGS-84 [deg]."""

    code: str
    name: str
    short_name: str
    level: int
    longitude: float
    latitude: float


class DivisionQuery(Schema):
    """Filters of divisions."""

    level: Level | None = None
    prefix: Annotated[str, Field(default="", pattern=r"^[0-9]{0,6}$", description="Start of the code")]


class BoundaryQuery(Schema):
    """Which outlines."""

    level: Level = "county"
    prefix: Annotated[str, Field(default="", pattern=r"^[0-9]{0,6}$", description="Start of the code")]


@router.get("/divisions", response=list[DivisionOut], summary="List divisions")
def list_all(request: HttpRequest, query: Query[DivisionQuery]) -> list[DivisionName]:
    """Divisions in the caller's scope, in order of code; at most some hundred, so without pages."""
    level = LEVELS[query.level] if query.level else None
    return list_division_names(actor=actor_of(request), level=level, prefix=query.prefix)


@router.get("/divisions/boundaries", summary="Get outlines as GeoJSON")
def get_boundaries(request: HttpRequest, query: Query[BoundaryQuery]) -> HttpResponseBase:
    """Outlines of one level as a GeoJSON FeatureCollection in WGS-84, with an entity tag."""
    actor_of(request).require(Permission.PLACES_VIEW)
    tag = f'"{boundaries_version()}-{query.level}-{query.prefix}"'
    if tag in request.headers.get("If-None-Match", ""):
        response = HttpResponse(status=304)
    else:
        body = boundaries(level=LEVELS[query.level], prefix=query.prefix)
        response = HttpResponse(body, content_type="application/geo+json")
    response["ETag"] = tag
    patch_cache_control(response, private=True, max_age=300)
    return response
