import numpy as np
import pyarrow as pa
import pytest

from anlan.contracts.deadletters import Reason
from anlan.contracts.readings import Quality
from anlan.gateways.mqtt.directory import Directory
from anlan.gateways.mqtt.judging import Arrival, Judged, judge
from anlan.gateways.mqtt.origins import SIZE, Origins
from anlan.protocols.hazard_json.reports import Header
from anlan.protocols.hazard_json.topics import parse_topic
from anlan.protocols.hazard_json.writing import encode_report

NOW = 1_780_000_000_000_000
DIRECTORY = Directory.of(
    pa.array(["a1", "a2", "b1"]), np.array([5, 6, 9], np.int32), pa.array(["A", "A", "B"]),
    np.array([0, 0, 1], np.int32),
)  # fmt: skip


def arrival(
    codes: list[str], *, owner: str = "A", data_id: str = "1", ts_us: int = NOW, backfill: bool = False,
    values: list[float] | None = None, valid: list[bool] | None = None,
) -> Arrival:  # fmt: skip
    topic = f"hz/37/{owner}/{owner}01/rts"
    header = Header(data_id, owner, f"{owner}01", backfill)
    shown = values or [float(i) for i in range(len(codes))]
    payload = encode_report(header, ts_us=ts_us, codes=codes, values=shown, valid=valid)
    return Arrival(topic.encode(), parse_topic(topic), payload)


def judged(*arrivals: Arrival, origins: Origins | None = None) -> Judged:
    return judge(arrivals, DIRECTORY, origins or Origins(), now_us=NOW, source="g")


def test_readings_go_to_the_batch_of_their_partition() -> None:
    result = judged(arrival(["a1", "a2"]), arrival(["b1"], owner="B"), arrival(["a2"], data_id="2"))
    assert sorted(result.batches) == [(0, False), (1, False)]
    batch = result.batches[0, False]
    assert batch.point.tolist() == [5, 6, 6]
    assert batch.value.tolist() == [0, 1, 0]
    assert batch.ts.tolist() == [NOW] * 3
    assert (batch.arrived_us, batch.source, len(batch.origins)) == (NOW, "g", 2 * SIZE)
    assert result.letters == []


def test_back_fill_is_kept_apart() -> None:
    result = judged(arrival(["a1"]), arrival(["a1"], data_id="2", ts_us=NOW - 10**9, backfill=True))
    assert result.batches[0, True].backfill
    assert len(result.batches[0, False]) == len(result.batches[0, True]) == 1


def test_an_invalid_value_is_bad_and_not_dropped() -> None:
    batch = judged(arrival(["a1", "a2"], valid=[False, True])).batches[0, False]
    assert batch.quality.tolist() == [Quality.BAD, Quality.GOOD]


def test_a_message_that_is_in_the_log_is_left_out() -> None:
    first = judged(arrival(["a1"]))
    origins = Origins()
    origins.add_joined(first.batches[0, False].origins)
    again = judged(arrival(["a1"]), arrival(["a2"], data_id="2"), origins=origins)
    assert again.repeated == 1
    assert again.batches[0, False].point.tolist() == [6]


def test_a_message_twice_in_one_round_is_taken_once() -> None:
    result = judged(arrival(["a1"]), arrival(["a1"]))
    assert (result.repeated, len(result.batches[0, False])) == (1, 1)


def test_unknown_points_are_a_letter_and_the_rest_is_used() -> None:
    result = judged(arrival(["zz", "a1"]))
    assert [(x.reason, x.owner_code) for x in result.letters] == [(Reason.UNKNOWN_POINT, "A")]
    assert result.batches[0, False].point.tolist() == [5]


def test_nobody_speaks_for_another_enterprise() -> None:
    result = judged(arrival(["b1", "a1"]))
    assert [x.reason for x in result.letters] == [Reason.FOREIGN_OWNER]
    assert sorted(result.batches) == [(0, False)]


@pytest.mark.parametrize(
    ("offset_s", "reason"), [(301, Reason.TIME_IN_FUTURE), (-32 * 86_400, Reason.TIME_TOO_OLD)]
)
def test_impossible_times_are_a_letter(offset_s: int, reason: Reason) -> None:
    result = judged(arrival(["a1"], ts_us=NOW + offset_s * 1_000_000), arrival(["a2"], data_id="2"))
    assert [x.reason for x in result.letters] == [reason]
    assert result.batches[0, False].point.tolist() == [6]


def test_what_is_no_message_is_a_letter_with_its_bytes() -> None:
    topic = "hz/37/A/A01/rts"
    result = judged(Arrival(topic.encode(), parse_topic(topic), b"\xff" * 70_000), arrival(["a1"]))
    (letter,) = result.letters
    assert letter.reason is Reason.UNDECODABLE
    assert (len(letter.payload), letter.payload_size, letter.source) == (65_536, 70_000, topic)
    assert len(result.batches[0, False]) == 1


def test_nothing_gives_nothing() -> None:
    assert judged().batches == {}
