"""From decoded reports to batches for the log and letters for what cannot be used. Pure."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from anlan.contracts.deadletters import DeadLetter, Reason
from anlan.contracts.readings import Quality, ReadingBatch
from anlan.gateways.mqtt.directory import Directory
from anlan.gateways.mqtt.origins import Origins, origin_of
from anlan.protocols.hazard_json.reports import Reports, decode_many
from anlan.protocols.hazard_json.tolerant import Fault
from anlan.protocols.hazard_json.topics import Topic

GATEWAY = "mqtt"
AHEAD_US = 5 * 60 * 1_000_000
"""A source clock may be this much ahead of ours [us]."""
BEHIND_US = 31 * 86_400 * 1_000_000
"""Older readings than this are no back-fill any more [us]."""
KEPT_PAYLOAD = 64 << 10
REASONS = {
    Fault.UNDECODABLE: Reason.UNDECODABLE,
    Fault.WRONG_SCHEMA: Reason.WRONG_SCHEMA,
    Fault.VALUE_NOT_A_NUMBER: Reason.VALUE_NOT_A_NUMBER,
}


@dataclass(frozen=True, slots=True)
class Arrival:
    """One message of a device: its topic as text and parsed, and its payload."""

    raw_topic: bytes
    topic: Topic
    payload: bytes


@dataclass(slots=True)
class Judged:
    """What becomes of some arrivals.

    Attributes:
        batches: By partition and back-fill; each carries its origins.
        letters: What could not be used.
        repeated: Messages that are in the log already.
    """

    batches: dict[tuple[int, bool], ReadingBatch] = field(default_factory=dict)
    letters: list[DeadLetter] = field(default_factory=list)
    repeated: int = 0


def letter(arrival: Arrival, reason: Reason, detail: str, now_us: int) -> DeadLetter:
    """Return the dead letter of a message, or of a part of it."""
    return DeadLetter(
        gateway=GATEWAY,
        reason=reason,
        detail=detail[:500],
        source=arrival.raw_topic.decode(errors="replace")[:200],
        owner_code=arrival.topic.enterprise_code,
        received_us=now_us,
        payload=arrival.payload[:KEPT_PAYLOAD],
        payload_size=len(arrival.payload),
    )


def judge(
    arrivals: Sequence[Arrival], directory: Directory, origins: Origins, *, now_us: int, source: str
) -> Judged:
    """Decode the messages and sort their readings into batches.

    Args:
        arrivals: In order of arrival.
        directory: Which points there are.
        origins: Which messages the log has; not changed here.
        now_us: Time [us since epoch, UTC].
        source: Name of this gateway process.
    """
    reports = decode_many([arrival.payload for arrival in arrivals])
    judged = Judged()
    for problem in reports.problems:
        judged.letters.append(
            letter(arrivals[problem.message], REASONS[problem.fault], problem.detail, now_us)
        )
    rows = np.full(len(reports), -1, np.int64)
    marks = _fresh_origins(arrivals, reports, origins, judged)
    for number, part in _parts(reports):
        if number in marks:
            rows[part] = _rows(arrivals[number], reports, part, directory, judged, now_us)
    rows[~_timely(arrivals, reports, rows, judged, now_us)] = -1
    _batch(reports, rows, directory, marks, judged, now_us=now_us, source=source)
    return judged


def _parts(reports: Reports) -> Iterator[tuple[int, slice]]:
    """The readings of each message, which stand together."""
    if not len(reports):
        return
    edges = np.flatnonzero(np.diff(reports.message)) + 1
    starts, ends = [0, *edges.tolist()], [*edges.tolist(), len(reports)]
    for start, end in zip(starts, ends, strict=True):
        yield int(reports.message[start]), slice(start, end)


def _fresh_origins(
    arrivals: Sequence[Arrival], reports: Reports, origins: Origins, judged: Judged
) -> dict[int, bytes]:
    """Origins of the decoded messages that are not in the log yet, each once."""
    marks: dict[int, bytes] = {}
    taken: set[bytes] = set()
    for number, header in reports.headers.items():
        arrival = arrivals[number]
        origin = origin_of(arrival.raw_topic, arrival.payload, header.data_id)
        if origin in origins or origin in taken:
            judged.repeated += 1
        else:
            taken.add(origin)
            marks[number] = origin
    return marks


def _rows(
    arrival: Arrival, reports: Reports, part: slice, directory: Directory, judged: Judged, now_us: int
) -> NDArray[np.int64]:
    """Directory rows of one message's readings; -1 for what it may not or cannot say."""
    codes = reports.codes.slice(part.start, part.stop - part.start)
    rows = directory.rows(codes)
    unknown = rows < 0
    if unknown.any():
        names = [codes[int(i)].as_py() for i in np.flatnonzero(unknown)[:5]]
        detail = f"{int(unknown.sum())} unknown points: {', '.join(names)}"
        judged.letters.append(letter(arrival, Reason.UNKNOWN_POINT, detail, now_us))
    owner = directory.owners.get(arrival.topic.enterprise_code, -1)
    foreign = ~unknown & (directory.owner[rows] != owner)
    if foreign.any():
        detail = f"{int(foreign.sum())} points are not of enterprise {arrival.topic.enterprise_code}"
        judged.letters.append(letter(arrival, Reason.FOREIGN_OWNER, detail, now_us))
        rows = np.where(foreign, -1, rows)
    return rows


def _timely(
    arrivals: Sequence[Arrival], reports: Reports, rows: NDArray[np.int64], judged: Judged, now_us: int
) -> NDArray[np.bool_]:
    early, late = reports.ts > now_us + AHEAD_US, reports.ts < now_us - BEHIND_US
    for wrong, reason in ((early, Reason.TIME_IN_FUTURE), (late, Reason.TIME_TOO_OLD)):
        for number in np.unique(reports.message[wrong & (rows >= 0)]).tolist():
            worst = reports.ts[(reports.message == number) & wrong][0]
            detail = f"source time is {(int(worst) - now_us) / 1e6:+.0f} s from ours"
            judged.letters.append(letter(arrivals[number], reason, detail, now_us))
    timely: NDArray[np.bool_] = ~(early | late)
    return timely


def _batch(
    reports: Reports, rows: NDArray[np.int64], directory: Directory, marks: dict[int, bytes], judged: Judged,
    *, now_us: int, source: str,
) -> None:  # fmt: skip
    used = np.flatnonzero(rows >= 0)
    partition = directory.partition[rows[used]]
    late = np.array([header.backfill for _, header in sorted(reports.headers.items())], bool)
    numbers = np.array(sorted(reports.headers), np.int64)
    backfill = late[np.searchsorted(numbers, reports.message[used])] if len(used) else np.zeros(0, bool)
    senders: dict[tuple[int, bool], list[bytes]] = defaultdict(list)
    for key in sorted(set(zip(partition.tolist(), backfill.tolist(), strict=True))):
        chosen = used[(partition == key[0]) & (backfill == key[1])]
        senders[key] = [marks[number] for number in np.unique(reports.message[chosen]).tolist()]
        valid = reports.valid[chosen]
        judged.batches[key] = ReadingBatch(
            point=directory.point[rows[chosen]],
            ts=reports.ts[chosen],
            value=reports.value[chosen],
            quality=np.where(valid, Quality.GOOD, Quality.BAD).astype(np.uint8),
            arrived_us=now_us,
            source=source,
            backfill=key[1],
            origins=b"".join(senders[key]),
        )
