"""Pushes as JSON: read as columns when plain, otherwise row by row so that each bad one is named."""

import json
from datetime import datetime
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.json as pj

from anlan.kernel.instants import to_micros
from anlan.protocols.readings_push.arrow_table import from_table
from anlan.protocols.readings_push.rows import BadRow, PushedReadings, PushError

_MAX_ROWS = 200_000


def decode_json(body: bytes) -> PushedReadings:
    """Return the readings of a JSON body.

    Raises:
        PushError: Not JSON, no list `readings`, or more rows than one push may have.
    """
    return _plain(body) or _patient(body)


def _plain(body: bytes) -> PushedReadings | None:
    """Return the readings if every row has the plain form with ISO 8601 times, else None."""
    row = pa.struct(
        [("point", pa.string()), ("ts", pa.string()), ("value", pa.float64()), ("quality", pa.string())]
    )
    schema = pa.schema([("readings", pa.list_(row)), ("backfill", pa.bool_())])
    options = pj.ReadOptions(use_threads=False, block_size=len(body) + 1)
    parse = pj.ParseOptions(explicit_schema=schema, unexpected_field_behavior="ignore")
    line = body.replace(b"\n", b" ").replace(b"\r", b" ")
    try:
        table = pj.read_json(pa.BufferReader(line), read_options=options, parse_options=parse)
        table.validate(full=True)
        if table.num_rows != 1 or table["readings"].null_count:
            return None
        rows = pc.list_flatten(table["readings"].combine_chunks())
        ts = rows.field("ts").cast(pa.timestamp("us", tz="UTC"))
    except pa.ArrowException:
        return None
    if len(rows) > _MAX_ROWS or rows.null_count or any(rows.field(i).null_count for i in range(3)):
        return None
    columns = {name: rows.field(name) for name in ("point", "value", "quality")}
    backfill = bool(table["backfill"][0].as_py())
    return from_table(pa.table({**columns, "ts": ts}), backfill=backfill)


def _patient(body: bytes) -> PushedReadings:
    document = _document(body)
    columns: dict[str, list[Any]] = {"point": [], "ts": [], "value": [], "quality": []}
    places: list[int] = []
    bad: list[BadRow] = []
    for place, row in enumerate(document["readings"]):
        try:
            read = _row(row)
        except ValueError as error:
            bad.append(BadRow(place, str(error)))
            continue
        places.append(place)
        for name, cell in zip(columns, read, strict=True):
            columns[name].append(cell)
    types = {"point": pa.string(), "ts": pa.int64(), "value": pa.float64(), "quality": pa.string()}
    table = pa.table({name: pa.array(cells, types[name]) for name, cells in columns.items()})
    pushed = from_table(table, backfill=document.get("backfill") is True)
    where = np.array(places, np.int64)
    bad += [BadRow(places[b.row], b.detail) for b in pushed.bad]
    return PushedReadings(
        row=where[pushed.row],
        codes=pushed.codes,
        ts=pushed.ts,
        value=pushed.value,
        quality=pushed.quality,
        bad=sorted(bad, key=lambda b: b.row),
        backfill=pushed.backfill,
    )


def _document(body: bytes) -> dict[str, Any]:
    try:
        document = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise PushError(f"not JSON: {error}"[:300]) from error
    if not isinstance(document, dict) or not isinstance(document.get("readings"), list):
        raise PushError("the body must be an object with a list 'readings'")
    if len(document["readings"]) > _MAX_ROWS:
        raise PushError(f"at most {_MAX_ROWS} readings in one push, got {len(document['readings'])}")
    return document


def _row(row: object) -> tuple[str, int, float | None, str | None]:
    if not isinstance(row, dict):
        raise ValueError("a reading must be an object")  # noqa: TRY004 -- bad input, not a bug
    point, value, quality = row.get("point"), row.get("value"), row.get("quality")
    if not isinstance(point, str):
        raise ValueError("no point code")  # noqa: TRY004
    if value is not None and (isinstance(value, bool) or not isinstance(value, int | float)):
        raise ValueError(f"value must be a number, got {value!r:.40}")
    if quality is not None and not isinstance(quality, str):
        raise ValueError("quality is not good, uncertain or bad")
    return (
        _text(point),
        _instant(row.get("ts")),
        None if value is None else float(value),
        quality and _text(quality),
    )


def _text(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise ValueError("text with a lone surrogate") from error
    return text


def _instant(raw: object) -> int:
    if isinstance(raw, int) and not isinstance(raw, bool) and abs(raw) < 10**15:
        return raw * 1000
    if isinstance(raw, str):
        try:
            return to_micros(datetime.fromisoformat(raw))
        except ValueError as error:
            raise ValueError(f"ts is not ISO 8601 with a time zone: {raw[:40]!r}") from error
    raise ValueError("ts must be ISO 8601 text with a zone, or whole milliseconds since the epoch")
