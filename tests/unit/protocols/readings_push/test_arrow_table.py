import contextlib

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.protocols.readings_push.arrow_table import decode_arrow, from_table
from anlan.protocols.readings_push.rows import BadRow, PushError

TIMES = pa.array([1_000_000, 2_000_000], pa.timestamp("us", tz="UTC"))


def stream(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return bytes(sink.getvalue())


def table(**changes: pa.Array) -> pa.Table:
    return pa.table({"point": pa.array(["A", "B"]), "ts": TIMES, "value": pa.array([1.5, 2.0]), **changes})


def test_reads_a_stream_and_its_metadata() -> None:
    pushed = decode_arrow(stream(table().replace_schema_metadata({"backfill": "1"})))
    assert pushed.backfill
    assert pushed.codes.to_pylist() == ["A", "B"]
    np.testing.assert_array_equal(pushed.ts, [1_000_000, 2_000_000])
    np.testing.assert_array_equal(pushed.value, [1.5, 2])
    np.testing.assert_array_equal(pushed.quality, [0, 0])


def test_reads_a_file_too() -> None:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_file(sink, table().schema) as writer:
        writer.write_table(table())
    assert len(decode_arrow(bytes(sink.getvalue()))) == 2


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_turns_any_zone_and_step_into_microseconds(unit: str) -> None:
    times = TIMES.cast(pa.timestamp(unit, tz="Asia/Shanghai"))
    assert from_table(table(ts=times), backfill=False).ts.tolist() == [1_000_000, 2_000_000]


def test_whole_numbers_are_microseconds() -> None:
    assert from_table(table(ts=pa.array([7, 8])), backfill=False).ts.tolist() == [7, 8]


@pytest.mark.parametrize("grades", [pa.array(["bad", None]), pa.array([2, None], pa.uint8())])
def test_quality_is_a_word_or_a_code_and_good_when_left_out(grades: pa.Array) -> None:
    assert from_table(table(quality=grades), backfill=False).quality.tolist() == [2, 0]


@pytest.mark.parametrize(
    ("changes", "detail"),
    [
        ({"point": pa.array([None, "B"])}, "no point code"),
        ({"point": pa.array(["", "B"])}, "no point code"),
        ({"ts": pa.array([None, 5])}, "no time"),
        ({"value": pa.array([np.nan, 1])}, "not a finite number"),
        ({"value": pa.array([None, 1.0])}, "not a finite number"),
        ({"quality": pa.array(["fine", "good"])}, "quality is not good, uncertain or bad"),
        ({"quality": pa.array([9, 0])}, "quality is not good, uncertain or bad"),
    ],
)
def test_names_a_bad_row_and_keeps_the_rest(changes: dict[str, pa.Array], detail: str) -> None:
    pushed = from_table(table(**changes), backfill=False)
    assert pushed.row.tolist() == [1]
    assert pushed.bad == [BadRow(0, detail)]


def test_a_bad_reading_may_have_no_value() -> None:
    pushed = from_table(table(value=pa.array([None, 1.0]), quality=pa.array([2, 0])), backfill=False)
    assert np.isnan(pushed.value[0])
    assert not pushed.bad


@pytest.mark.parametrize(
    "odd",
    [
        table(value=pa.array(["a", "b"])),
        table(ts=TIMES.cast(pa.timestamp("us"))),
        table().drop_columns(["value"]),
        pa.Table.from_arrays(
            [pa.array(["A"])] * 2 + [pa.array([1])] * 2, names=["point", "point", "ts", "value"]
        ),
    ],
)
def test_refuses_a_table_of_another_shape(odd: pa.Table) -> None:
    with pytest.raises(PushError):
        decode_arrow(stream(odd))


@given(st.binary(max_size=200), st.integers(0, 400), st.binary(max_size=8))
def test_any_bytes_are_readings_or_a_push_error(noise: bytes, where: int, damage: bytes) -> None:
    good = stream(table())
    for body in (noise, good[:where] + damage + good[where + len(damage) :], good[:where]):
        with contextlib.suppress(PushError):
            assert len(decode_arrow(body)) <= 2
