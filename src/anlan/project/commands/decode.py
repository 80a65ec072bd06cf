"""`anlan decode PROTOCOL`: lines on standard input, JSON lines on standard output."""

import sys
from collections.abc import Callable, Mapping
from typing import Any

import click
import orjson

from anlan.protocols.hazard_json.reports import decode_many
from anlan.protocols.hazard_json.topics import parse_topic
from anlan.protocols.readings_push.json_rows import decode_json
from anlan.protocols.readings_push.rows import PushedReadings

_JSON = orjson.OPT_SERIALIZE_NUMPY | orjson.OPT_NON_STR_KEYS


def _hazard(line: bytes) -> Mapping[str, Any]:
    reports = decode_many([line])
    whole = [problem.detail for problem in reports.problems if problem.whole]
    if whole:
        raise ValueError(whole[0])
    rows = zip(
        reports.codes.to_pylist(),
        reports.ts.tolist(),
        reports.value.tolist(),
        reports.valid.tolist(),
        strict=True,
    )
    return {
        "header": reports.headers[0],
        "readings": [{"point": c, "ts_us": t, "value": v, "valid": ok} for c, t, v, ok in rows],
        "problems": [problem.detail for problem in reports.problems],
    }


def _push(line: bytes) -> Mapping[str, Any]:
    pushed: PushedReadings = decode_json(line)
    rows = zip(
        pushed.codes.to_pylist(),
        pushed.ts.tolist(),
        pushed.value.tolist(),
        pushed.quality.tolist(),
        strict=True,
    )
    return {
        "backfill": pushed.backfill,
        "readings": [{"point": c, "ts_us": t, "value": v, "quality": q} for c, t, v, q in rows],
        "problems": [f"row {bad.row}: {bad.detail}" for bad in pushed.bad],
    }


def _topic(line: bytes) -> Mapping[str, Any]:
    topic = parse_topic(line.decode())
    names = ("province", "enterprise_code", "device_code", "kind")
    return {name: getattr(topic, name) for name in names}


PROTOCOLS: dict[str, Callable[[bytes], Mapping[str, Any]]] = {
    "hazard-json": _hazard,
    "hazard-topic": _topic,
    "readings-push": _push,
}
"""Decoders by name: one line of text (or of hex digits) to what it says."""


@click.command()
@click.argument("protocol", type=click.Choice(sorted(PROTOCOLS)))
def command(protocol: str) -> None:
    """Decode lines of PROTOCOL from standard input to JSON lines.

    A line is the message itself or its bytes as hex digits. A bad line gives `{"error": ...}` and never
    stops the rest.
    """
    decode = PROTOCOLS[protocol]
    for line in sys.stdin.buffer:
        stripped = line.strip()
        if stripped:
            sys.stdout.buffer.write(_answer(decode, stripped) + b"\n")
            sys.stdout.buffer.flush()


def _answer(decode: Callable[[bytes], Mapping[str, Any]], line: bytes) -> bytes:
    try:
        return orjson.dumps(decode(_bytes(line)), option=_JSON)
    except ValueError as error:
        return orjson.dumps({"error": str(error)})


def _bytes(line: bytes) -> bytes:
    try:
        return bytes.fromhex(line.decode("ascii"))
    except ValueError:
        return line
