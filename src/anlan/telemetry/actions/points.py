"""Bulk, idempotent writes of points and their limits by code."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction

from anlan.records.access.api import Actor, Deed, Permission, record_audits
from anlan.records.assets.api import DeviceReference, find_devices, find_tank_ids, find_unit_ids
from anlan.telemetry.models import Limit, Point
from anlan.telemetry.specs import InvalidPointError, LimitSpec, PointSpec, check_limits

BATCH = 1000
LIMIT_FIELDS = (
    "value", "deadband", "on_delay_s", "off_delay_s", "min_consecutive", "re_alarm_s", "priority", "latch",
)  # fmt: skip
POINT_FIELDS = (
    "enterprise", "device", "unit", "tank", "tag", "name", "quantity", "uom", "range_low", "range_high",
    "cycle_s", "max_rate", "decimals", "longitude", "latitude", "division_code", "enterprise_code",
)  # fmt: skip


@transaction.atomic
def save_points(*, specs: Sequence[PointSpec], actor: Actor, now: datetime) -> None:
    """Create or update points by code, with exactly the limits stated.

    Publish `contracts.subjects.POINTS_CHANGED` after commit, so that gateways and workers reload.

    Args:
        specs: What to keep.
        actor: Needs `telemetry.configure`.
        now: For the audit trail.

    Raises:
        InvalidPointError: A limit contradicts range or order, or an asset is not kept; nothing is.
    """
    actor.require(Permission.TELEMETRY_CONFIGURE)
    for spec in specs:
        check_limits(spec.code, spec.range_low, spec.range_high, spec.limits)
    devices = find_devices({spec.device_code for spec in specs})
    units = find_unit_ids({spec.unit_code for spec in specs if spec.unit_code})
    tanks = find_tank_ids({spec.tank_code for spec in specs if spec.tank_code})
    _refuse_unknown("device", {spec.device_code for spec in specs}, devices)
    _refuse_unknown("unit", {spec.unit_code for spec in specs if spec.unit_code}, units)
    _refuse_unknown("tank", {spec.tank_code for spec in specs if spec.tank_code}, tanks)
    Point.objects.bulk_create(
        [_row(s, devices[s.device_code], units.get(s.unit_code), tanks.get(s.tank_code)) for s in specs],
        update_conflicts=True, unique_fields=["code"], update_fields=POINT_FIELDS, batch_size=BATCH,
    )  # fmt: skip
    _save_limits(specs)
    deeds = [Deed("point", spec.code) for spec in specs]
    record_audits(actor=actor, action="point.saved", deeds=deeds, now=now)


def limit_row(point_id: int, spec: LimitSpec) -> Limit:
    """Return the row of one limit."""
    return Limit(point_id=point_id, kind=spec.kind, **{name: getattr(spec, name) for name in LIMIT_FIELDS})


def _save_limits(specs: Sequence[PointSpec]) -> None:
    ids = dict(Point.objects.filter(code__in=[s.code for s in specs]).values_list("code", "pk"))
    rows = [limit_row(ids[spec.code], limit) for spec in specs for limit in spec.limits]
    stated = {(row.point_id, row.kind) for row in rows}
    kept = Limit.objects.filter(point_id__in=ids.values()).values_list("pk", "point_id", "kind")
    Limit.objects.filter(pk__in=[pk for pk, point, kind in kept if (point, kind) not in stated]).delete()
    Limit.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["point", "kind"],
        update_fields=LIMIT_FIELDS,
        batch_size=BATCH,
    )


def _row(spec: PointSpec, device: DeviceReference, unit_id: int | None, tank_id: int | None) -> Point:
    return Point(
        code=spec.code, enterprise_id=device.enterprise_id, device_id=device.device_id, unit_id=unit_id,
        tank_id=tank_id, tag=spec.tag, name=spec.name, quantity=spec.quantity, uom=spec.uom,
        range_low=spec.range_low, range_high=spec.range_high, cycle_s=spec.cycle_s, max_rate=spec.max_rate,
        decimals=spec.decimals, longitude=spec.longitude, latitude=spec.latitude,
        division_code=device.division_code, enterprise_code=device.enterprise_code,
    )  # fmt: skip


def _refuse_unknown(kind: str, wanted: Collection[str], kept: Collection[str]) -> None:
    missing = sorted(set(wanted) - set(kept))
    if missing:
        raise InvalidPointError(f"no {kind} with code {', '.join(missing[:10])}")
