"""Many well-formed messages at once: Arrow's JSON reader, then columns; no Python step per reading.

What does not fit the plain form (aliases, text where a number belongs, missing fields) is left to
`tolerant`, message by message; the caller learns which.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.json as pj
from numpy.typing import NDArray

_ITEM = pa.struct([("quotaId", pa.string()), ("value", pa.float64()), ("isValid", pa.int64())])
_SCHEMA = pa.schema(
    [
        ("dataId", pa.string()),
        ("enterpriseId", pa.string()),
        ("gatewayId", pa.string()),
        ("collectTime", pa.string()),
        ("reportType", pa.string()),
        ("datas", pa.list_(_ITEM)),
    ]
)
_PARSE = pj.ParseOptions(explicit_schema=_SCHEMA, unexpected_field_behavior="ignore")
_SMALL = 8
"""Below this many messages a failed block is not split further but read one by one."""


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """Messages that fit the plain form.

    Attributes:
        index: Position of each message in the caller's sequence, shape (m,).
        header: Columns dataId, enterpriseId, gatewayId, collectTime, reportType, m rows.
        counts: Readings of each message, shape (m,).
        codes: Point code of each reading, n rows.
        values: float64, shape (n,).
        valid: bool, shape (n,).
    """

    index: NDArray[np.int64]
    header: pa.Table
    counts: NDArray[np.int64]
    codes: pa.Array
    values: NDArray[np.float64]
    valid: NDArray[np.bool_]


def read_blocks(payloads: Sequence[bytes]) -> tuple[list[Block], list[int]]:
    """Return the plain messages as blocks, and the positions of those that are not plain."""
    blocks: list[Block] = []
    others: list[int] = []
    _read(payloads, 0, blocks, others)
    return blocks, sorted(others)


def _read(payloads: Sequence[bytes], start: int, blocks: list[Block], others: list[int]) -> None:
    table = _table(payloads)
    if table is not None:
        block, odd = _block(table, start)
        blocks.append(block)
        others.extend(odd)
    elif len(payloads) <= _SMALL:
        others.extend(range(start, start + len(payloads)))
    else:
        half = len(payloads) // 2
        _read(payloads[:half], start, blocks, others)
        _read(payloads[half:], start + half, blocks, others)


def _table(payloads: Sequence[bytes]) -> pa.Table | None:
    # A raw line break cannot stand inside a JSON string, so a blank does no harm in its place.
    lines = b"\n".join(payload.replace(b"\n", b" ").replace(b"\r", b" ") for payload in payloads)
    if not lines.strip():
        return None
    options = pj.ReadOptions(use_threads=False, block_size=len(lines) + 1)
    try:
        table = pj.read_json(pa.BufferReader(lines), read_options=options, parse_options=_PARSE)
        table.validate(full=True)
    except (pa.ArrowException, UnicodeDecodeError):
        return None
    return table if table.num_rows == len(payloads) else None


def _block(table: pa.Table, start: int) -> tuple[Block, list[int]]:
    plain = _is_plain(table)
    index = np.flatnonzero(plain)
    kept = table.take(pa.array(index)).combine_chunks()
    items = pc.list_flatten(kept["datas"]).combine_chunks()
    valid = pc.fill_null(items.field("isValid"), 1).to_numpy(zero_copy_only=False) != 0
    block = Block(
        index=index + start,
        header=kept.drop_columns(["datas"]),
        counts=pc.list_value_length(kept["datas"]).to_numpy().astype(np.int64),
        codes=items.field("quotaId"),
        values=items.field("value").to_numpy(zero_copy_only=False),
        valid=valid,
    )
    return block, (np.flatnonzero(~plain) + start).tolist()


def _is_plain(table: pa.Table) -> NDArray[np.bool_]:
    """Return which rows have every needed field and no reading without code or number."""
    plain = np.ones(table.num_rows, bool)
    for name in ("enterpriseId", "collectTime", "datas"):
        plain &= table[name].is_valid().to_numpy()
    lists = table["datas"].combine_chunks()
    owner = pc.list_parent_indices(lists).to_numpy()
    items = pc.list_flatten(lists)
    holes = pc.or_(items.field("quotaId").is_null(), items.field("value").is_null())
    holes = pc.or_(holes, items.is_null())
    plain[owner[holes.to_numpy(zero_copy_only=False)]] = False
    return plain
