"""Changes of status become alarms: in bulk, in the worker's transaction."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection

from anlan.contracts.alarms import AlarmChanged
from anlan.kernel.instants import from_micros
from anlan.telemetry.actions.revisions import next_revisions
from anlan.telemetry.lifecycle import ACTIVE, Event, State, next_state
from anlan.telemetry.models import Alarm, AlarmTransition, Point, Suppression
from anlan.telemetry.rows import alarm_row

DATA_PRIORITY = 1
_UPDATED = {
    "state": "text", "suppression": "text", "start_status": "text", "current_status": "text",
    "worst_status": "text", "priority": "smallint", "latch": "boolean", "limit_value": "float8",
    "value": "float8", "peak_value": "float8", "raised_at": "timestamptz", "changed_at": "timestamptz",
    "returned_at": "timestamptz", "closed_at": "timestamptz", "revision": "bigint",
}  # fmt: skip
_SEVERITY = {"NORMAL": 0, "L": 1, "H": 1, "BAD": 1, "LL": 2, "HH": 2, "STALE": 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusChange:
    """One change of status of one side of a point.

    Attributes:
        point_id, side: Which; side is low, high or data.
        after: Status now: NORMAL, L, LL, H, HH, BAD or STALE.
        ts_us, onset_us: Source time of the change, and of leaving normal [us]; onset 0 if normal.
        value, peak, limit: The reading, the furthest value, the limit crossed; None for none.
        priority, latch: Of the limit crossed.
        late: It corrects what was said before.
    """

    point_id: int
    side: str
    after: str
    ts_us: int
    onset_us: int
    value: float | None
    peak: float | None
    limit: float | None
    priority: int
    latch: bool
    late: bool


@dataclass(slots=True)
class _Work:
    """The rows a batch of changes touches."""

    points: dict[int, Point]
    overlays: dict[tuple[int, str], str]
    open: dict[tuple[int, str], Alarm]
    made: list[Alarm] = field(default_factory=list)
    changed: dict[int, Alarm] = field(default_factory=dict)
    steps: list[AlarmTransition] = field(default_factory=list)


def apply_changes(
    *, changes: Sequence[StatusChange], partition: int, sequence: int, now: datetime
) -> list[AlarmChanged]:
    """Open, move and close alarms for changes of status, in the caller's transaction.

    Args:
        changes: In the order in which they happened.
        partition: Whose points these are.
        sequence: Newest log sequence that has gone into them.
        now: When the platform notes them.

    Returns:
        The rows as they now stand, for live pages once the transaction has committed.
    """
    if not changes:
        return []
    work = _load({change.point_id for change in changes})
    for change in changes:
        if change.point_id in work.points:
            _apply(work, change, (partition, sequence), now)
    return _save(work)


def _load(point_ids: set[int]) -> _Work:
    points = Point.objects.select_related("enterprise").in_bulk(point_ids)
    alarms = Alarm.objects.select_for_update().filter(point_id__in=point_ids, closed_at=None)
    overlays = Suppression.objects.filter(point_id__in=point_ids, ended_at=None).order_by("-pk")
    return _Work(
        points=points,
        overlays={(row.point_id, row.side): row.kind for row in overlays},
        open={(alarm.point_id, alarm.side): alarm for alarm in alarms},
    )


def _apply(work: _Work, change: StatusChange, origin: tuple[int, int], now: datetime) -> None:
    key = (change.point_id, change.side)
    alarm = work.open.get(key)
    if change.after == "NORMAL":
        if alarm is not None and alarm.state in ACTIVE:
            _return(work, alarm, change, now)
    elif alarm is None:
        _raise(work, change, origin, now)
    else:
        _move(work, alarm, change, now)


def _raise(work: _Work, change: StatusChange, origin: tuple[int, int], now: datetime) -> None:
    point = work.points[change.point_id]
    overlay = work.overlays.get((point.pk, "")) or work.overlays.get((point.pk, change.side), "")
    alarm = Alarm(
        point=point, enterprise=point.enterprise, enterprise_code=point.enterprise_code,
        division_code=point.division_code, quantity=point.quantity, side=change.side, state=State.NORM,
        suppression=overlay, start_status=change.after, worst_status=change.after,
        raised_at=from_micros(change.onset_us or change.ts_us),
        partition=origin[0], raised_sequence=origin[1],
    )  # fmt: skip
    work.made.append(alarm)
    work.open[change.point_id, change.side] = alarm
    _take(alarm, change)
    _step(work, alarm, Event.RAISE, AlarmTransition.Kind.RAISED, change, now)


def _move(work: _Work, alarm: Alarm, change: StatusChange, now: datetime) -> None:
    old = _SEVERITY[alarm.current_status]
    kind, event = AlarmTransition.Kind.ESCALATED, Event.ESCALATE
    if alarm.state not in ACTIVE:
        kind, event = AlarmTransition.Kind.RE_RAISED, Event.RAISE
        alarm.returned_at = None
    elif _SEVERITY[change.after] <= old:
        kind, event = AlarmTransition.Kind.DEESCALATED, Event.DEESCALATE
    if change.late:
        kind = AlarmTransition.Kind.REVISED
        alarm.raised_at = min(alarm.raised_at, from_micros(change.onset_us or change.ts_us))
    if _SEVERITY[change.after] > _SEVERITY[alarm.worst_status]:
        alarm.worst_status = change.after
    _take(alarm, change)
    _step(work, alarm, event, kind, change, now)


def _return(work: _Work, alarm: Alarm, change: StatusChange, now: datetime) -> None:
    alarm.returned_at = from_micros(change.ts_us)
    latched = alarm.latch and not alarm.suppression
    _take(alarm, change)
    event = Event.RETURN_LATCHED if latched else Event.RETURN
    kind = AlarmTransition.Kind.REVISED if change.late else AlarmTransition.Kind.RETURNED
    _step(work, alarm, event, kind, change, now)
    if alarm.suppression and alarm.state == State.RTN_UNACK:
        # Nobody was told of it, so nobody has to take note of its end.
        alarm.state = State.NORM
    if alarm.state == State.NORM:
        alarm.closed_at = alarm.returned_at
        del work.open[change.point_id, change.side]


def _take(alarm: Alarm, change: StatusChange) -> None:
    alarm.current_status = change.after
    alarm.changed_at = from_micros(change.ts_us)
    alarm.value = change.value
    if change.peak is not None:
        alarm.peak_value = change.peak
    if change.after != "NORMAL":
        alarm.limit_value, alarm.priority, alarm.latch = change.limit, change.priority, change.latch


def _step(
    work: _Work, alarm: Alarm, event: Event, kind: AlarmTransition.Kind, change: StatusChange, now: datetime
) -> None:
    before = alarm.state
    alarm.state = next_state(before, event)
    if alarm.pk is not None:
        work.changed[alarm.pk] = alarm
    step = AlarmTransition(
        alarm=alarm, kind=kind, from_state=before, to_state=alarm.state, status=change.after,
        source_at=from_micros(change.ts_us), at=now, value=change.value, limit_value=change.limit,
    )  # fmt: skip
    work.steps.append(step)


def _save(work: _Work) -> list[AlarmChanged]:
    touched = [*work.changed.values(), *work.made]
    for alarm, revision in zip(touched, next_revisions(len(touched)), strict=True):
        alarm.revision = revision
    _update(list(work.changed.values()))
    Alarm.objects.bulk_create(work.made)
    for step in work.steps:
        step.alarm_id = step.alarm.pk
    AlarmTransition.objects.bulk_create(work.steps)
    for alarm in work.changed.values():
        alarm.point = work.points[alarm.point_id]
        alarm.enterprise = alarm.point.enterprise
    return [alarm_row(alarm) for alarm in touched]


def _update(alarms: Sequence[Alarm]) -> None:
    """Write the changed columns of many rows in one statement."""
    if not alarms:
        return
    names = list(_UPDATED)
    sets = ", ".join(f"{name} = new.{name}" for name in names)
    arrays = ", ".join(f"%s::{kind}[]" for kind in ("bigint", *_UPDATED.values()))
    values = [[getattr(alarm, name) for alarm in alarms] for name in ("pk", *names)]
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE telemetry_alarm AS old SET {sets} "  # noqa: S608 -- column names of ours
            f"FROM unnest({arrays}) AS new(id, {', '.join(names)}) WHERE old.id = new.id",
            values,
        )
