"""Points in an actor's scope."""

from django.db.models import QuerySet

from anlan.records.access.api import Actor, Permission, in_scope
from anlan.telemetry.models import Limit, Point


def list_points(*, actor: Actor, enterprise_code: str = "") -> QuerySet[Point]:
    """Return the active points the actor may see, of one enterprise or of all."""
    actor.require(Permission.TELEMETRY_VIEW)
    points = Point.objects.filter(in_scope(actor), is_active=True)
    return points.filter(enterprise_code=enterprise_code) if enterprise_code else points


def get_point(*, actor: Actor, code: str) -> Point:
    """Return one point by code.

    Raises:
        Point.DoesNotExist: There is none, or it is out of the actor's scope.
    """
    return list_points(actor=actor).select_related("enterprise", "device", "unit", "tank").get(code=code)


def list_limits(*, actor: Actor, point: Point) -> QuerySet[Limit]:
    """Return the limits of a point, from LL to HH."""
    actor.require(Permission.TELEMETRY_VIEW)
    return Limit.objects.filter(point=point).order_by("value")
