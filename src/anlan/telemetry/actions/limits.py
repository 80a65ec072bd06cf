"""Changing the limits of one point."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from django.db import transaction

from anlan.records.access.api import Actor, Permission, in_scope, record_audit
from anlan.telemetry.actions.points import LIMIT_FIELDS, limit_row
from anlan.telemetry.models import Limit, Point
from anlan.telemetry.signals import announce_points
from anlan.telemetry.specs import LimitSpec, check_limits


@transaction.atomic
def change_limits(*, actor: Actor, point_code: str, limits: Sequence[LimitSpec], now: datetime) -> Point:
    """Replace the limits of a point; old and new values go to the audit trail.

    Args:
        actor: Needs `telemetry.configure`.
        point_code: Which point.
        limits: All limits it shall have.
        now: When.

    Raises:
        Point.DoesNotExist: None in scope.
        InvalidPointError: The limits contradict range or order.
    """
    actor.require(Permission.TELEMETRY_CONFIGURE)
    point = Point.objects.select_for_update().filter(in_scope(actor)).get(code=point_code)
    check_limits(point.code, point.range_low, point.range_high, limits)
    old = {row.kind: {name: getattr(row, name) for name in LIMIT_FIELDS} for row in point.limits.all()}
    point.limits.all().delete()
    Limit.objects.bulk_create([limit_row(point.pk, spec) for spec in limits])
    detail = {"old": old, "new": {spec.kind: asdict(spec) for spec in limits}}
    record_audit(
        actor=actor,
        action="point.limits_changed",
        subject_kind="point",
        subject_id=point.code,
        now=now,
        detail=detail,
    )
    announce_points()
    return point
