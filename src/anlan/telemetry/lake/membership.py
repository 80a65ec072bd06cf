"""Which points a file holds, exactly: kept in its Parquet footer, remembered while the file is in use.

Points of one enterprise share a partition but not a range of ids, so that the smallest and largest point
of a file say little. Files of a partition mostly hold the same points: equal sets are kept once.
"""

import base64
import zlib
from collections import OrderedDict
from threading import Lock

import numpy as np
import pyarrow.parquet as pq
from numpy.typing import NDArray

KEY = b"anlan.points"
MOST_FILES = 50_000
Points = NDArray[np.int32]


def encode(points: Points) -> bytes:
    """Return sorted distinct points as text for a footer."""
    deltas = np.diff(points, prepend=np.int32(0)).astype("<i4")
    return base64.b64encode(zlib.compress(deltas.tobytes()))


def decode(text: bytes) -> Points:
    """Return the points that `encode` was given."""
    deltas = np.frombuffer(zlib.decompress(base64.b64decode(text)), "<i4")
    return np.cumsum(deltas, dtype=np.int32)


class Membership:
    """Answers from memory; reads a footer once per file. Safe to share between threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._sets: OrderedDict[str, Points | None] = OrderedDict()
        self._equal: dict[bytes, Points] = {}

    def may_hold(self, path: str, point: int) -> bool:
        """Tell whether a local file holds a point; yes if the file does not say.

        Raises:
            FileNotFoundError: The file is gone.
        """
        with self._lock:
            known = path in self._sets
            points = self._sets.get(path)
        if not known:
            points = self._learn(path)
        if points is None:
            return True
        at = int(np.searchsorted(points, point))
        return at < len(points) and int(points[at]) == point

    def _learn(self, path: str) -> Points | None:
        text = (pq.read_metadata(path).metadata or {}).get(KEY)
        with self._lock:
            points = None if text is None else self._equal.get(text)
            if text is not None and points is None:
                points = self._equal[text] = decode(text)
            self._sets[path] = points
            if len(self._sets) > MOST_FILES:
                self._forget()
        return points

    def _forget(self) -> None:
        for _ in range(MOST_FILES // 2):
            self._sets.popitem(last=False)
        used = {id(points) for points in self._sets.values()}
        self._equal = {text: points for text, points in self._equal.items() if id(points) in used}
