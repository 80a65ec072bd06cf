"""The newest reading of points, from the workers' checkpoints (at most two seconds old)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from anlan.kernel.instants import from_micros
from anlan.kernel.partitions import partition_of
from anlan.telemetry.evaluation.storage import load
from anlan.telemetry.evaluation.transitions import STATUS
from anlan.telemetry.models import PartitionState, Point

QUALITY = ("good", "uncertain", "bad")


@dataclass(frozen=True, slots=True)
class Latest:
    """The newest reading of a point.

    Attributes:
        value: In the point's unit; None if it was no number.
        at: Source time. arrived_at: Arrival at the platform.
        quality: good, uncertain or bad, as judged.
        low, high, data: Status of each side: NORMAL, L, LL, H, HH, BAD, STALE.
        stale: Nothing came for three cycles.
    """

    value: float | None
    at: datetime
    arrived_at: datetime
    quality: str
    low: str
    high: str
    data: str
    stale: bool


def latest_values(*, points: Collection[Point], partitions: int) -> dict[int, Latest]:
    """Return the newest reading of points by id; those that never reported are absent.

    The caller has the points, so they are in its scope already.

    Args:
        points: Of any enterprises; of few enterprises as a rule, for each costs a read.
        partitions: Number of reading partitions.
    """
    wanted: dict[int, list[int]] = {}
    for point in points:
        wanted.setdefault(partition_of(point.enterprise_code, partitions), []).append(point.pk)
    rows = PartitionState.objects.filter(partition__in=wanted).values_list("partition", "state")
    found: dict[int, Latest] = {}
    for partition, state in rows:
        if state:
            found |= _of(bytes(state), wanted[partition])
    return found


def _of(data: bytes, wanted: Collection[int]) -> dict[int, Latest]:
    points, state = load(data)
    slots = np.flatnonzero(np.isin(points, np.array(list(wanted), np.int32)) & (state.last_ts > 0))
    levels = state.levels()[slots]
    columns = (points, state.last_value, state.last_ts, state.arrived, state.last_quality, state.stale)
    rows = zip(*(column[slots].tolist() for column in columns), levels.tolist(), strict=True)
    return {
        point: Latest(
            value=value if np.isfinite(value) else None, at=from_micros(ts),
            arrived_at=from_micros(arrived), quality=QUALITY[quality], low=STATUS[0][low],
            high=STATUS[1][high], data=STATUS[2][data_], stale=stale,
        )
        for point, value, ts, arrived, quality, stale, (low, high, data_) in rows
    }  # fmt: skip
