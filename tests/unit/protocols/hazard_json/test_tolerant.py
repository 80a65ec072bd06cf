import contextlib
import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.protocols.hazard_json.times import parse_time
from anlan.protocols.hazard_json.tolerant import (
    MAX_READINGS,
    Fault,
    MessageError,
    decode_heartbeat,
    decode_one,
)

BODY = {
    "enterpriseId": "370500001",
    "collectTime": "20261124083015",
    "datas": [{"quotaId": "A", "value": 1.5}],
}


def test_reads_a_plain_message() -> None:
    message = decode_one(
        json.dumps({**BODY, "dataId": "d1", "gatewayId": "g1", "reportType": "continue"}).encode()
    )
    assert (message.data_id, message.enterprise_code, message.device_code) == ("d1", "370500001", "g1")
    assert message.backfill
    assert (message.codes, message.values, message.valid) == (["A"], [1.5], [True])
    assert message.times_us == [parse_time("20261124083015")]


@pytest.mark.parametrize("code", ["quotaId", "TARGET_CODE", "targetCode", "tnm"])
@pytest.mark.parametrize(("value", "raw"), [("value", "2.5"), ("avx", 2.5)])
def test_knows_the_other_names_in_use(code: str, value: str, raw: object) -> None:
    message = decode_one(json.dumps({**BODY, "datas": [{code: "A", value: raw, "isValid": "1"}]}).encode())
    assert (message.codes, message.values, message.valid) == (["A"], [2.5], [True])


def test_a_reading_may_have_its_own_time() -> None:
    items = [{"quotaId": "A", "value": 1, "collectTime": "20261124083010"}]
    assert decode_one(json.dumps({**BODY, "datas": items}).encode()).times_us == [
        parse_time("20261124083010")
    ]


def test_an_invalid_reading_may_lack_its_value() -> None:
    message = decode_one(
        json.dumps({**BODY, "datas": [{"quotaId": "A", "value": None, "isValid": 0}]}).encode()
    )
    assert message.valid == [False]
    assert math.isnan(message.values[0])


@pytest.mark.parametrize("raw", ["NaN", "abc", True, None, [], "1e999", "Infinity"])
def test_a_bad_value_is_named_and_the_good_ones_stay(raw: object) -> None:
    items = [{"quotaId": "A", "value": raw}, {"quotaId": "B", "value": 2}]
    message = decode_one(json.dumps({**BODY, "datas": items}).encode())
    assert message.codes == ["B"]
    assert message.bad_values[0].startswith("datas[0] A: not a finite number")


def test_the_literal_nan_of_sloppy_encoders_spoils_only_its_own_value() -> None:
    payload = json.dumps(
        {**BODY, "datas": [{"quotaId": "A", "value": math.nan}, {"quotaId": "B", "value": 1}]}
    )
    assert "NaN" in payload
    assert decode_one(payload.encode()).codes == ["B"]


@pytest.mark.parametrize(
    "item", [7, None, "x", {"value": 1}, {"quotaId": "A", "value": 1, "collectTime": "x"}]
)
def test_a_reading_without_shape_code_or_time_is_named(item: object) -> None:
    message = decode_one(json.dumps({**BODY, "datas": [item]}).encode())
    assert message.codes == []
    assert len(message.bad_values) == 1


@pytest.mark.parametrize(
    ("payload", "fault"),
    [
        (b"", Fault.UNDECODABLE),
        (b"\xff\xfe", Fault.UNDECODABLE),
        (b"[" * 100_000, Fault.UNDECODABLE),
        (b"[]", Fault.WRONG_SCHEMA),
        (b'{"enterpriseId": "1", "collectTime": "20261124083015"}', Fault.WRONG_SCHEMA),
        (b'{"enterpriseId": "1", "collectTime": "soon", "datas": []}', Fault.WRONG_SCHEMA),
        (json.dumps({**BODY, "datas": [0] * (MAX_READINGS + 1)}).encode(), Fault.WRONG_SCHEMA),
    ],
)
def test_says_why_a_message_is_refused(payload: bytes, fault: Fault) -> None:
    with pytest.raises(MessageError) as caught:
        decode_one(payload)
    assert caught.value.fault is fault


def test_a_heartbeat_tells_only_who_is_alive() -> None:
    message = decode_heartbeat(b'{"enterpriseId": "370500001", "gatewayId": 37050000101}')
    assert (message.enterprise_code, message.device_code) == ("370500001", "37050000101")


@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_any_bytes_are_a_message_or_a_message_error(payload: bytes) -> None:
    with contextlib.suppress(MessageError):
        assert len(decode_one(payload).codes) <= len(payload)


@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_any_bytes_are_a_heartbeat_or_a_message_error(payload: bytes) -> None:
    with contextlib.suppress(MessageError):
        assert decode_heartbeat(payload).codes == []
