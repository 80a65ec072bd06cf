"""One message, read with patience: aliases, numbers in quotes, and a name for every bad part."""

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from anlan.protocols.hazard_json.times import TimeError, parse_time

MAX_READINGS = 20_000

DATA_ID = ("dataId", "data_id", "msgId")
ENTERPRISE = ("enterpriseId", "companyCode", "enterprise_id", "qybm")
DEVICE = ("gatewayId", "gatewayCode", "gateway_id", "wgbm")
TIME = ("collectTime", "collect_time", "time", "cjsj")
KIND = ("reportType", "report_type")
ITEMS = ("datas", "data", "items")
CODE = ("quotaId", "TARGET_CODE", "targetCode", "target_code", "tnm", "pointCode")
VALUE = ("value", "val", "avx", "VALUE")
VALID = ("isValid", "is_valid", "valid")
BACKFILL = "continue"


class Fault(StrEnum):
    """Why a message, or one value of it, could not be used."""

    UNDECODABLE = "undecodable"
    WRONG_SCHEMA = "wrong_schema"
    VALUE_NOT_A_NUMBER = "value_not_a_number"


class MessageError(ValueError):
    """The message as a whole cannot be used."""

    def __init__(self, fault: Fault, detail: str) -> None:
        super().__init__(detail)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Message:
    """One decoded message; readings as parallel columns.

    Attributes:
        data_id, enterprise_code, device_code: As sent, "" if absent.
        backfill: Sent later from the edge buffer (断点续传).
        codes, times_us, values, valid: One entry a reading; an invalid reading may carry NaN.
        bad_values: What could not be read as a number, in words.
    """

    data_id: str
    enterprise_code: str
    device_code: str
    backfill: bool
    codes: list[str] = field(default_factory=list)
    times_us: list[int] = field(default_factory=list)
    values: list[float] = field(default_factory=list)
    valid: list[bool] = field(default_factory=list)
    bad_values: list[str] = field(default_factory=list)


def decode_one(payload: bytes) -> Message:
    """Return one message.

    Raises:
        MessageError: Not JSON, not an object, or without enterprise, time or readings.
    """
    body = _object(payload)
    message = Message(
        data_id=_text(body, DATA_ID),
        enterprise_code=_text(body, ENTERPRISE),
        device_code=_text(body, DEVICE),
        backfill=_text(body, KIND).lower() == BACKFILL,
    )
    items = _first(body, ITEMS)
    if not isinstance(items, list):
        raise MessageError(Fault.WRONG_SCHEMA, "no list of readings (datas)")
    if len(items) > MAX_READINGS:
        raise MessageError(
            Fault.WRONG_SCHEMA, f"{len(items)} readings in one message; at most {MAX_READINGS}"
        )
    time_us = _time(_text(body, TIME))
    for position, item in enumerate(items):
        _add(message, position, item, time_us)
    return message


def decode_heartbeat(payload: bytes) -> Message:
    """Return who sent a heartbeat; it carries no readings.

    Raises:
        MessageError: Not a JSON object.
    """
    body = _object(payload)
    return Message(_text(body, DATA_ID), _text(body, ENTERPRISE), _text(body, DEVICE), backfill=False)


def _object(payload: bytes) -> Mapping[str, Any]:
    try:
        body = json.loads(payload)
    except (ValueError, RecursionError) as error:
        raise MessageError(Fault.UNDECODABLE, f"not JSON: {error}"[:300]) from error
    if not isinstance(body, dict):
        raise MessageError(Fault.WRONG_SCHEMA, f"a JSON object is wanted, got {type(body).__name__}")
    return body


def _time(text: str) -> int:
    try:
        return parse_time(text)
    except TimeError as error:
        raise MessageError(Fault.WRONG_SCHEMA, f"collectTime: {error}") from error


def _add(message: Message, position: int, item: object, time_us: int) -> None:
    if not isinstance(item, dict):
        message.bad_values.append(f"datas[{position}]: an object is wanted")
        return
    code, raw = _text(item, CODE), _first(item, VALUE)
    valid = _is_valid(_first(item, VALID))
    value = _number(raw)
    own_time = _text(item, TIME)
    if not code:
        message.bad_values.append(f"datas[{position}]: no point code (quotaId)")
    elif value is None and valid:
        message.bad_values.append(f"datas[{position}] {code[:40]}: not a finite number: {raw!r:.60}")
    else:
        try:
            message.times_us.append(parse_time(own_time) if own_time else time_us)
        except TimeError as error:
            message.bad_values.append(f"datas[{position}] {code[:40]}: {error}")
            return
        message.codes.append(code)
        message.values.append(math.nan if value is None else value)
        message.valid.append(valid)


def _named(body: Mapping[str, Any], names: tuple[str, ...]) -> Iterator[object]:
    return (body[name] for name in names if body.get(name) is not None)


def _first(body: Mapping[str, Any], names: tuple[str, ...]) -> object:
    return next(_named(body, names), None)


def _text(body: Mapping[str, Any], names: tuple[str, ...]) -> str:
    found = _first(body, names)
    if isinstance(found, str):
        return found.strip()
    return str(found) if isinstance(found, int) and not isinstance(found, bool) else ""


def _number(raw: object) -> float | None:
    if isinstance(raw, bool) or not isinstance(raw, int | float | str):
        return None
    try:
        value = float(raw)
    except (ValueError, OverflowError):
        return None
    return value if math.isfinite(value) else None


def _is_valid(raw: object) -> bool:
    return raw not in {0, "0", "false", "False", "bad"} if isinstance(raw, int | str | bool) else True
