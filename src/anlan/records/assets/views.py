"""Pages of assets."""

from typing import cast, get_args

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from anlan.kernel.identifiers import division_prefix
from anlan.records.access.api import Actor, Permission, actor_of
from anlan.records.assets.actions.devices import (
    DeviceNotFoundError,
    NewSecret,
    create_device,
    rotate_device_secret,
    set_device_active,
)
from anlan.records.assets.forms import DeviceForm, EnterpriseFilterForm
from anlan.records.assets.models import Enterprise
from anlan.records.assets.queries.enterprises import (
    EnterpriseFilter,
    EnterpriseNotFoundError,
    Sort,
    get_enterprise,
    list_enterprises,
)
from anlan.records.places.api import list_division_names
from anlan.web.files import table_file
from anlan.web.forms import posted

ROWS = 50


def enterprise_list(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    form, where, sort = _wanted(request, actor)
    page = Paginator(list_enterprises(actor=actor, where=where, sort=sort), ROWS)
    context = {
        "page": page.get_page(request.GET.get("page")), "filter": form, "sort": sort,
        "may_follow": actor.may(Permission.TELEMETRY_VIEW), "may_change": actor.may(Permission.ASSETS_CHANGE),
        "query": request.GET.urlencode(),
    }  # fmt: skip
    return render(request, "assets/enterprises.html", context)


def enterprise_export(request: HttpRequest, kind: str) -> HttpResponseBase:
    if kind not in {"csv", "xlsx"}:
        raise Http404
    actor = actor_of(request)
    where, sort = _wanted(request, actor)[1:]
    heading = [
        _("Code"), _("Name"), _("Division code"), _("Division"), _("Credit code"), _("Major hazard"),
        _("Address"), _("Longitude"), _("Latitude"),
    ]  # fmt: skip
    rows = (
        [
            row.code, row.name, row.division_id, row.division.name, row.credit_code, row.hazard_level,
            row.address, row.longitude, row.latitude,
        ]
        for row in list_enterprises(actor=actor, where=where, sort=sort)
    )  # fmt: skip
    return table_file(kind, "enterprises", heading, rows)


@never_cache
def device_list(request: HttpRequest, code: str) -> HttpResponse:
    actor = actor_of(request)
    actor.require(Permission.ASSETS_CHANGE)
    form = DeviceForm(posted(request))
    issued, status = None, 422 if form.errors else 200
    enterprise = _find(actor, code)
    if form.is_valid():
        issued = create_device(actor=actor, enterprise_code=code, now=timezone.now(), **form.cleaned_data)
        form, enterprise = DeviceForm(), _find(actor, code)
    return _devices(request, enterprise, form, issued, status)


@require_POST
@never_cache
def device_secret(request: HttpRequest, code: str) -> HttpResponse:
    actor = actor_of(request)
    try:
        issued = rotate_device_secret(actor=actor, device_code=code, now=timezone.now())
    except DeviceNotFoundError as error:
        raise Http404 from error
    return _devices(request, _find(actor, code[:-2]), DeviceForm(), issued, 200)


@require_POST
def device_state(request: HttpRequest, code: str) -> HttpResponse:
    active = request.POST.get("active") == "yes"
    try:
        set_device_active(actor=actor_of(request), device_code=code, active=active, now=timezone.now())
    except DeviceNotFoundError as error:
        raise Http404 from error
    return redirect("assets:device-list", code=code[:-2])


def _wanted(request: HttpRequest, actor: Actor) -> tuple[EnterpriseFilterForm, EnterpriseFilter, Sort]:
    form = EnterpriseFilterForm(request.GET, divisions=_divisions(actor))
    values = form.cleaned_data if form.is_valid() else {}
    division = values.get("division", "")
    where = EnterpriseFilter(
        text=values.get("text", ""), level=values.get("level"),
        division=division_prefix(division) if division else "",
    )  # fmt: skip
    wanted = request.GET.get("sort", "code")
    return form, where, cast("Sort", wanted if wanted in get_args(Sort) else "code")


def _devices(
    request: HttpRequest, enterprise: Enterprise, form: DeviceForm, issued: NewSecret | None, status: int
) -> HttpResponse:
    context = {"enterprise": enterprise, "form": form, "issued": issued}
    return render(request, "assets/devices.html", context, status=status)


def _find(actor: Actor, code: str) -> Enterprise:
    try:
        return get_enterprise(actor=actor, code=code)
    except EnterpriseNotFoundError as error:
        raise Http404 from error


def _divisions(actor: Actor) -> list[tuple[str, str]]:
    if Permission.PLACES_VIEW not in actor.permissions:
        return []
    return [
        (row.code, ("\u3000" if row.level == 3 else "") + row.name)
        for row in list_division_names(actor=actor)
        if row.level > 1
    ]
