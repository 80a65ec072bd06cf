"""The door of the codec: many messages in, columns of readings and a list of problems out."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from anlan.protocols.hazard_json.columns import Block, read_blocks
from anlan.protocols.hazard_json.times import TimeError, parse_time
from anlan.protocols.hazard_json.tolerant import BACKFILL, Fault, Message, MessageError, decode_one


@dataclass(frozen=True, slots=True)
class Problem:
    """A message, or a part of one, that could not be used.

    Attributes:
        message: Position in the decoded sequence.
        fault: Code of the reason. detail: What exactly, for a person.
        whole: Nothing of the message was usable.
    """

    message: int
    fault: Fault
    detail: str
    whole: bool


@dataclass(frozen=True, slots=True)
class Header:
    """Who sent a message: `data_id`, `enterprise_code` and `device_code` as sent; `backfill` (断点续传)."""

    data_id: str
    enterprise_code: str
    device_code: str
    backfill: bool


@dataclass(frozen=True, slots=True, eq=False)
class Reports:
    """Readings of many messages as columns; the readings of one message stay together and in order.

    Attributes:
        headers: By position of the message; a message refused as a whole has none.
        message: Position of the message of each reading, shape (n,).
        codes: Point codes as sent, Arrow string array, n rows.
        ts: Source time [us since epoch, UTC], shape (n,).
        value: Shape (n,), in the point's own unit; NaN only where not `valid`.
        valid: What the source says of the value (isValid), shape (n,).
        problems: What could not be used.
    """

    headers: dict[int, Header]
    message: NDArray[np.int64]
    codes: pa.Array
    ts: NDArray[np.int64]
    value: NDArray[np.float64]
    valid: NDArray[np.bool_]
    problems: list[Problem]

    def __len__(self) -> int:
        return len(self.message)


@dataclass(slots=True)
class _Parts:
    headers: dict[int, Header] = field(default_factory=dict)
    message: list[NDArray[np.int64]] = field(default_factory=list)
    codes: list[pa.Array] = field(default_factory=list)
    ts: list[NDArray[np.int64]] = field(default_factory=list)
    value: list[NDArray[np.float64]] = field(default_factory=list)
    valid: list[NDArray[np.bool_]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def decode_many(payloads: Sequence[bytes]) -> Reports:
    """Decode messages; a bad one is a problem in the result and never an exception.

    Plain messages cost about 0.4 us a reading; others are read one by one.
    """
    parts = _Parts()
    blocks, others = read_blocks(payloads)
    for block in blocks:
        _take_block(parts, block)
    for position in others:
        _take_message(parts, position, payloads[position])
    return _joined(parts)


def _take_block(parts: _Parts, block: Block) -> None:
    times = np.zeros(len(block.index), np.int64)
    usable = np.ones(len(block.index), bool)
    for row, (position, sent) in enumerate(zip(block.index.tolist(), block.header.to_pylist(), strict=True)):
        try:
            times[row] = parse_time(sent["collectTime"])
        except TimeError as error:
            usable[row] = False
            detail = f"collectTime: {error}"
            parts.problems.append(Problem(position, Fault.WRONG_SCHEMA, detail, whole=True))
        else:
            parts.headers[position] = Header(
                (sent["dataId"] or "").strip(),
                sent["enterpriseId"].strip(),
                (sent["gatewayId"] or "").strip(),
                backfill=(sent["reportType"] or "").strip().lower() == BACKFILL,
            )
    kept = np.repeat(usable, block.counts)
    parts.message.append(np.repeat(block.index, block.counts)[kept])
    parts.codes.append(block.codes.filter(pa.array(kept)))
    parts.ts.append(np.repeat(times, block.counts)[kept])
    parts.value.append(block.values[kept])
    parts.valid.append(block.valid[kept])


def _take_message(parts: _Parts, position: int, payload: bytes) -> None:
    try:
        message = decode_one(payload)
    except MessageError as error:
        parts.problems.append(Problem(position, error.fault, str(error), whole=True))
        return
    parts.headers[position] = _header(message)
    parts.message.append(np.full(len(message.codes), position, np.int64))
    parts.codes.append(pa.array(message.codes, pa.string()))
    parts.ts.append(np.array(message.times_us, np.int64))
    parts.value.append(np.array(message.values, np.float64))
    parts.valid.append(np.array(message.valid, bool))
    if message.bad_values:
        detail = "; ".join(message.bad_values[:5])
        more = len(message.bad_values) - 5
        detail += f"; and {more} more" if more > 0 else ""
        whole = not message.codes
        parts.problems.append(Problem(position, Fault.VALUE_NOT_A_NUMBER, detail, whole=whole))


def _header(message: Message) -> Header:
    return Header(message.data_id, message.enterprise_code, message.device_code, backfill=message.backfill)


def _joined(parts: _Parts) -> Reports:
    message = np.concatenate([np.empty(0, np.int64), *parts.message])
    order = np.argsort(message, kind="stable")
    codes = pa.concat_arrays([pa.array([], pa.string()), *parts.codes])
    return Reports(
        headers=parts.headers,
        message=message[order],
        codes=codes.take(pa.array(order)),
        ts=np.concatenate([np.empty(0, np.int64), *parts.ts])[order],
        value=np.concatenate([np.empty(0, np.float64), *parts.value])[order],
        valid=np.concatenate([np.empty(0, bool), *parts.valid])[order],
        problems=sorted(parts.problems, key=lambda problem: problem.message),
    )
