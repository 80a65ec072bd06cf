"""HTTP API of alarms: lists, one alarm with its history, and what people do with it."""

from collections.abc import Callable
from typing import Annotated, Literal

from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Field, Query, Router, Schema
from ninja.errors import HttpError
from pydantic import AwareDatetime

from anlan.contracts.alarms import AlarmChanged
from anlan.records.access.api import actor_of
from anlan.telemetry.api import (
    Alarm,
    AlarmFilter,
    AlarmTransition,
    MoveRefusedError,
    acknowledge_alarm,
    alarm_row,
    get_alarm,
    list_alarms,
    list_transitions,
    reset_alarm,
)
from anlan.web.rest import Instant, Page, PageQuery, page_of

router = Router()
StateName = Literal["unack_alm", "acked_alm", "rtn_unack", "latch_unack", "latch_acked", "norm"]


class AlarmOut(Schema):
    """An alarm as it stands; values in `unit`, `revision` grows with every change of any alarm."""

    id: int
    revision: int
    point_code: str
    point_name: str
    unit: str
    quantity: str
    enterprise_name: str
    division_code: str
    side: str
    state: str
    suppression: str
    start_status: str
    current_status: str
    worst_status: str
    priority: int
    limit: float | None
    value: float | None
    peak_value: float | None
    raised_at: AwareDatetime
    changed_at: AwareDatetime
    returned_at: AwareDatetime | None
    acked_at: AwareDatetime | None
    acked_by: str
    closed_at: AwareDatetime | None


class StepOut(Schema):
    """One step in the life of an alarm."""

    kind: str
    from_state: str
    to_state: str
    status: str
    source_at: AwareDatetime | None
    at: AwareDatetime
    value: float | None
    limit_value: float | None
    actor_name: str
    note: str


class AlarmDetail(AlarmOut):
    """An alarm with its history, oldest step first."""

    steps: list[StepOut]


class AlarmQuery(PageQuery):
    """Filters of the list of alarms; what is empty does not filter."""

    open: Annotated[bool, Field(default=False, description="Only alarms that are not closed")]
    annunciated: Annotated[bool, Field(default=False, description="Without suppressed ones")]
    state: Annotated[StateName | None, Field(default=None)]
    side: Annotated[Literal["low", "high", "data"] | None, Field(default=None)]
    priority: Annotated[int | None, Field(default=None, ge=1, le=4)]
    quantity: Annotated[str, Field(default="", pattern=r"^[A-Z-]{0,8}$")]
    division: Annotated[str, Field(default="", pattern=r"^[0-9]{0,6}$", description="Start of the division")]
    enterprise: Annotated[str, Field(default="", pattern=r"^[0-9A-Za-z]{0,9}$")]
    since: Annotated[Instant | None, Field(default=None, description="Raised from this instant on")]
    until: Annotated[Instant | None, Field(default=None, description="Raised before this instant")]

    def wanted(self) -> AlarmFilter:
        """Return the filter that the query asks for."""
        return AlarmFilter(
            open_only=self.open, annunciated_only=self.annunciated,
            states=[self.state] if self.state else (), sides=[self.side] if self.side else (),
            priorities=[self.priority] if self.priority else (),
            quantities=[self.quantity] if self.quantity else (), division_prefix=self.division,
            enterprise_code=self.enterprise, since=self.since, until=self.until,
        )  # fmt: skip


class NoteIn(Schema):
    """A remark for the history."""

    note: Annotated[str, Field(default="", max_length=500, pattern=r"^[^\x00]*$")]


@router.get("/alarms", response=Page[AlarmOut], summary="List alarms")
def list_all(request: HttpRequest, query: Query[AlarmQuery]) -> dict[str, object]:
    """Alarms in the caller's scope, newest record first."""
    rows = list_alarms(actor=actor_of(request), wanted=query.wanted())
    items, following = page_of(rows, query, key="-id")
    return {"items": [alarm_row(alarm) for alarm in items], "next": following}


@router.get("/alarms/{alarm_id}", response=AlarmDetail, summary="Get an alarm")
def get_one(request: HttpRequest, alarm_id: int) -> dict[str, object]:
    """One alarm with everything that happened to it."""
    actor = actor_of(request)
    alarm = _found(lambda: get_alarm(actor=actor, alarm_id=alarm_id))
    return _detail(alarm_row(alarm), list(list_transitions(actor=actor, alarm=alarm)))


@router.post("/alarms/{alarm_id}/acknowledge", response=AlarmOut, summary="Acknowledge an alarm")
def acknowledge(request: HttpRequest, alarm_id: int, body: NoteIn) -> AlarmChanged:
    """Take note of it. 409 if it is acknowledged or closed already."""
    actor, now = actor_of(request), timezone.now()
    return _moved(lambda: acknowledge_alarm(actor=actor, alarm_id=alarm_id, now=now, note=body.note))


@router.post("/alarms/{alarm_id}/reset", response=AlarmOut, summary="Reset a latched alarm")
def reset(request: HttpRequest, alarm_id: int, body: NoteIn) -> AlarmChanged:
    """Release a latched alarm that has returned and is acknowledged. 409 otherwise."""
    actor, now = actor_of(request), timezone.now()
    return _moved(lambda: reset_alarm(actor=actor, alarm_id=alarm_id, now=now, note=body.note))


def _moved(action: Callable[[], Alarm]) -> AlarmChanged:
    try:
        return alarm_row(_found(action))
    except MoveRefusedError as error:
        raise HttpError(409, str(error)) from error


def _found(find: Callable[[], Alarm]) -> Alarm:
    try:
        return find()
    except Alarm.DoesNotExist as error:
        raise Http404 from error


def _detail(row: AlarmChanged, steps: list[AlarmTransition]) -> dict[str, object]:
    facts = {name: getattr(row, name) for name in AlarmOut.model_fields}
    return {**facts, "steps": steps}
