import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from anlan.gateways.mqtt.directory import Directory, _key

CODES = ["a1", "a2", "b1"]


def directory() -> Directory:
    return Directory.of(
        pa.array(CODES),
        np.array([5, 6, 9], np.int32),
        pa.array(["A", "A", "B"]),
        np.array([0, 0, 1], np.int32),
    )


def test_codes_become_rows_and_unknown_ones_minus_one() -> None:
    rows = directory().rows(pa.array(["b1", "zz", "a1"]))
    assert rows.tolist() == [2, -1, 0]


def test_a_row_tells_id_partition_and_owner() -> None:
    found = directory()
    assert found.point[2] == 9
    assert found.partition[2] == 1
    assert found.owner[2] == found.owners["B"]
    assert len(found) == 3


def test_a_part_of_a_longer_array_is_looked_up_as_that_part() -> None:
    found = directory()
    codes = pa.array(["a1", "a2", "b1", "a1"])
    assert found.rows(codes.slice(1, 2)).tolist() == [1, 2]
    assert found.rows(codes.slice(2, 2)).tolist() == [2, 0]


texts = st.lists(st.text("ab", max_size=3), max_size=5)


@given(texts, texts, texts)
def test_keys_are_equal_only_for_equal_lists(first: list[str], second: list[str], before: list[str]) -> None:
    whole = pa.array([*before, *second], pa.string())
    part = whole.slice(len(before))
    assert (_key(pa.array(first, pa.string())) == _key(part)) == (first == second)
