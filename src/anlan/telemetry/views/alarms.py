"""The alarm list."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from anlan.records.access.api import Actor, Permission, actor_of
from anlan.records.assets.api import EnterpriseNotFoundError, get_enterprise
from anlan.records.places.api import list_division_names
from anlan.telemetry.api import MoveRefusedError, acknowledge_alarm, list_alarms, newest_revision
from anlan.telemetry.forms.filters import AlarmFilterForm
from anlan.telemetry.models import Alarm
from anlan.telemetry.views.lists import columns, list_page

SORTS = {
    "priority": "priority",
    "point": "point__name",
    "enterprise": "enterprise__name",
    "value": "value",
    "raised": "raised_at",
    "state": "state",
}
HEADINGS = {
    "priority": gettext_lazy("Priority"),
    "point": gettext_lazy("Point"),
    "value": gettext_lazy("Value"),
    "raised": gettext_lazy("Raised"),
    "state": gettext_lazy("State"),
}
MOST_AT_ONCE = 200


def alarm_list(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    revision = newest_revision()
    form = AlarmFilterForm(request.GET, divisions=divisions_of(actor))
    sort = sort_of(request)
    page = list_page(filtered(actor, form, sort), request.GET)
    context = {
        "page": page,
        "filter": form,
        "columns": columns(request.GET, sort, HEADINGS),
        "revision": revision,
        "feed_filter": form.as_json(_enterprise_id(actor, form.values().get("enterprise"))),
        "inserting": page.number == 1 and sort == "-raised",
        "narrowed": any(value for name, value in form.values().items() if name != "state"),
        "may_acknowledge": actor.may(Permission.TELEMETRY_ACKNOWLEDGE),
        "query": request.GET.urlencode(),
    }
    return render(request, "telemetry/alarm_list.html", context)


def filtered(actor: Actor, form: AlarmFilterForm, sort: str) -> "QuerySet[Alarm]":
    """Return the alarms of the list; ties by newest."""
    field = ("-" if sort.startswith("-") else "") + SORTS[sort.lstrip("-")]
    return list_alarms(actor=actor, wanted=form.filter()).order_by(field, "-raised_at", "-id")


@require_POST
def acknowledge_many(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    actor.require(Permission.TELEMETRY_ACKNOWLEDGE)
    asked = [int(value) for value in request.POST.getlist("alarm") if value.isdigit()][:MOST_AT_ONCE]
    done = sum(_acknowledged(actor, alarm_id) for alarm_id in asked)
    left = len(asked) - done
    if done:
        text = ngettext("%(count)d alarm acknowledged.", "%(count)d alarms acknowledged.", done)
        messages.success(request, text % {"count": done})
    if left:
        text = _("%(count)d were acknowledged or closed already; nothing was changed for them.")
        messages.info(request, text % {"count": left})
    if not asked:
        messages.warning(request, _("No alarm was selected. Select at least one row."))
    return redirect(_back(request))


def _acknowledged(actor: Actor, alarm_id: int) -> bool:
    try:
        acknowledge_alarm(actor=actor, alarm_id=alarm_id, now=timezone.now())
    except (MoveRefusedError, Alarm.DoesNotExist):
        return False
    return True


def _back(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "")
    local = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()})
    return wanted if wanted and local else "/alarms/"


def sort_of(request: HttpRequest) -> str:
    asked = request.GET.get("sort", "")
    return asked if asked.lstrip("-") in SORTS else "-raised"


def divisions_of(actor: Actor) -> list[Any]:
    if not actor.may(Permission.PLACES_VIEW) or actor.enterprise_code:
        return []
    level = 3 if len(actor.division_prefix) >= 4 else 2
    return list_division_names(actor=actor, level=level)


def _enterprise_id(actor: Actor, code: str | None) -> int | None:
    if not code:
        return None
    try:
        return get_enterprise(actor=actor, code=code).pk
    except EnterpriseNotFoundError:
        return 0
