"""Blocks of rows as plain NumPy columns, and the three tables' shapes. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from anlan.telemetry.lake.steps import from_steps, to_steps

type_ts = pa.timestamp("us", "UTC")
Columns = dict[str, NDArray[Any]]
"""Columns of equal length by name; `point` and `ts` [us since epoch, UTC] are always among them."""

DAY_US = 86_400_000_000
HOUR_US = 3_600_000_000
MINUTE_US = 60_000_000
TEN_US = 10 * MINUTE_US
SHANGHAI_US = 8 * HOUR_US
"""Asia/Shanghai is ahead of UTC by this much, all year [us]."""
EPOCH_DAY = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class TableSpec:
    """Shape of one Delta table.

    Attributes:
        name: Folder under the lake's root.
        columns: What the Parquet files hold, in order.
        slot: Name of the time partition column; the other one is `partition`.
        values: The float columns; stored by dictionary or byte-stream split, whichever is smaller.
    """

    name: str
    columns: pa.Schema
    slot: str
    values: tuple[str, ...]

    @property
    def schema(self) -> pa.Schema:
        """Return the table's schema with the partition columns."""
        extra = [pa.field(self.slot, pa.date32(), nullable=False)]
        return pa.schema([*self.columns, *extra, pa.field("partition", pa.int32(), nullable=False)])


def _schema(*fields: tuple[str, pa.DataType]) -> pa.Schema:
    return pa.schema([pa.field(name, kind, nullable=False) for name, kind in fields])


_KEY = (("point", pa.int32()), ("ts", type_ts))
_CELL = tuple((name, pa.float64()) for name in ("min", "mean", "max", "last"))
READINGS = TableSpec(
    "readings",
    pa.schema(
        [
            *_schema(*_KEY),
            pa.field("steps", pa.int64()),
            pa.field("decimals", pa.int8(), nullable=False),
            pa.field("value", pa.float64()),
            pa.field("quality", pa.int8(), nullable=False),
        ]
    ),
    "day",
    ("value",),
)
"""A reading's value is `value`, or where that is null `steps / 10**decimals` (see `steps`)."""
TENS = TableSpec(
    "ten_minutes", _schema(*_KEY, *_CELL, ("n", pa.int32())), "day", ("min", "mean", "max", "last")
)
HOURS = TableSpec("hours", TENS.columns, "month", TENS.values)


def day_of(ts_us: int) -> int:
    """Return the Shanghai day of an instant, as days since 1970-01-01."""
    return (ts_us + SHANGHAI_US) // DAY_US


def day_start(day: int) -> int:
    """Return the instant at which a Shanghai day begins [us]."""
    return day * DAY_US - SHANGHAI_US


def month_of(day: int) -> int:
    """Return the first day of a day's month, both as days since 1970-01-01."""
    return day - (EPOCH_DAY + timedelta(days=day)).day + 1


def next_month(month: int) -> int:
    """Return the first day of the month after the one that begins on `month`."""
    return month_of(month + 31)


def iso(day: int) -> str:
    """Return `2026-11-24` for days since 1970-01-01."""
    return (EPOCH_DAY + timedelta(days=day)).isoformat()


def from_iso(text: str) -> int:
    """Return days since 1970-01-01 for `2026-11-24`."""
    return (date.fromisoformat(text) - EPOCH_DAY).days


def length(block: Mapping[str, NDArray[Any]]) -> int:
    """Return the number of rows."""
    return len(block["point"])


def take(block: Columns, index: NDArray[Any] | slice) -> Columns:
    """Return the rows an index, mask or slice selects."""
    return {name: column[index] for name, column in block.items()}


def concat(blocks: Sequence[Columns]) -> Columns:
    """Return the rows of all blocks, in the order given (at least one block)."""
    if len(blocks) == 1:
        return blocks[0]
    return {name: np.concatenate([b[name] for b in blocks]) for name in blocks[0]}


def sort_rows(block: Columns) -> Columns:
    """Return rows sorted by (point, ts), one per (point, ts): of exact duplicates the last one stays.

    Rows must be in order of arrival.
    """
    point, ts = block["point"], block["ts"]
    if not len(point):
        return block
    key = _sort_key(point, ts)
    if key is not None and _increasing(key):
        return block
    order = np.lexsort((ts, point)) if key is None else np.argsort(key, kind="stable")
    same = (point[order[1:]] == point[order[:-1]]) & (ts[order[1:]] == ts[order[:-1]])
    return take(block, order if not same.any() else order[np.append(~same, True)])


def _sort_key(point: NDArray[Any], ts: NDArray[Any]) -> NDArray[np.int64] | None:
    """Return one integer per row that sorts like (point, ts), or None if 63 bits do not hold it."""
    base = int(ts.min())
    bits = (int(ts.max()) - base).bit_length()
    if int(point.min()) < 0 or bits + int(point.max()).bit_length() > 63:
        return None
    key: NDArray[np.int64] = (point.astype(np.int64) << bits) | (ts.astype(np.int64, copy=False) - base)
    return key


def _increasing(key: NDArray[np.int64]) -> bool:
    return bool((key[1:] > key[:-1]).all())


def to_arrow(block: Columns, spec: TableSpec) -> pa.Table:
    """Return a block as the table's Parquet columns."""
    arrays = []
    if "steps" in spec.columns.names:
        block = _stored(block)
    for field in spec.columns:
        column = block[field.name]
        if isinstance(column, pa.Array):
            arrays.append(column)
            continue
        if field.type == type_ts:
            arrays.append(pa.array(column.astype(np.int64, copy=False)).view(type_ts))
        elif field.type == pa.int8():
            arrays.append(pa.array(column.astype(np.uint8, copy=False).view(np.int8)))
        else:
            arrays.append(pa.array(column.astype(field.type.to_pandas_dtype(), copy=False)))
    return pa.table(arrays, schema=spec.columns)


def from_arrow(table: pa.Table) -> Columns:
    """Return Parquet columns as a block: `ts` as int64 [us], `quality` as uint8."""
    block: Columns = {}
    if "steps" in table.column_names:
        table = _plain(table)
    for name, column in zip(table.column_names, table.columns, strict=True):
        array = column.combine_chunks()
        if pa.types.is_timestamp(array.type):
            array = array.cast(type_ts).view(pa.int64())
        values = array.to_numpy(zero_copy_only=False)
        block[name] = values.view(np.uint8) if name == "quality" else values
    return block


def _stored(block: Columns) -> dict[str, Any]:
    """Return readings with their values as decimal steps where those are exact."""
    steps, decimals, exact = to_steps(block["point"], block["value"])
    values = {"steps": pa.array(steps, mask=~exact), "value": pa.array(block["value"], mask=exact)}
    return {**block, **values, "decimals": decimals}


def _plain(table: pa.Table) -> pa.Table:
    """Return stored readings with `value` alone."""
    steps = table.column("steps").combine_chunks()
    plain = from_steps(steps.fill_null(0).to_numpy(), table.column("decimals").combine_chunks().to_numpy())
    if steps.null_count:
        other = table.column("value").combine_chunks().fill_null(0.0).to_numpy()
        plain = np.where(steps.is_valid().to_numpy(zero_copy_only=False), plain, other)
    index = table.column_names.index("value")
    return table.set_column(index, "value", pa.array(plain)).drop_columns(["steps", "decimals"])
