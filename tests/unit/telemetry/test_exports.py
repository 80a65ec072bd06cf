"""Readings as CSV and Arrow."""

import numpy as np
import pyarrow as pa
from tests.support.readings import NOON

from anlan.telemetry.exports import arrow_pieces, buckets_to_arrow, csv_pieces
from anlan.telemetry.lake.series import Buckets, Series


def series(*values: float, quality: int = 0, step_us: int = 1_000_000) -> Series:
    count = len(values)
    return Series(
        NOON + np.arange(count, dtype=np.int64) * step_us,
        np.array(values),
        np.full(count, quality, np.uint8),
    )


def test_csv_has_china_time_exact_values_and_words() -> None:
    text = b"".join(csv_pieces([series(0.1, 2.0), series(float("nan"), quality=2, step_us=1)])).decode()
    assert text.splitlines() == [
        "\ufefftime,value,quality",
        "2025-11-24T12:00:00.000+08:00,0.1,good",
        "2025-11-24T12:00:01.000+08:00,2.0,good",
        "2025-11-24T12:00:00.000+08:00,nan,bad",
    ]


def test_csv_of_nothing_is_a_header() -> None:
    assert len(list(csv_pieces([]))) == 1


def test_arrow_is_one_stream_in_pieces() -> None:
    pieces = list(arrow_pieces([series(1.0), series(2.0, 3.0)]))
    assert len(pieces) >= 3
    table = pa.ipc.open_stream(b"".join(pieces)).read_all()
    assert table.column("value").to_pylist() == [1.0, 2.0, 3.0]
    assert table.column("time").cast(pa.int64()).to_pylist() == [NOON, NOON, NOON + 1_000_000]
    assert len(pa.ipc.open_stream(b"".join(arrow_pieces([]))).read_all()) == 0


def test_buckets_carry_their_width() -> None:
    numbers, n = np.array([1.0]), np.array([4], np.int32)
    table = pa.ipc.open_stream(
        buckets_to_arrow(Buckets(60_000_000, np.array([NOON]), numbers, numbers, numbers, n, numbers))
    ).read_all()
    assert table.schema.metadata == {b"width_us": b"60000000"}
    assert table.column_names == ["time", "min", "mean", "max", "last", "n"]
