"""Cumulative operations over rows in groups: many readings of one point without a loop. Pure."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Segments:
    """Rows in groups.

    Attributes:
        index: 0, 1, 2 ... of the rows, shape (m,). group: Number of each row's group, shape (m,).
        start: First row of each row's group, shape (m,).
        first, last: First and last row of each group, shape (groups,).
    """

    index: Ints
    group: Ints
    start: Ints
    first: Ints
    last: Ints


def segments(key: NDArray[np.integer]) -> Segments:
    """Return the groups of rows that are sorted by a key, shape (m,)."""
    head = np.ones(len(key), bool)
    head[1:] = key[1:] != key[:-1]
    first = np.flatnonzero(head)
    group = np.cumsum(head) - 1
    last = np.append(first[1:], len(key))[: len(first)] - 1
    return Segments(np.arange(len(key)), group, first[group], first, last)


def last_where(flag: Flags, at: Segments) -> Ints:
    """Return for each row the newest row of its group, up to itself, where the flag is set; else -1."""
    newest = np.maximum.accumulate(np.where(flag, at.index, -1))
    return np.where(newest >= at.start, newest, -1)


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """The run of flagged rows that each row ends, rows that are not visible left out.

    Attributes:
        since: When it began [us]. count: Its rows, with those before this batch; 0 for none.
    """

    since: Ints
    count: Ints


def runs(flag: Flags, visible: Flags, ts: Ints, at: Segments, carry: Run) -> Run:
    """Return the run at each row.

    Args:
        flag: Which rows continue a run; a visible row without it ends one.
        visible: Rows that are not visible neither continue nor end a run.
        ts: Time of each row [us].
        at: The groups.
        carry: The run each group came with, shape (groups,).
    """
    seen = np.cumsum(visible)
    broken = last_where(visible & ~flag, at)
    before = np.where(broken >= 0, seen[broken], seen[at.start] - visible[at.start])
    here: Ints = seen - before
    carried = (broken < 0) & (carry.count[at.group] > 0)
    upcoming = np.minimum.accumulate(np.where(visible, at.index, len(ts) - 1)[::-1])[::-1]
    began = upcoming[np.minimum(np.where(broken >= 0, broken + 1, at.start), len(ts) - 1)]
    since = np.where(carried, carry.since[at.group], ts[began])
    count = here + np.where(carried, carry.count[at.group], 0)
    return Run(np.where(count > 0, since, 0), count)
