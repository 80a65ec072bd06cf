import json

import pytest
from click.testing import CliRunner

from anlan.project.cli import main

GOOD = b'{"enterpriseId":"370500001","collectTime":"20261124083015","datas":[{"quotaId":"A","value":3}]}'


def decoded(protocol: str, *lines: bytes) -> list[dict[str, object]]:
    done = CliRunner().invoke(main, ["decode", protocol], input=b"\n".join(lines))
    assert done.exit_code == 0, done.output
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_a_bad_line_gives_an_error_and_the_next_is_still_decoded() -> None:
    bad, good = decoded("hazard-json", b"rubbish", GOOD)
    assert "not JSON" in str(bad["error"])
    assert good["readings"] == [{"point": "A", "ts_us": 1_795_480_215_000_000, "value": 3.0, "valid": True}]


def test_hex_digits_stand_for_bytes() -> None:
    assert decoded("hazard-json", GOOD.hex().encode()) == decoded("hazard-json", GOOD)


def test_blank_lines_are_passed_over() -> None:
    assert decoded("hazard-json", b"", b"  ") == []


def test_decodes_topics() -> None:
    good, bad = decoded("hazard-topic", b"hz/37/370500001/37050000101/rts", b"hz/\xff")
    assert good["device_code"] == "37050000101"
    assert "error" in bad


def test_decodes_pushed_readings() -> None:
    (push,) = decoded("readings-push", b'{"readings":[{"point":"A","ts":0,"value":1},{}]}')
    assert push["readings"] == [{"point": "A", "ts_us": 0, "value": 1.0, "quality": 0}]
    assert push["problems"] == ["row 1: no point code"]


@pytest.mark.parametrize("protocol", ["nothing"])
def test_an_unknown_protocol_is_refused_with_the_known_ones(protocol: str) -> None:
    done = CliRunner().invoke(main, ["decode", protocol])
    assert done.exit_code == 2
    assert "hazard-json" in done.output
