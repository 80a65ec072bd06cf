"""Pushes as Arrow IPC, and the step from any such table to usable columns."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from anlan.protocols.readings_push.rows import QUALITIES, BadRow, PushedReadings, PushError

_INSTANT = pa.timestamp("us", tz="UTC")
_MAX_NAMED = 1_000


def decode_arrow(body: bytes) -> PushedReadings:
    """Return the readings of an Arrow IPC stream or file.

    Raises:
        PushError: Not Arrow, a column missing, or of a type that cannot be read.
    """
    table = _table(body)
    meta = table.schema.metadata or {}
    return from_table(table, backfill=meta.get(b"backfill") == b"1")


def from_table(table: pa.Table, *, backfill: bool) -> PushedReadings:
    """Return the usable rows of a table with columns point, ts, value and perhaps quality.

    Raises:
        PushError: A column is missing or of a type that cannot be read.
    """
    table = table.combine_chunks()
    try:
        codes = _column(table, "point").cast(pa.string())
        ts = _instants(_column(table, "ts"))
        value = _column(table, "value").cast(pa.float64())
        quality = _quality(table)
    except (pa.ArrowException, UnicodeDecodeError) as error:
        raise PushError(f"a column has a type that cannot be read: {error}") from error
    numbers = pc.fill_null(value, np.nan).to_numpy(zero_copy_only=False)
    grades = quality.to_numpy(zero_copy_only=False)
    faults = {
        "no point code": pc.fill_null(pc.equal(pc.utf8_length(codes), 0), True).to_numpy(
            zero_copy_only=False
        ),
        "no time": ts.is_null().to_numpy(zero_copy_only=False),
        "quality is not good, uncertain or bad": grades > max(QUALITIES.values()),
        "not a finite number": ~np.isfinite(numbers) & (grades < QUALITIES["bad"]),
    }
    usable = ~np.logical_or.reduce(list(faults.values()))
    keep = pa.array(usable)
    return PushedReadings(
        row=np.flatnonzero(usable),
        codes=codes.filter(keep),
        ts=ts.filter(keep).to_numpy(zero_copy_only=False),
        value=numbers[usable],
        quality=grades[usable].astype(np.uint8),
        bad=_bad_rows(faults),
        backfill=backfill,
    )


def _table(body: bytes) -> pa.Table:
    for opened in (pa.ipc.open_stream, pa.ipc.open_file):
        try:
            with opened(pa.BufferReader(body)) as reader:
                table = reader.read_all()
            table.validate(full=True)
        except (pa.ArrowException, OSError, UnicodeDecodeError):
            continue
        else:
            return table
    raise PushError("the body is not an Arrow IPC stream or file")


def _column(table: pa.Table, name: str) -> pa.Array:
    if table.schema.names.count(name) != 1:
        raise PushError(f"there must be one column {name!r}, found: {', '.join(table.schema.names)[:200]}")
    return pa.concat_arrays(table[name].chunks) if table[name].num_chunks else pa.array([], table[name].type)


def _instants(column: pa.Array) -> pa.Array:
    if pa.types.is_timestamp(column.type):
        if column.type.tz is None:
            raise PushError("column 'ts' must carry its time zone")
        return column.cast(_INSTANT).cast(pa.int64())
    return column.cast(pa.int64())


def _quality(table: pa.Table) -> pa.Array:
    if "quality" not in table.schema.names:
        return pa.array(np.zeros(table.num_rows, np.int64))
    column = _column(table, "quality")
    if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
        place = pc.index_in(column, pa.array(list(QUALITIES), column.type), skip_nulls=True)
        known = pc.fill_null(place, len(QUALITIES))
        return pc.if_else(column.is_null(), 0, known).cast(pa.int64())
    return pc.fill_null(column.cast(pa.int64()), 0)


def _bad_rows(faults: dict[str, NDArray[np.bool_]]) -> list[BadRow]:
    found = {int(row): detail for detail, rows in reversed(faults.items()) for row in np.flatnonzero(rows)}
    return [BadRow(row, found[row]) for row in sorted(found)[:_MAX_NAMED]]
