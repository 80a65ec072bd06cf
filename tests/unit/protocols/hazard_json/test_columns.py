import json

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from anlan.protocols.hazard_json.columns import read_blocks


def message(**changes: object) -> bytes:
    body = {
        "dataId": "d", "enterpriseId": "370500001", "gatewayId": "g", "collectTime": "20261124083015",
        "datas": [{"quotaId": "A", "value": 1, "isValid": 1}, {"quotaId": "B", "value": 2.5, "isValid": 0}],
    }  # fmt: skip
    return json.dumps(body | changes, indent=1).encode()


def test_plain_messages_become_one_block() -> None:
    blocks, others = read_blocks([message(), message(datas=[])])
    assert others == []
    (block,) = blocks
    assert block.index.tolist() == [0, 1]
    assert block.counts.tolist() == [2, 0]
    assert block.codes.to_pylist() == ["A", "B"]
    np.testing.assert_array_equal(block.values, [1, 2.5])
    np.testing.assert_array_equal(block.valid, [True, False])


def test_a_message_that_is_not_plain_is_left_out_and_the_rest_stays() -> None:
    odd = [
        message(enterpriseId=None),
        message(datas=[{"quotaId": "A"}]),
        message(datas=[None]),
        message(datas=None),
    ]
    blocks, others = read_blocks([message(), *odd, message()])
    assert others == [1, 2, 3, 4]
    assert blocks[0].index.tolist() == [0, 5]


def test_a_number_too_large_for_a_double_is_left_to_the_patient_reader() -> None:
    blocks, others = read_blocks([message().replace(b"2.5", b"1e999"), message()])
    assert (blocks, others) == ([], [0, 1])


def test_rubbish_costs_only_its_neighbourhood_the_fast_way() -> None:
    payloads = [message() for _ in range(64)]
    payloads[5] = b"{rubbish"
    blocks, others = read_blocks(payloads)
    assert 5 in others
    assert len(others) <= 8
    assert sorted([*others, *(i for block in blocks for i in block.index.tolist())]) == list(range(64))


def test_two_objects_in_one_payload_are_not_taken_for_two_messages() -> None:
    blocks, others = read_blocks([message() + message()])
    assert (blocks, others) == ([], [0])


def test_nothing_is_nothing() -> None:
    assert read_blocks([]) == ([], [])
    assert read_blocks([b"", b" "]) == ([], [0, 1])


@given(st.lists(st.binary(max_size=100) | st.just(message()), max_size=9))
def test_any_payload_is_in_a_block_or_left_to_the_patient_reader(payloads: list[bytes]) -> None:
    blocks, others = read_blocks(payloads)
    taken = {index for block in blocks for index in block.index.tolist()}
    assert taken.isdisjoint(others)
    assert taken | set(others) == set(range(len(payloads)))
