"""Made-up alarms for database tests, raised the way the worker raises them."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from anlan.contracts.alarms import AlarmChanged
from anlan.kernel.instants import to_micros
from anlan.telemetry.actions.outputs import StatusChange, apply_changes
from anlan.telemetry.models import Alarm, Point
from tests.support.records import NOW


def change(
    code: str, after: str = "H", *, side: str = "high", at: datetime = NOW, late: bool = False,
    latch: bool = False, value: float = 8.5, onset: datetime | None = None,
) -> StatusChange:  # fmt: skip
    """Return a change of status of a point."""
    normal = after == "NORMAL"
    return StatusChange(
        point_id=Point.objects.get(code=code).pk, side=side, after=after, ts_us=to_micros(at),
        onset_us=0 if normal else to_micros(onset or at), value=value, peak=value,
        limit=None if normal else 8.0,
        priority={"H": 3, "HH": 4}.get(after, 1), latch=latch, late=late,
    )  # fmt: skip


def apply(*changes: StatusChange, now: datetime = NOW) -> list[AlarmChanged]:
    """Apply changes as the worker does."""
    with transaction.atomic():
        return apply_changes(changes=changes, partition=0, sequence=7, now=now)


def keep_alarms(codes: Sequence[str]) -> list[Alarm]:
    """Raise one alarm of each point."""
    apply(*(change(code) for code in codes))
    return list(Alarm.objects.filter(point__code__in=codes).order_by("point__code"))
