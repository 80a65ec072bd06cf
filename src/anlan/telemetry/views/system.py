"""System health: processes, partitions and their lag, disk."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from anlan.records.access.api import actor_of
from anlan.telemetry.api import Insight, PartitionState, SystemReport, list_partitions

LATE = timedelta(seconds=30)
SCARCE = 0.1
"""Less than this part of the disk free is a warning."""


@require_GET
def system(request: HttpRequest) -> HttpResponse:
    rows = list_partitions(actor=actor_of(request))
    report = Insight.report()
    context = {
        "report": report,
        "partitions": [_partition(row, report) for row in rows],
        "disk_scarce": report.disk_total and report.disk_free < SCARCE * report.disk_total,
        "looked_at": timezone.now(),
    }
    part = "telemetry/parts/system.html" if request.htmx else "telemetry/system.html"  # type: ignore[attr-defined]
    return render(request, part, context)


def _partition(row: PartitionState, report: SystemReport) -> dict[str, Any]:
    newest = report.last_sequences.get(row.partition)
    lag = None if newest is None else max(newest - row.applied_sequence, 0)
    return {"row": row, "lag": lag, "late": timezone.now() - row.updated_at > LATE}
