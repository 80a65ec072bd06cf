import json

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from anlan.protocols.hazard_json.reports import decode_many
from anlan.protocols.hazard_json.times import parse_time
from anlan.protocols.hazard_json.tolerant import Fault

NUMBERS = st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(10**6), 10**6)
ITEM = st.fixed_dictionaries(
    {
        "quotaId": st.text("ABC", min_size=1, max_size=3),
        "value": NUMBERS | st.none() | st.just("x") | st.just("1.5"),
    },
    optional={"isValid": st.sampled_from([0, 1, True, "0"])},
)
BODY = st.fixed_dictionaries(
    {
        "enterpriseId": st.just("370500001"),
        "collectTime": st.sampled_from(["20261124083015", "20261124083015250", "bad"]),
        "datas": st.lists(ITEM, max_size=4),
    },
    optional={"reportType": st.sampled_from(["report", "continue"]), "dataId": st.text(max_size=4)},
)
PAYLOADS = st.lists(BODY.map(lambda body: json.dumps(body).encode()) | st.binary(max_size=40), max_size=20)


def plain(value: float, **changes: object) -> bytes:
    body = {
        "enterpriseId": "370500001",
        "collectTime": "20261124083015",
        "datas": [{"quotaId": "A", "value": value}],
    }
    return json.dumps(body | changes).encode()


def test_keeps_readings_in_the_order_of_their_messages() -> None:
    reports = decode_many([plain(1), plain(2, datas=[{"tnm": "B", "val": "2"}]), plain(3)])
    assert reports.message.tolist() == [0, 1, 2]
    assert reports.codes.to_pylist() == ["A", "B", "A"]
    np.testing.assert_array_equal(reports.value, [1, 2, 3])
    assert set(reports.ts.tolist()) == {parse_time("20261124083015")}
    assert reports.problems == []


def test_a_bad_time_spoils_its_own_message_only() -> None:
    reports = decode_many([plain(1, collectTime="2026"), plain(2)])
    assert reports.message.tolist() == [1]
    assert [(p.message, p.fault, p.whole) for p in reports.problems] == [(0, Fault.WRONG_SCHEMA, True)]


def test_back_filled_messages_are_marked() -> None:
    reports = decode_many(
        [plain(1), plain(2, reportType="continue"), plain(3, reportType="CONTINUE", datas=[{"tnm": "B"}])]
    )
    assert [reports.headers[i].backfill for i in range(3)] == [False, True, True]


def test_a_partly_bad_message_keeps_its_good_part() -> None:
    items = [{"quotaId": "A", "value": "x"}] * 7 + [{"quotaId": "B", "value": 1}]
    reports = decode_many([plain(0, datas=items)])
    assert reports.codes.to_pylist() == ["B"]
    (problem,) = reports.problems
    assert not problem.whole
    assert problem.detail.endswith("and 2 more")


@given(PAYLOADS)
def test_many_at_once_equal_one_by_one(payloads: list[bytes]) -> None:
    together = decode_many(payloads)
    singly = [decode_many([payload]) for payload in payloads]
    assert together.message.tolist() == [i for i, one in enumerate(singly) for _ in range(len(one))]
    for name in ("ts", "value", "valid"):
        expected = np.concatenate([[], *(getattr(one, name) for one in singly)])
        np.testing.assert_array_equal(getattr(together, name), expected)
    assert together.codes.to_pylist() == [code for one in singly for code in one.codes.to_pylist()]
    assert together.headers == {i: one.headers[0] for i, one in enumerate(singly) if one.headers}
    told = [(i, p.fault, p.detail) for i, one in enumerate(singly) for p in one.problems]
    assert [(p.message, p.fault, p.detail) for p in together.problems] == told


@given(st.lists(st.binary(max_size=200), max_size=5))
def test_any_bytes_are_readings_or_problems(payloads: list[bytes]) -> None:
    reports = decode_many(payloads)
    refused = {problem.message for problem in reports.problems if problem.whole}
    assert refused | set(reports.headers) == set(range(len(payloads)))
