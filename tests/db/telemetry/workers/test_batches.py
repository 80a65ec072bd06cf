from datetime import UTC, datetime

import numpy as np

from anlan.bus.port import LogEntry
from anlan.contracts.readings import ReadingBatch, encode
from anlan.telemetry.workers.batches import joined, unpack


def entry(sequence: int, data: bytes) -> LogEntry:
    return LogEntry("READINGS_p0", sequence, "s", data, {}, datetime.now(UTC))


def batch(*values: float, arrived_us: int = 5, backfill: bool = False) -> bytes:
    count = len(values)
    columns = np.arange(count, dtype=np.int32), np.arange(count), np.array(values), np.zeros(count, np.uint8)
    return encode(ReadingBatch(*columns, arrived_us=arrived_us, backfill=backfill))


def test_entries_become_columns_in_order() -> None:
    readings = unpack([entry(7, batch(1, 2)), entry(9, batch(3, arrived_us=6))], 0)
    assert readings.value.tolist() == [1, 2, 3]
    assert readings.arrived_us.tolist() == [5, 5, 6]
    assert readings.sequence == 9


def test_what_is_no_batch_is_passed_over_and_its_sequence_counts() -> None:
    readings = unpack([entry(1, batch(1)), entry(2, b"rubbish")], 0)
    assert (len(readings), readings.sequence) == (1, 2)
    assert len(unpack([entry(3, b"rubbish")], 0)) == 0


def test_no_number_is_always_bad() -> None:
    assert unpack([entry(1, batch(1, np.nan, np.inf))], 0).quality.tolist() == [0, 2, 2]


def test_entries_are_judged_one_by_one_and_back_filled_ones_not_at_all() -> None:
    entries = [
        entry(1, batch(1)),
        entry(2, batch(2, 3, backfill=True)),
        entry(3, batch()),
        entry(4, batch(4, 5)),
    ]
    assert [part.value.tolist() for part in unpack(entries, 0).to_judge()] == [[1], [4, 5]]


def test_several_are_joined() -> None:
    both = joined([unpack([entry(1, batch(1))], 0), unpack([entry(2, batch(2))], 0)])
    assert (both.value.tolist(), both.sequence) == ([1, 2], 2)
    assert [part.value.tolist() for part in both.to_judge()] == [[1], [2]]
