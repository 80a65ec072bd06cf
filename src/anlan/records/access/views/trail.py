"""The audit trail page."""

from datetime import date, datetime, time, timedelta

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from anlan.kernel.instants import SHANGHAI
from anlan.records.access.actors import actor_of
from anlan.records.access.forms import TrailFilterForm
from anlan.records.access.queries.trail import TrailFilter, list_trail

ROWS = 100


def audit_list(request: HttpRequest) -> HttpResponse:
    form = TrailFilterForm(request.GET)
    values = form.cleaned_data if form.is_valid() else {}
    last_day = values.get("until")
    where = TrailFilter(
        text=values.get("text", ""), action=values.get("action", ""),
        since=_midnight(values.get("since")),
        until=_midnight(last_day + timedelta(days=1)) if last_day else None,
    )  # fmt: skip
    page = Paginator(list_trail(actor=actor_of(request), where=where), ROWS)
    context = {"page": page.get_page(request.GET.get("page")), "filter": form}
    return render(request, "access/audit.html", context)


def _midnight(day: date | None) -> datetime | None:
    return datetime.combine(day, time(), SHANGHAI) if day else None
