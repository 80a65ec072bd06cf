"""The points and limits of one partition, for its worker."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from anlan.kernel.partitions import partition_of
from anlan.telemetry.evaluation.judgement import Judgement, LimitRow, PointRow, judgement_of
from anlan.telemetry.models import Limit, Point

_LIMIT = (
    "point_id",
    "kind",
    "value",
    "deadband",
    "on_delay_s",
    "off_delay_s",
    "min_consecutive",
    "priority",
    "latch",
)


@dataclass(frozen=True, slots=True, eq=False)
class PartitionPoints:
    """What a worker must know of its partition.

    Attributes:
        judgement: Limits as arrays. device: Reporting device of each slot, int64.
        enterprise_codes: Whose points these are.
        fingerprint: Of all points and limits as they were read.
    """

    judgement: Judgement
    device: NDArray[np.int64]
    enterprise_codes: Sequence[str]
    fingerprint: str


def points_fingerprint() -> str:
    """Return what changes whenever a point or a limit does; one pass over both tables."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT sum(hashtextextended(p::text, 0)) FROM telemetry_point p)::text || '/' || "
            "(SELECT sum(hashtextextended(l::text, 0)) FROM telemetry_limit l)::text"
        )
        return str(cursor.fetchone()[0])


def load_partition_points(*, partition: int, partitions: int) -> PartitionPoints:
    """Return the active points of a partition with their limits."""
    fingerprint = points_fingerprint()
    active = Point.objects.filter(is_active=True)
    everybody = active.order_by().values_list("enterprise_code", flat=True).distinct()
    codes = [code for code in everybody if partition_of(code, partitions) == partition]
    mine = active.filter(enterprise_code__in=codes).order_by("pk")
    rows = list(mine.values_list("pk", "range_low", "range_high", "cycle_s", "max_rate", "device_id"))
    limits = Limit.objects.filter(point__is_active=True, point__enterprise_code__in=codes).values_list(
        *_LIMIT
    )
    points = [
        PointRow(point=pk, range_low=low, range_high=high, cycle_s=cycle, max_rate=rate)
        for pk, low, high, cycle, rate, _ in rows
    ]
    names = ("point", *_LIMIT[1:])
    judgement = judgement_of(points, [LimitRow(**dict(zip(names, row, strict=True))) for row in limits])
    return PartitionPoints(judgement, np.array([row[-1] for row in rows], np.int64), codes, fingerprint)
