"""One point: newest value, trend, alarms, limits."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from anlan.records.access.api import Actor, Permission, actor_of
from anlan.telemetry.api import (
    AlarmFilter,
    InvalidPointError,
    change_limits,
    get_point,
    latest_values,
    list_alarms,
    list_limits,
    list_suppressions,
    newest_revision,
)
from anlan.telemetry.forms.actions import LimitForm
from anlan.telemetry.models import Point
from anlan.telemetry.views.alarm import limit_lines

KINDS = ("HH", "H", "L", "LL")
ALARMS_SHOWN = 20
SPANS = (
    (300, gettext_lazy("5 min")),
    (3600, gettext_lazy("1 h")),
    (6 * 3600, gettext_lazy("6 h")),
    (86_400, gettext_lazy("1 day")),
    (7 * 86_400, gettext_lazy("7 days")),
    (30 * 86_400, gettext_lazy("30 days")),
    (365 * 86_400, gettext_lazy("1 year")),
)
FIRST_SPAN_S = 3600


@require_GET
def point_detail(request: HttpRequest, code: str) -> HttpResponse:
    actor = actor_of(request)
    point = _point(actor, code)
    revision = newest_revision()
    now = timezone.now()
    context = {
        "point": point,
        "revision": revision,
        "limits": list(list_limits(actor=actor, point=point)),
        "suppressions": list(list_suppressions(actor=actor, point_id=point.pk)),
        "alarms": list(list_alarms(actor=actor, wanted=AlarmFilter(point_code=code))[:ALARMS_SHOWN]),
        "feed_filter": {"state": "all", "point": point.pk},
        "latest": latest_values(points=[point], partitions=settings.PARTITIONS).get(point.pk),
        "stale_s": 3 * point.cycle_s,
        "spans": SPANS,
        "span": FIRST_SPAN_S,
        "export_since": (now - timedelta(seconds=FIRST_SPAN_S)).isoformat(timespec="seconds"),
        "export_until": now.isoformat(timespec="seconds"),
        "about": about(actor, point),
        "may_configure": actor.may(Permission.TELEMETRY_CONFIGURE),
    }
    return render(request, "telemetry/point_detail.html", context)


def about(actor: Actor, point: Point) -> dict[str, Any]:
    """Return what the trend chart must know of a point."""
    return {
        "name": point.name,
        "unit": point.uom,
        "cycle_s": point.cycle_s,
        "limits": limit_lines(actor, point),
        "marks": [],
    }


def point_limits(request: HttpRequest, code: str) -> HttpResponse:
    actor = actor_of(request)
    actor.require(Permission.TELEMETRY_CONFIGURE)
    point = _point(actor, code)
    rows = {row.kind: row for row in list_limits(actor=actor, point=point)}
    data = request.POST if request.method == "POST" else None
    forms = [LimitForm(data, kind=kind, row=rows.get(kind)) for kind in KINDS]
    problem = ""
    if data is not None and all([form.is_valid() for form in forms]):  # noqa: C419 - every form shows its errors
        problem = _change(actor, point, forms)
        if not problem:
            messages.success(request, _("The limits are changed and take effect with the next readings."))
            return redirect("telemetry:point", code=code)
    status = 422 if data is not None else 200
    context = {"point": point, "forms": forms, "problem": problem}
    return render(request, "telemetry/point_limits.html", context, status=status)


def _change(actor: Actor, point: Point, forms: list[LimitForm]) -> str:
    limits = [spec for form in forms if (spec := form.spec()) is not None]
    try:
        change_limits(actor=actor, point_code=point.code, limits=limits, now=timezone.now())
    except InvalidPointError:
        text = _("Limits must rise from LL to HH and lie within the range %(low)s to %(high)s %(unit)s.")
        return text % {"low": point.range_low, "high": point.range_high, "unit": point.uom}
    return ""


def _point(actor: Actor, code: str) -> Point:
    try:
        return get_point(actor=actor, code=code)
    except Point.DoesNotExist:
        raise Http404 from None
