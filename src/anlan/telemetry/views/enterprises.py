"""One enterprise: units and tanks, points with their newest values, alarms, devices."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from anlan.records.access.api import Actor, actor_of
from anlan.records.assets.api import Enterprise, EnterpriseNotFoundError, get_enterprise
from anlan.telemetry import labels
from anlan.telemetry.api import (
    AlarmFilter,
    latest_values,
    list_alarms,
    list_device_states,
    list_points,
    newest_revision,
)
from anlan.telemetry.views.lists import list_page

ALARMS_SHOWN = 20


@require_GET
def enterprise_detail(request: HttpRequest, code: str) -> HttpResponse:
    actor = actor_of(request)
    enterprise = _enterprise(actor, code)
    revision = newest_revision()
    where = AlarmFilter(open_only=True, enterprise_code=code)
    alarms = list_alarms(actor=actor, wanted=where).order_by("-raised_at", "-id")
    context = {
        "enterprise": enterprise,
        "revision": revision,
        "alarms": list(alarms[:ALARMS_SHOWN]),
        "alarms_limit": ALARMS_SHOWN,
        "feed_filter": {"state": "open", "enterprise": enterprise.pk},
        "devices": list(list_device_states(actor=actor, enterprise_code=code)),
        **_points(request, actor, code),
    }
    return render(request, "telemetry/enterprise_detail.html", context)


def _points(request: HttpRequest, actor: Actor, code: str) -> dict[str, Any]:
    quantity = request.GET.get("quantity", "")
    points = list_points(actor=actor, enterprise_code=code).select_related("tank", "unit")
    if quantity in labels.QUANTITY:
        points = points.filter(quantity=quantity)
    page = list_page(points.order_by("quantity", "code"), request.GET)
    newest = latest_values(points=page.rows, partitions=settings.PARTITIONS)
    for point in page.rows:
        point.latest, point.stale_s = newest.get(point.pk), 3 * point.cycle_s
    return {"page": page, "quantity": quantity, "quantities": labels.QUANTITY.items()}


def _enterprise(actor: Actor, code: str) -> Enterprise:
    try:
        return get_enterprise(actor=actor, code=code)
    except EnterpriseNotFoundError:
        raise Http404 from None
