import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.protocols.hazard_json.reports import Header, decode_many
from anlan.protocols.hazard_json.writing import encode_report

VALUES = st.lists(st.floats(allow_nan=False, allow_infinity=False), max_size=8)


@given(VALUES, st.booleans(), st.integers(0, 4_000_000_000_000))
def test_decoding_what_was_encoded_gives_it_back(values: list[float], backfill: bool, millis: int) -> None:
    header = Header("d1", "370500001", "37050000101", backfill=backfill)
    codes = [f"P{i}" for i in range(len(values))]
    valid = [i % 2 == 0 for i in range(len(values))]
    payload = encode_report(header, ts_us=millis * 1000, codes=codes, values=values, valid=valid)
    reports = decode_many([payload])
    assert reports.headers == {0: header}
    assert reports.codes.to_pylist() == codes
    np.testing.assert_array_equal(reports.value, values)
    assert reports.valid.tolist() == valid
    assert set(reports.ts.tolist()) <= {millis * 1000}
    assert not reports.problems


def test_needs_a_value_for_each_code() -> None:
    with pytest.raises(ValueError, match="zip"):
        encode_report(Header("", "1", "1", backfill=False), ts_us=0, codes=["A"], values=[])
