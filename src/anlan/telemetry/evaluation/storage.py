"""The state of a partition as bytes, for its checkpoint, and back."""

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from anlan.telemetry.evaluation.bits import Bits
from anlan.telemetry.evaluation.state import PLAIN, State, fresh_state

_OPTIONS = pa.ipc.IpcWriteOptions(compression="lz4")
_BITS = ("active", "since", "count", "onset")


class StateUnreadableError(ValueError):
    """The bytes are not a state of this version."""


def dump(points: NDArray[np.int32], state: State) -> bytes:
    """Return the state of these points, conditions only where there are any; about 70 bytes a point."""
    plain = {"point": points} | {
        f"{name}.{column}": part
        for name in PLAIN
        for column, part in enumerate(_columns(getattr(state, name)))
    }
    sink = pa.BufferOutputStream()
    _write(sink, plain)
    for bits in (state.now, state.base):
        some = np.flatnonzero(~bits.is_calm() | bits.onset.any(axis=1))
        rows = bits.take(some)
        columns = {
            f"{name}.{column}": part
            for name in _BITS
            for column, part in enumerate(_columns(getattr(rows, name)))
        }
        _write(sink, {"slot": some} | columns)
    return bytes(sink.getvalue())


def load(data: bytes) -> tuple[NDArray[np.int32], State]:
    """Return the points and their state.

    Raises:
        StateUnreadableError: Not such bytes.
    """
    try:
        source = pa.BufferReader(data)
        plain, now, base = (_read(source) for _ in range(3))
        points = plain["point"].astype(np.int32)
        state = fresh_state(len(points))
        for name in PLAIN:
            _fill(getattr(state, name), plain, name)
        for bits, columns in ((state.now, now), (state.base, base)):
            rows = Bits.calm(len(columns["slot"]))
            for name in _BITS:
                _fill(getattr(rows, name), columns, name)
            bits.put(columns["slot"].astype(np.int64), rows)
    except (pa.ArrowException, KeyError, ValueError, IndexError, OSError) as error:
        raise StateUnreadableError(f"not a state: {error}") from error
    return points, state


def _columns(array: NDArray[np.generic]) -> list[NDArray[np.generic]]:
    return [array] if array.ndim == 1 else [np.ascontiguousarray(array[:, i]) for i in range(array.shape[1])]


def _fill(target: NDArray[np.generic], columns: dict[str, NDArray[np.generic]], name: str) -> None:
    if target.ndim == 1:
        target[:] = columns[f"{name}.0"]
    else:
        for i in range(target.shape[1]):
            target[:, i] = columns[f"{name}.{i}"]


def _write(sink: pa.BufferOutputStream, columns: dict[str, NDArray[np.generic]]) -> None:
    batch = pa.record_batch([pa.array(c) for c in columns.values()], names=list(columns))
    with pa.ipc.new_stream(sink, batch.schema, options=_OPTIONS) as writer:
        writer.write_batch(batch)


def _read(source: pa.BufferReader) -> dict[str, NDArray[np.generic]]:
    with pa.ipc.open_stream(source) as reader:
        table = reader.read_all()
    return {name: table[name].to_numpy() for name in table.schema.names}
