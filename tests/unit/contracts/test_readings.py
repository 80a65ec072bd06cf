import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from anlan.contracts.readings import SCHEMA, Quality, ReadingBatch, UndecodableBatchError, decode, encode


@st.composite
def batches(draw: st.DrawFn) -> ReadingBatch:
    rows = draw(st.integers(0, 30))
    return ReadingBatch(
        point=draw(arrays.arrays(np.int32, rows)),
        ts=draw(arrays.arrays(np.int64, rows)),
        value=draw(arrays.arrays(np.float64, rows)),
        quality=draw(arrays.arrays(np.uint8, rows, elements=st.sampled_from([q.value for q in Quality]))),
        arrived_us=draw(st.integers(0, 2**60)),
        source=draw(st.text(max_size=20)),
        backfill=draw(st.booleans()),
    )


def stream(schema: pa.Schema, *columns: pa.Array) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, schema) as writer:
        writer.write_batch(pa.record_batch(list(columns), schema=schema))
    return bytes(sink.getvalue())


META = {"arrived_us": "1", "source": "s", "backfill": "0"}


@given(batches())
def test_decoding_gives_back_what_was_encoded(batch: ReadingBatch) -> None:
    back = decode(encode(batch))
    for name in ("point", "ts", "value", "quality"):
        mine, theirs = getattr(batch, name), getattr(back, name)
        assert mine.dtype == theirs.dtype
        np.testing.assert_array_equal(mine, theirs)
    assert (back.arrived_us, back.source, back.backfill) == (batch.arrived_us, batch.source, batch.backfill)
    assert len(back) == len(batch)


@given(st.binary(max_size=300))
def test_refuses_bytes_that_are_no_batch(data: bytes) -> None:
    with pytest.raises(UndecodableBatchError):
        decode(data)


@given(batches(), st.data())
def test_damaged_bytes_give_a_batch_or_the_documented_error(batch: ReadingBatch, data: st.DataObject) -> None:
    raw = bytearray(encode(batch))
    raw[data.draw(st.integers(0, len(raw) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    cut = bytes(raw[: data.draw(st.integers(0, len(raw)))])
    try:
        decode(cut)
    except UndecodableBatchError as error:
        assert "not" in str(error)  # noqa: PT017 -- either outcome is right


def test_refuses_a_batch_without_its_facts() -> None:
    empty = [pa.array([], type=field.type) for field in SCHEMA]
    with pytest.raises(UndecodableBatchError):
        decode(stream(SCHEMA, *empty))


def test_refuses_another_schema() -> None:
    schema = pa.schema([("point", pa.int64())]).with_metadata(META)
    with pytest.raises(UndecodableBatchError, match="schema"):
        decode(stream(schema, pa.array([1])))


def test_refuses_nulls() -> None:
    schema = pa.schema([pa.field(f.name, f.type) for f in SCHEMA]).with_metadata(META)
    row = [pa.array([None], type=field.type) for field in SCHEMA]
    with pytest.raises(UndecodableBatchError):
        decode(stream(schema, *row))


def test_a_reading_takes_about_21_bytes() -> None:
    rows = 4096
    batch = ReadingBatch(
        np.zeros(rows, np.int32),
        np.zeros(rows, np.int64),
        np.zeros(rows),
        np.zeros(rows, np.uint8),
        arrived_us=0,
    )
    assert len(encode(batch)) / rows < 22
