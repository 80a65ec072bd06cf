import contextlib
import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.protocols.readings_push.json_rows import decode_json
from anlan.protocols.readings_push.rows import BadRow, PushError

ROW = {"point": "A", "ts": "2026-11-24T08:30:15+08:00", "value": 1.5}


def body(*rows: object, **more: object) -> bytes:
    return json.dumps({"readings": list(rows), **more}, indent=1).encode()


def test_reads_plain_rows() -> None:
    pushed = decode_json(
        body(ROW, {**ROW, "ts": "2026-11-24T00:30:15.250Z", "quality": "uncertain"}, backfill=True)
    )
    assert pushed.backfill
    assert np.diff(pushed.ts).tolist() == [250_000]
    assert pushed.quality.tolist() == [0, 1]
    assert pushed.value.tolist() == [1.5, 1.5]


def test_reads_milliseconds_since_the_epoch() -> None:
    assert decode_json(body({**ROW, "ts": 1_000})).ts.tolist() == [1_000_000]


@pytest.mark.parametrize(
    ("change", "detail"),
    [
        ({"point": None}, "no point code"),
        ({"point": ""}, "no point code"),
        ({"point": "\ud800"}, "text with a lone surrogate"),
        ({"value": "1"}, "value must be a number"),
        ({"value": True}, "value must be a number"),
        ({"value": None}, "not a finite number"),
        ({"ts": "2026-11-24T08:30:15"}, "ts is not ISO 8601 with a time zone"),
        ({"ts": 1.5}, "ts must be"),
        ({"ts": None}, "ts must be"),
        ({"quality": "fine"}, "quality is not"),
        ({"quality": 7}, "quality is not"),
    ],
)
def test_names_a_bad_row_by_its_place_and_keeps_the_rest(change: dict[str, object], detail: str) -> None:
    pushed = decode_json(body(ROW, {**ROW, **change}, ROW))
    assert pushed.row.tolist() == [0, 2]
    (bad,) = pushed.bad
    assert bad.row == 1
    assert bad.detail.startswith(detail)


def test_names_rows_that_are_no_objects() -> None:
    assert decode_json(body(7, None)).bad == [BadRow(i, "a reading must be an object") for i in range(2)]


@pytest.mark.parametrize(
    "odd", [b"", b"[]", b"{}", b'{"readings": 1}', b"[" * 100_000, b"\xff", body(ROW) * 2]
)
def test_refuses_another_body(odd: bytes) -> None:
    with pytest.raises(PushError):
        decode_json(odd)


def test_refuses_more_rows_than_a_push_may_have() -> None:
    with pytest.raises(PushError, match="at most 200000"):
        decode_json(json.dumps({"readings": [0] * 200_001}).encode())


CELL = st.none() | st.text(max_size=3) | st.integers(-5, 10**13) | st.floats() | st.booleans()
ROWS = st.lists(
    st.dictionaries(st.sampled_from(["point", "ts", "value", "quality"]), CELL) | CELL, max_size=5
)


@given(ROWS.map(lambda rows: json.dumps({"readings": rows}).encode()) | st.binary(max_size=100))
def test_every_row_is_a_reading_or_a_bad_row(data: bytes) -> None:
    with contextlib.suppress(PushError):
        pushed = decode_json(data)
        places = [*pushed.row.tolist(), *(bad.row for bad in pushed.bad)]
        assert sorted(places) == list(range(len(json.loads(data)["readings"])))


@given(
    st.lists(
        st.sampled_from([ROW, {**ROW, "quality": "bad", "value": None}, {**ROW, "value": -7}]), max_size=4
    )
)
def test_plain_and_patient_reading_agree(rows: list[dict[str, object]]) -> None:
    plain = decode_json(body(*rows))
    patient = decode_json(body(*rows, {**ROW, "ts": 5}))
    assert plain.ts.tolist() == patient.ts.tolist()[:-1]
    assert plain.quality.tolist() == patient.quality.tolist()[:-1]
    np.testing.assert_array_equal(plain.value, patient.value[:-1])
