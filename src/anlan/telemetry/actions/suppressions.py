"""Overlays: shelve, take out of service, suppress by design, and their ends."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from anlan.records.access.api import Actor, Permission, in_scope, record_audit
from anlan.telemetry.actions.alarms import write_step
from anlan.telemetry.models import Alarm, AlarmTransition, Point, Suppression

MAX_SHELVING = timedelta(hours=24)
"""`[design]` longest time an alarm may be shelved; configuration of the province, to be verified."""

_PERMISSION = {
    Suppression.Kind.SHELVED: Permission.TELEMETRY_SHELVE,
    Suppression.Kind.OUT_OF_SERVICE: Permission.TELEMETRY_SERVICE,
    Suppression.Kind.BY_DESIGN: Permission.TELEMETRY_CONFIGURE,
}
_STARTED = {
    Suppression.Kind.SHELVED: AlarmTransition.Kind.SHELVED,
    Suppression.Kind.OUT_OF_SERVICE: AlarmTransition.Kind.OUT_OF_SERVICE,
    Suppression.Kind.BY_DESIGN: AlarmTransition.Kind.BY_DESIGN,
}
_ENDED = {
    Suppression.Kind.SHELVED: AlarmTransition.Kind.UNSHELVED,
    Suppression.Kind.OUT_OF_SERVICE: AlarmTransition.Kind.IN_SERVICE,
    Suppression.Kind.BY_DESIGN: AlarmTransition.Kind.DESIGN_ENDED,
}


class SuppressionRefusedError(Exception):
    """What was asked cannot be done; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlay:
    """What is asked.

    Attributes:
        kind: shelved, out_of_service or by_design.
        reason: Mandatory.
        side: low, high, data, or "" for all.
        until: When it ends by itself; mandatory for shelving.
        permit: Work permit (GB 30871); mandatory for out of service.
    """

    kind: str
    reason: str
    side: str = ""
    until: datetime | None = None
    permit: str = ""


@transaction.atomic
def suppress(*, actor: Actor, point_code: str, overlay: Overlay, now: datetime) -> Suppression:
    """Lay an overlay on a point's alarms.

    Args:
        actor: Needs `telemetry.shelve`, `.service` or `.configure`, by kind.
        point_code: Which point.
        overlay: What.
        now: When it begins.

    Raises:
        Point.DoesNotExist: None in scope.
        SuppressionRefusedError: Reason, end or permit missing, end too far, or already in force.
    """
    kind = Suppression.Kind(overlay.kind)
    actor.require(_PERMISSION[kind])
    _check(overlay, now)
    point = Point.objects.select_for_update().filter(in_scope(actor)).get(code=point_code)
    open_already = Suppression.objects.filter(point=point, side=overlay.side, kind=kind, ended_at=None)
    if open_already.exists():
        raise SuppressionRefusedError("this is in force already")
    row = Suppression.objects.create(
        point=point, side=overlay.side, kind=kind, since=now, until=overlay.until,
        reason=overlay.reason.strip()[:500], permit=overlay.permit.strip()[:60], started_by=actor.name[:60],
    )  # fmt: skip
    detail = {"side": overlay.side, "reason": row.reason, "permit": row.permit, "until": str(overlay.until)}
    record_audit(
        actor=actor,
        action=f"point.{kind}",
        subject_kind="point",
        subject_id=point.code,
        now=now,
        detail=detail,
    )
    for alarm in _open_alarms(point.pk, overlay.side):
        alarm.suppression = kind
        write_step(alarm, _STARTED[kind], from_state=alarm.state, actor=actor, now=now, note=row.reason)
    return row


@transaction.atomic
def end_suppression(*, actor: Actor, suppression_id: int, now: datetime, note: str = "") -> Suppression:
    """End an overlay by hand; alarms whose condition still holds are annunciated.

    Raises:
        Suppression.DoesNotExist: None in scope, or ended already.
    """
    scope = in_scope(actor, division="point__division_code", enterprise="point__enterprise_code")
    rows = Suppression.objects.select_for_update(of=("self",)).select_related("point").filter(scope)
    row = rows.get(pk=suppression_id, ended_at=None)
    actor.require(_PERMISSION[Suppression.Kind(row.kind)])
    _end(row, actor=actor, now=now, note=note)
    return row


@transaction.atomic
def end_due_suppressions(*, actor: Actor, enterprise_codes: Collection[str], now: datetime) -> int:
    """End overlays of these enterprises whose time is over; called by the worker. Returns how many."""
    rows = Suppression.objects.select_for_update(of=("self",), skip_locked=True).select_related("point")
    due = rows.filter(ended_at=None, until__lte=now, point__enterprise_code__in=enterprise_codes)
    ended = list(due.order_by("until")[:500])
    for row in ended:
        _end(row, actor=actor, now=now, note="")
    return len(ended)


def _end(row: Suppression, *, actor: Actor, now: datetime, note: str) -> None:
    row.ended_at, row.ended_by = now, actor.name[:60]
    row.save(update_fields=["ended_at", "ended_by"])
    kind = Suppression.Kind(row.kind)
    record_audit(
        actor=actor, action=f"point.{_ENDED[kind]}", subject_kind="point", subject_id=row.point.code, now=now,
        detail={"side": row.side, "note": note},
    )  # fmt: skip
    for alarm in _open_alarms(row.point_id, row.side):
        left = suppression_of(alarm.point_id, alarm.side)
        if alarm.suppression != left:
            alarm.suppression = left
            write_step(alarm, _ENDED[kind], from_state=alarm.state, actor=actor, now=now, note=note)


def suppression_of(point_id: int, side: str) -> str:
    """Return the kind of overlay now in force on one side of a point, "" if none."""
    rows = Suppression.objects.filter(Q(side="") | Q(side=side), point_id=point_id, ended_at=None)
    return rows.order_by("pk").values_list("kind", flat=True).first() or ""


def _open_alarms(point_id: int, side: str) -> list[Alarm]:
    rows = Alarm.objects.select_for_update(of=("self",)).select_related("point", "enterprise")
    rows = rows.filter(point_id=point_id, closed_at=None)
    return list(rows.filter(side=side) if side else rows)


def _check(overlay: Overlay, now: datetime) -> None:
    if not overlay.reason.strip():
        raise SuppressionRefusedError("a reason is needed")
    if overlay.kind == Suppression.Kind.SHELVED:
        if overlay.until is None:
            raise SuppressionRefusedError("shelving needs an end")
        if overlay.until > now + MAX_SHELVING:
            raise SuppressionRefusedError(f"at most {MAX_SHELVING.total_seconds() / 3600:.0f} h at a time")
    if overlay.until is not None and overlay.until <= now:
        raise SuppressionRefusedError("the end must lie in the future")
    if overlay.kind == Suppression.Kind.OUT_OF_SERVICE and not overlay.permit.strip():
        raise SuppressionRefusedError("taking a point out of service needs the number of its work permit")
