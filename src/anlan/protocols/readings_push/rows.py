"""What a push contains: usable readings as columns, and what was wrong with the rest."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

QUALITIES = {"good": 0, "uncertain": 1, "bad": 2}


class PushError(ValueError):
    """The body as a whole cannot be used; nothing of it was."""


@dataclass(frozen=True, slots=True)
class BadRow:
    """One row that cannot be used: its position in the body and why."""

    row: int
    detail: str


@dataclass(frozen=True, slots=True, eq=False)
class PushedReadings:
    """Readings as columns.

    Attributes:
        row: Position of each usable reading in the body, shape (n,).
        codes: Point codes, Arrow string array, n rows.
        ts: Source time [us since epoch, UTC], shape (n,).
        value: float64, shape (n,); NaN only with quality 2.
        quality: 0 good, 1 uncertain, 2 bad; shape (n,).
        bad: Unusable rows, in order.
        backfill: Sent later (断点续传): history only.
    """

    row: NDArray[np.int64]
    codes: pa.Array
    ts: NDArray[np.int64]
    value: NDArray[np.float64]
    quality: NDArray[np.uint8]
    bad: list[BadRow]
    backfill: bool

    def __len__(self) -> int:
        return len(self.row)
