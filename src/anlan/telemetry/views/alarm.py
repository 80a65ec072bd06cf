"""One alarm: facts, life, trend, and what can be done."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from anlan.kernel.instants import to_micros
from anlan.records.access.api import Actor, Permission, actor_of
from anlan.telemetry import labels
from anlan.telemetry.api import (
    Event,
    MoveRefusedError,
    SuppressionRefusedError,
    acknowledge_alarm,
    end_suppression,
    get_alarm,
    list_limits,
    list_suppressions,
    list_transitions,
    may,
    newest_revision,
    reset_alarm,
    suppress,
)
from anlan.telemetry.forms.actions import NoteForm, ServiceForm, ShelveForm
from anlan.telemetry.models import Alarm, Point, Suppression
from anlan.web.forms import StyledForm

BEFORE, AFTER = timedelta(minutes=10), timedelta(minutes=5)
F = TypeVar("F", bound=StyledForm)


@require_GET
def alarm_detail(request: HttpRequest, alarm_id: int) -> HttpResponse:
    actor = actor_of(request)
    revision = newest_revision()
    alarm = _alarm(actor, alarm_id)
    context = {**_context(actor, alarm), "revision": revision, "trend": _trend(actor, alarm)}
    return render(request, "telemetry/alarm_detail.html", context)


@require_GET
def alarm_card(request: HttpRequest, alarm_id: int) -> HttpResponse:
    actor = actor_of(request)
    return render(request, "telemetry/parts/alarm_card.html", _context(actor, _alarm(actor, alarm_id)))


@require_POST
def act(request: HttpRequest, alarm_id: int, action: str) -> HttpResponse:
    actor = actor_of(request)
    alarm = _alarm(actor, alarm_id)
    if request.POST.get("revision") != str(alarm.revision):
        problem = _("The alarm has changed meanwhile. Look at it as it is now, then decide again.")
        return _answer(request, actor, alarm_id, problem=problem, status=409)
    if action not in ACTIONS:
        raise Http404(action)
    try:
        form = ACTIONS[action](request, actor, alarm)
    except MoveRefusedError as error:
        state = labels.STATE.get(error.state, error.state)
        problem = _("This cannot be done: the alarm is now “%(state)s”.") % {"state": state}
        return _answer(request, actor, alarm_id, problem=problem, status=409)
    except (SuppressionRefusedError, Suppression.DoesNotExist):
        problem = _("This is in force already, or has ended already. What is shown now is the newest state.")
        return _answer(request, actor, alarm_id, problem=problem, status=409)
    if form is not None:
        return _answer(request, actor, alarm_id, forms={action: form}, status=422)
    return _answer(request, actor, alarm_id)


def _acknowledge(request: HttpRequest, actor: Actor, alarm: Alarm) -> NoteForm | None:
    form = NoteForm(request.POST)
    if form.is_valid():
        acknowledge_alarm(actor=actor, alarm_id=alarm.pk, now=timezone.now(), note=form.cleaned_data["note"])
    return _if_wrong(form)


def _reset(request: HttpRequest, actor: Actor, alarm: Alarm) -> NoteForm | None:
    form = NoteForm(request.POST)
    if form.is_valid():
        reset_alarm(actor=actor, alarm_id=alarm.pk, now=timezone.now(), note=form.cleaned_data["note"])
    return _if_wrong(form)


def _shelve(request: HttpRequest, actor: Actor, alarm: Alarm) -> ShelveForm | None:
    form = ShelveForm(request.POST)
    if form.is_valid():
        now = timezone.now()
        overlay = form.overlay(alarm.side, now)
        suppress(actor=actor, point_code=alarm.point.code, overlay=overlay, now=now)
    return _if_wrong(form)


def _service(request: HttpRequest, actor: Actor, alarm: Alarm) -> ServiceForm | None:
    form = ServiceForm(request.POST)
    if form.is_valid():
        now = timezone.now()
        suppress(actor=actor, point_code=alarm.point.code, overlay=form.overlay(now), now=now)
    return _if_wrong(form)


def _end(request: HttpRequest, actor: Actor, alarm: Alarm) -> None:
    del alarm
    asked = request.POST.get("suppression", "")
    number = int(asked) if asked.isdigit() else 0
    end_suppression(actor=actor, suppression_id=number, now=timezone.now())


ACTIONS: dict[str, Callable[[HttpRequest, Actor, Alarm], Any]] = {
    "acknowledge": _acknowledge,
    "reset": _reset,
    "shelve": _shelve,
    "service": _service,
    "end": _end,
}


def _if_wrong(form: F) -> F | None:
    return None if form.is_valid() else form


def _alarm(actor: Actor, alarm_id: int) -> Alarm:
    try:
        return get_alarm(actor=actor, alarm_id=alarm_id)
    except Alarm.DoesNotExist:
        raise Http404 from None


def _answer(
    request: HttpRequest,
    actor: Actor,
    alarm_id: int,
    *,
    problem: str = "",
    forms: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {**_context(actor, _alarm(actor, alarm_id)), "problem": problem, **(forms or {})}
    context["open_form"] = next(iter(forms)) if forms else ""
    return render(request, "telemetry/parts/alarm_card.html", context, status=status)


def _context(actor: Actor, alarm: Alarm) -> dict[str, Any]:
    closed = alarm.closed_at is not None
    rights = Permission.TELEMETRY_ACKNOWLEDGE, Permission.TELEMETRY_SHELVE, Permission.TELEMETRY_SERVICE
    acknowledges, shelves, services = (actor.may(right) for right in rights)
    return {
        "alarm": alarm,
        "transitions": list(list_transitions(actor=actor, alarm=alarm)),
        "suppressions": list(list_suppressions(actor=actor, point_id=alarm.point_id)),
        "may_acknowledge": acknowledges and may(alarm.state, Event.ACKNOWLEDGE),
        "may_reset": acknowledges and may(alarm.state, Event.RESET),
        "may_shelve": shelves and not closed and alarm.suppression != "shelved",
        "may_service": services and not closed and alarm.suppression != "out_of_service",
        "may_end_shelving": shelves,
        "may_end_service": services,
        "acknowledge": NoteForm(),
        "shelve": ShelveForm(),
        "service": ServiceForm(),
    }


def _trend(actor: Actor, alarm: Alarm) -> dict[str, Any]:
    since, end = alarm.raised_at - BEFORE, alarm.returned_at or alarm.closed_at
    found: dict[str, Any] = {
        "about": {
            "name": alarm.point.name,
            "unit": alarm.point.uom,
            "cycle_s": alarm.point.cycle_s,
            "limits": limit_lines(actor, alarm.point),
            "marks": [{"at": to_micros(alarm.raised_at) // 1000, "label": _("raised")}],
        }
    }
    if end is None:
        return {**found, "span": max(int((timezone.now() - since).total_seconds()), 600)}
    return {**found, "since": to_micros(since) // 1000, "until": to_micros(end + AFTER) // 1000}


def limit_lines(actor: Actor, point: Point) -> list[dict[str, Any]]:
    """Return the limits of a point as the trend chart draws them."""
    return [{"kind": row.kind, "value": row.value} for row in list_limits(actor=actor, point=point)]
