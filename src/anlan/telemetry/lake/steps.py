"""Decimal steps: a reported value as a whole number and its decimals, exactly. Pure.

Instruments report decimals: 3.207 is 3207 steps of 10^-3. Whole numbers that change little from row to
row pack into two or three bits, where the same value as a double takes ten. A value that is not exactly
`steps / 10**decimals` in double arithmetic (NaN, -0.0, 1/3) keeps its double.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

MOST_DECIMALS = 6
NONE = MOST_DECIMALS + 1
POWERS = 10.0 ** np.arange(NONE + 1)
LARGEST = 2.0**52
SAMPLE_ROWS = 6


def to_steps(
    point: NDArray[Any], value: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.int8], NDArray[np.bool_]]:
    """Return values as decimal steps.

    All rows of a point get the same decimals, so that neighbouring steps compare.

    Args:
        point: Point of each row, rows of a point together, shape (n,).
        value: Values, shape (n,).

    Returns:
        Steps, decimals, and where they are exact; each of shape (n,). Elsewhere steps and decimals are 0.
    """
    edges = np.append(0, np.flatnonzero(np.diff(point)) + 1)
    counts = np.diff(np.append(edges, len(point)))
    if not len(point):
        return np.empty(0, np.int64), np.empty(0, np.int8), np.empty(0, np.bool_)
    decimals = _decimals_of(value, edges, counts)
    rows = np.repeat(decimals, counts)
    steps, exact = _try(value, rows)
    missed = ~exact & (rows < NONE)
    if missed.any():
        needed = np.zeros(len(value), np.int8)
        needed[missed] = _needed(value[missed])
        needed[needed == NONE] = 0
        rows = np.repeat(np.maximum(decimals, np.maximum.reduceat(needed, edges)), counts)
        steps, exact = _try(value, rows)
    return np.where(exact, steps, 0).astype(np.int64), np.where(exact, rows, 0).astype(np.int8), exact


def from_steps(steps: NDArray[np.int64], decimals: NDArray[np.int8]) -> NDArray[np.float64]:
    """Return the values that `to_steps` had, where it called them exact."""
    value: NDArray[np.float64] = steps / POWERS[decimals]
    return value


def _try(
    value: NDArray[np.float64], decimals: NDArray[np.int8]
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    power = POWERS[decimals]
    with np.errstate(invalid="ignore", over="ignore"):
        steps = np.rint(value * power)
        exact = (steps / power == value) & (np.abs(steps) < LARGEST) & (decimals < NONE)
    zero = value == 0
    if zero.any():
        exact &= ~(zero & np.signbit(value))
    return steps, exact


def _decimals_of(
    value: NDArray[np.float64], edges: NDArray[np.int64], counts: NDArray[np.int64]
) -> NDArray[np.int8]:
    """Return the decimals of each point by some of its rows; NONE where most have none."""
    offset = np.arange(SAMPLE_ROWS)
    index = edges[:, None] + np.minimum(
        offset * np.maximum(counts // SAMPLE_ROWS, 1)[:, None], counts[:, None] - 1
    )
    needed = _needed(value[index.ravel()]).reshape(index.shape)
    usable = np.where(needed == NONE, 0, needed).max(axis=1)
    hopeless = (needed == NONE).sum(axis=1) * 2 > SAMPLE_ROWS
    decimals: NDArray[np.int8] = np.where(hopeless, NONE, usable).astype(np.int8)
    return decimals


def _needed(value: NDArray[np.float64]) -> NDArray[np.int8]:
    """Return the fewest decimals that give each value exactly; NONE if none do."""
    needed = np.full(len(value), NONE, np.int8)
    for decimals in range(MOST_DECIMALS, -1, -1):
        _, exact = _try(value, np.full(len(value), decimals, np.int8))
        needed[exact] = decimals
    return needed
