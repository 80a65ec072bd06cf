"""HTTP API of assets."""

from typing import Annotated

from django.http import Http404, HttpRequest
from ninja import Field, Query, Router, Schema

from anlan.records.access.api import actor_of
from anlan.records.assets.api import (
    EnterpriseFilter,
    EnterpriseNotFoundError,
    get_enterprise,
    list_enterprises,
)
from anlan.records.assets.models import Enterprise
from anlan.web.rest import Page, PageQuery, page_of

router = Router()


class EnterpriseOut(Schema):
    """An enterprise; coordinates in WGS-84 [deg]."""

    code: str
    credit_code: str
    name: str
    division_code: str
    industry_code: str
    address: str
    longitude: float
    latitude: float
    hazard_level: int | None
    is_active: bool

    @staticmethod
    def resolve_division_code(enterprise: Enterprise) -> str:
        """Return the division's code."""
        return enterprise.division_id


class TankOut(Schema):
    """A tank; volume in m3, height in m."""

    code: str
    name: str
    shape: str
    medium: str
    cas: str
    volume_m3: float
    height_m: float
    longitude: float
    latitude: float


class HazardUnitOut(Schema):
    """A production or storage unit; level 1 to 4 of a major hazard source."""

    code: str
    name: str
    kind: str
    level: int | None
    longitude: float
    latitude: float
    tanks: list[TankOut]


class DeviceOut(Schema):
    """A device; its credential is never shown."""

    code: str
    name: str
    is_active: bool
    report_interval_s: int


class EnterpriseDetail(EnterpriseOut):
    """An enterprise with everything that belongs to it."""

    hazard_units: list[HazardUnitOut]
    devices: list[DeviceOut]


class EnterpriseQuery(PageQuery):
    """Filters of the list of enterprises."""

    text: Annotated[str, Field(default="", max_length=60, description="Part of the name, start of a code")]
    division: Annotated[str, Field(default="", pattern=r"^[0-9]{0,6}$", description="Start of the division")]
    level: Annotated[int | None, Field(default=None, ge=1, le=4)]


@router.get("/enterprises", response=Page[EnterpriseOut], summary="List enterprises")
def list_all(request: HttpRequest, query: Query[EnterpriseQuery]) -> dict[str, object]:
    """Enterprises in the caller's scope, in order of code."""
    where = EnterpriseFilter(text=query.text, division=query.division, level=query.level)
    items, following = page_of(list_enterprises(actor=actor_of(request), where=where), query)
    return {"items": items, "next": following}


@router.get("/enterprises/{code}", response=EnterpriseDetail, summary="Get an enterprise")
def get_one(request: HttpRequest, code: str) -> Enterprise:
    """One enterprise with its units, tanks and devices."""
    try:
        return get_enterprise(actor=actor_of(request), code=code)
    except EnterpriseNotFoundError as error:
        raise Http404 from error
