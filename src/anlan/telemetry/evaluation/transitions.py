"""The output of the evaluation: changes of status, as columns."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

STATUS = {
    0: ("NORMAL", "L", "LL"),
    1: ("NORMAL", "H", "HH"),
    2: ("NORMAL", "BAD", "STALE"),
}
"""Name of each level of each side (low, high, data)."""
SIDE_NAMES = ("low", "high", "data")


class Kind(IntEnum):
    """How a transition came about."""

    IN_ORDER = 0
    LATE = 1
    CLOCK = 2


@dataclass(frozen=True, slots=True, eq=False)
class Transitions:
    """Changes of status, in the order in which they happened for each point.

    Attributes:
        point: Ids. slot: Slots. side: 0 low, 1 high, 2 data. before, after: Levels 0 to 2.
        ts: Source time [us]. value: The reading that did it, NaN if none.
        onset: When the side left normal [us], 0 if it is normal now.
        peak: Furthest value since then, NaN for data. kind: `Kind`.
    """

    point: NDArray[np.int32]
    slot: NDArray[np.int64]
    side: NDArray[np.int8]
    before: NDArray[np.int8]
    after: NDArray[np.int8]
    ts: NDArray[np.int64]
    value: NDArray[np.float64]
    onset: NDArray[np.int64]
    peak: NDArray[np.float64]
    kind: NDArray[np.int8]

    def __len__(self) -> int:
        return len(self.point)


_TYPES = (np.int32, np.int64, np.int8, np.int8, np.int8, np.int64, np.float64, np.int64, np.float64, np.int8)


def none() -> Transitions:
    """Return no transitions."""
    columns: list[Any] = [np.empty(0, kind) for kind in _TYPES]
    return Transitions(*columns)


def joined(parts: Sequence[Transitions]) -> Transitions:
    """Return several outputs as one, in their order."""
    if not parts:
        return none()
    columns: list[Any] = [np.concatenate([getattr(p, f.name) for p in parts]) for f in fields(Transitions)]
    return Transitions(*columns)
