"""Which point a code means, whose it is, and where its readings go."""

from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

KEPT_LISTS = 20_000
"""Lists of codes whose rows are remembered; a device sends the same list every cycle."""


@dataclass(slots=True, eq=False)
class Directory:
    """All active points; columns of equal length n.

    Attributes:
        point: Internal ids, int32.
        partition: Where each point's readings go, int32.
        owner: Number of each point's enterprise in `owners`, int32.
        owners: Enterprise code to its number.
        row_of: Point code to its row.
    """

    point: NDArray[np.int32]
    partition: NDArray[np.int32]
    owner: NDArray[np.int32]
    owners: dict[str, int]
    row_of: dict[str, int] = field(repr=False)
    _lists: dict[bytes, NDArray[np.int64]] = field(default_factory=dict, repr=False)

    @classmethod
    def of(
        cls, codes: pa.Array, point: NDArray[np.int32], enterprise: pa.Array, partition: NDArray[np.int32]
    ) -> "Directory":
        """Return the directory of points given as columns.

        Args:
            codes: Point codes, Arrow strings.
            point: Internal ids.
            enterprise: Enterprise codes, Arrow strings.
            partition: Partitions.
        """
        coded = enterprise.dictionary_encode()
        owners = {code: number for number, code in enumerate(coded.dictionary.to_pylist())}
        owner = coded.indices.to_numpy(zero_copy_only=False).astype(np.int32)
        rows = {code: row for row, code in enumerate(codes.to_pylist())}
        return cls(point, partition, owner, owners, rows)

    def __len__(self) -> int:
        return len(self.point)

    def rows(self, codes: pa.Array) -> NDArray[np.int64]:
        """Return the row of each code of one message, -1 where there is no such point, shape (n,).

        The answer for a whole list is kept, so that a report costs one look-up and not one per reading.

        Args:
            codes: Arrow strings, contiguous.
        """
        key = _key(codes)
        known = self._lists.get(key)
        if known is None:
            known = np.array([self.row_of.get(code, -1) for code in codes.to_pylist()], np.int64)
            if len(self._lists) < KEPT_LISTS:
                self._lists[key] = known
        return known


def _key(codes: pa.Array) -> bytes:
    """The bytes of a list of strings and where each ends: equal only for equal lists."""
    _, offsets_buffer, data = codes.buffers()
    offsets = np.frombuffer(offsets_buffer, np.int32, len(codes) + 1, codes.offset * 4)
    text = memoryview(data)[offsets[0] : offsets[-1]] if data is not None else b""
    ends: bytes = (offsets[1:] - offsets[0]).tobytes()
    return ends + bytes(text)
