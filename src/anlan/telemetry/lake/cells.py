"""Cells: min, mean, max, last and count of the good readings in equal steps of time. Pure.

A reading counts unless its quality is BAD or its value is not a number. A cell exists only where at
least one reading counts. Cells of a coarser step are made from finer ones without loss: only the mean
may differ, in the last bits.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from anlan.contracts.readings import Quality
from anlan.telemetry.lake.columns import HOUR_US, MINUTE_US, SHANGHAI_US, TEN_US, Columns, take

MILLISECOND_US = 1_000
SECOND_US = 1_000_000


@dataclass(frozen=True, slots=True)
class Grid:
    """Equal steps of time, aligned to the Shanghai clock.

    Attributes:
        start_us, end_us: Whole steps around what was asked for [us]; half-open.
        width_us: One step [us].
    """

    start_us: int
    end_us: int
    width_us: int


def floor_to(ts_us: int, width_us: int) -> int:
    """Return the start of the step an instant is in [us]."""
    return (ts_us + SHANGHAI_US) // width_us * width_us - SHANGHAI_US


def choose_grid(since_us: int, until_us: int, count: int) -> Grid:
    """Return the finest grid of at most `count` steps over a range.

    The width is a whole number of milliseconds, seconds (from 1 s), minutes (from 1 min),
    ten minutes (from 10 min) or hours (from 1 h), so that a chart keeps its steps while its window slides.

    Raises:
        ValueError: Empty range, or `count` below 2.
    """
    if until_us <= since_us or count < 2:
        raise ValueError("a grid needs a range that is not empty and at least 2 steps")
    width = -(-(until_us - since_us) // count)
    while True:
        unit = _unit(width)
        width = -(-width // unit) * unit
        start, end = floor_to(since_us, width), floor_to(until_us - 1, width) + width
        if (end - start) // width <= count:
            return Grid(start, end, width)
        width += 1


def _unit(width_us: int) -> int:
    for unit in (HOUR_US, TEN_US, MINUTE_US, SECOND_US):
        if width_us > unit - unit // 60:
            return unit
    return MILLISECOND_US


def cells_of(point: NDArray[Any], rows: Columns, width_us: int) -> Columns:
    """Return the cells of readings sorted by (point, ts), one row per (point, ts).

    Args:
        point: Point of each row, shape (n,).
        rows: `ts`, `value`, `quality`, each of shape (n,).
        width_us: Step [us].

    Returns:
        `point`, `ts` (start of the step), `min`, `mean`, `max`, `last`, `n`; sorted by (point, ts).
    """
    good = (rows["quality"] != Quality.BAD) & ~np.isnan(rows["value"])
    if not good.all():
        point, rows = point[good], take(rows, good)
    start = _floor(rows["ts"], width_us)
    edges = _edges(point, start)
    value = rows["value"]
    count = np.diff(np.append(edges, len(value)))
    return {
        "point": point[edges],
        "ts": start[edges],
        "min": _reduce(np.minimum, value, edges),
        "mean": _mean(value, edges, count),
        "max": _reduce(np.maximum, value, edges),
        "last": value[edges + count - 1],
        "n": count.astype(np.int32),
    }


def widen(cells: Columns, width_us: int) -> Columns:
    """Return coarser cells made of finer ones, which are sorted by (point, ts) and lie inside them."""
    start = _floor(cells["ts"], width_us)
    edges = _edges(cells["point"], start)
    members = np.diff(np.append(edges, len(start)))
    n = _reduce(np.add, cells["n"].astype(np.int64), edges)
    total = _reduce(np.add, cells["mean"] * cells["n"], edges)
    low, high = _reduce(np.minimum, cells["min"], edges), _reduce(np.maximum, cells["max"], edges)
    return {
        "point": cells["point"][edges],
        "ts": start[edges],
        "min": low,
        "mean": np.clip(total / n, low, high),
        "max": high,
        "last": cells["last"][edges + members - 1],
        "n": n.astype(np.int32),
    }


def _mean(value: NDArray[Any], edges: NDArray[np.int64], count: NDArray[np.int64]) -> NDArray[np.float64]:
    low, high = _reduce(np.minimum, value, edges), _reduce(np.maximum, value, edges)
    mean: NDArray[np.float64] = np.clip(_reduce(np.add, value, edges) / count, low, high)
    return mean


def _floor(ts: NDArray[Any], width_us: int) -> NDArray[np.int64]:
    moved = ts.astype(np.int64, copy=False) + SHANGHAI_US
    return moved // width_us * width_us - SHANGHAI_US


def _edges(point: NDArray[Any], start: NDArray[np.int64]) -> NDArray[np.int64]:
    if not len(start):
        return np.empty(0, np.int64)
    new = (start[1:] != start[:-1]) | (point[1:] != point[:-1])
    return np.append(0, np.flatnonzero(new) + 1)


def _reduce(how: np.ufunc, values: NDArray[Any], edges: NDArray[np.int64]) -> NDArray[Any]:
    return how.reduceat(values, edges) if len(edges) else values[:0]
