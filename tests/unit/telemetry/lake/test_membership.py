"""Which points a file holds."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.telemetry.lake import membership
from anlan.telemetry.lake.membership import KEY, Membership, decode, encode


def write(path: Path, points: list[int] | None) -> str:
    table = pa.table({"x": [1]})
    if points is not None:
        table = table.replace_schema_metadata({KEY: encode(np.array(points, np.int32))})
    pq.write_table(table, path)
    return str(path)


@given(st.sets(st.integers(-(2**31), 2**31 - 1)))
def test_any_set_of_points_comes_back(points: set[int]) -> None:
    ordered = np.array(sorted(points), np.int32)
    assert decode(encode(ordered)).tolist() == ordered.tolist()


def test_answers_exactly_and_from_memory(tmp_path: Path) -> None:
    known, path = Membership(), tmp_path / "a"
    name = write(path, [3, 5, 900])
    assert [known.may_hold(name, p) for p in (2, 3, 4, 900, 901)] == [False, True, False, True, False]
    path.unlink()
    assert known.may_hold(name, 5)


def test_a_file_that_does_not_say_may_hold_anything(tmp_path: Path) -> None:
    assert Membership().may_hold(write(tmp_path / "a", None), 7)


def test_a_missing_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        Membership().may_hold(str(tmp_path / "none"), 1)


def test_forgets_the_oldest_and_keeps_equal_sets_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(membership, "MOST_FILES", 4)
    known = Membership()
    for index in range(5):
        assert known.may_hold(write(tmp_path / str(index), [1] if index < 2 else [1, 2]), 1)
    assert len(known._sets) == 3
    assert len(known._equal) == 1
