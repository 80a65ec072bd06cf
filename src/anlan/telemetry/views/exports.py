"""Alarm lists and readings as files: CSV for people and programs, XLSX for people."""

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from anlan.kernel.instants import SHANGHAI, from_micros
from anlan.records.access.api import actor_of
from anlan.telemetry import labels
from anlan.telemetry.api import InvalidRangeError, get_point, history_raw
from anlan.telemetry.forms.filters import AlarmFilterForm
from anlan.telemetry.models import Alarm, Point
from anlan.telemetry.views.alarms import divisions_of, filtered, sort_of
from anlan.web.files import table_file

MOST_ROWS = 100_000
QUALITY = ("good", "uncertain", "bad")


def alarm_export(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Send the filtered alarms, newest first, at most `MOST_ROWS`."""
    actor = actor_of(request)
    form = AlarmFilterForm(request.GET, divisions=divisions_of(actor))
    rows = filtered(actor, form, sort_of(request))[:MOST_ROWS].iterator(chunk_size=2000)
    return table_file(kind, "alarms", _alarm_heading(), (_alarm_cells(alarm) for alarm in rows))


def readings_export(request: HttpRequest, code: str) -> HttpResponseBase:
    """Send the readings of a point as XLSX; CSV of any length comes from the API."""
    actor = actor_of(request)
    try:
        point = get_point(actor=actor, code=code)
        since, until = _instant(request, "since"), _instant(request, "until")
        series = history_raw(actor=actor, code=code, since=since, until=until, limit=MOST_ROWS)
    except Point.DoesNotExist:
        raise Http404 from None
    except InvalidRangeError:
        return HttpResponse(_("Choose a time that ends after it begins."), status=400)
    columns = zip(series.ts.tolist(), series.value.tolist(), series.quality.tolist(), strict=True)
    rows = ([_local(from_micros(ts)), value, QUALITY[min(quality, 2)]] for ts, value, quality in columns)
    return table_file("xlsx", code, [_("Time (China)"), f"{point.name} ({point.uom})", _("Quality")], rows)


def _instant(request: HttpRequest, name: str) -> datetime:
    try:
        found = parse_datetime(request.GET.get(name, ""))
    except ValueError:
        found = None
    if found is None or timezone.is_naive(found):
        raise InvalidRangeError(name)
    return found


def _alarm_heading() -> list[str]:
    return [
        _("Number"), _("Priority"), _("State"), _("Suppression"), _("Enterprise"), _("Point"),
        _("Point code"), _("Quantity"), _("Status"), _("Value"), _("Limit"), _("Extreme"), _("Unit"),
        _("Raised (China time)"), _("Returned (China time)"), _("Acknowledged (China time)"),
        _("Acknowledged by"), _("Closed (China time)"),
    ]  # fmt: skip


def _alarm_cells(alarm: Alarm) -> list[Any]:
    words = (
        labels.PRIORITY.get(str(alarm.priority), ""),
        labels.STATE.get(alarm.state, alarm.state),
        labels.SUPPRESSION.get(alarm.suppression, ""),
    )
    return [
        alarm.pk, *map(str, words), alarm.enterprise.name, alarm.point.name, alarm.point.code,
        str(labels.QUANTITY.get(alarm.quantity, alarm.quantity)), alarm.current_status, alarm.value,
        alarm.limit_value, alarm.peak_value, alarm.point.uom, _local(alarm.raised_at),
        _local(alarm.returned_at), _local(alarm.acked_at), alarm.acked_by, _local(alarm.closed_at),
    ]  # fmt: skip


def _local(value: datetime | None) -> datetime | None:
    return value.astimezone(SHANGHAI).replace(tzinfo=None) if value else None
