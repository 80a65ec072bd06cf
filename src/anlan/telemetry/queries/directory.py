"""The directory of all points, as arrays: what gateways and workers hold in memory."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from anlan.kernel.partitions import partition_of
from anlan.telemetry.models import Point


@dataclass(frozen=True, slots=True, eq=False)
class PointDirectory:
    """Every active point once, ordered by id; columns of equal length n.

    Attributes:
        point: Internal ids, int32, growing.
        codes: 指标编码, Arrow string array.
        enterprise: Enterprise codes, Arrow string array.
        device: Internal ids of the reporting devices, int64.
        partition: Owner partition of each point, int32.
        cycle_s: Agreed reporting cycle [s], float64.
    """

    point: NDArray[np.int32]
    codes: pa.Array
    enterprise: pa.Array
    device: NDArray[np.int64]
    partition: NDArray[np.int32]
    cycle_s: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.point)


def load_point_directory(*, partitions: int) -> PointDirectory:
    """Return the directory of all active points, for the platform's own processes.

    Args:
        partitions: Number of reading partitions.
    """
    columns = ("pk", "code", "enterprise_code", "device_id", "cycle_s")
    rows = list(Point.objects.filter(is_active=True).order_by("pk").values_list(*columns))
    ids, codes, enterprises, devices, cycles = zip(*rows, strict=True) if rows else ((), (), (), (), ())
    owner = {code: partition_of(code, partitions) for code in set(enterprises)}
    return PointDirectory(
        point=np.array(ids, np.int32),
        codes=pa.array(codes, pa.string()),
        enterprise=pa.array(enterprises, pa.string()),
        device=np.array(devices, np.int64),
        partition=np.array([owner[code] for code in enterprises], np.int32),
        cycle_s=np.array(cycles, np.float64),
    )
