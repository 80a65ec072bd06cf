"""One plant's edge gateway: keeps what is not yet acknowledged, and back-fills after an outage. No I/O."""

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from anlan.protocols.hazard_json.times import format_time
from anlan.simulation.catalogue import Point

PACKET_IDS = 65_535
BUFFER_REPORTS = 20_000
"""Reports an edge buffer holds before it loses the oldest: a week at one a minute is 10,080."""
WINDOW = 4
"""Unacknowledged messages under way at a time: few, or 450 gateways after an outage outrun the broker."""


@dataclass(frozen=True, slots=True)
class Report:
    """One cycle of one gateway's points: time [us since epoch, UTC], values and validity in point order."""

    ts_us: int
    values: Sequence[float]
    valid: Sequence[bool]
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message to publish under a packet id; `repeated`: it may have been stored already."""

    packet_id: int
    payload: bytes
    repeated: bool


@dataclass(slots=True)
class Edge:
    """State of one gateway.

    Attributes:
        device_code, enterprise_code: Who speaks.
        late_us: A report older than this when it is sent is back-fill (断点续传) [us].
        lost: Reports dropped because the buffer was full.
    """

    device_code: str
    enterprise_code: str
    late_us: int
    template: str
    topic: bytes
    lost: int = 0
    acknowledged_readings: int = 0
    _fresh: deque[Report] = field(default_factory=deque)
    _backlog: deque[Report] = field(default_factory=lambda: deque(maxlen=BUFFER_REPORTS))
    _under_way: dict[int, Report] = field(default_factory=dict)
    _last_id: int = 0

    @classmethod
    def of(cls, points: Sequence[Point], *, late_us: int) -> "Edge":
        """Return the edge gateway of these points, which all belong to it; at least one."""
        first = points[0]
        topic = f"hz/{first.enterprise_code[:2]}/{first.enterprise_code}/{first.device_code}/rts"
        return cls(first.device_code, first.enterprise_code, late_us, _template(points), topic.encode())

    @property
    def waiting(self) -> int:
        """Reports that are not acknowledged yet."""
        return len(self._fresh) + len(self._backlog) + len(self._under_way)

    def report(self, report: Report) -> None:
        """Take one cycle's values; whatever is still unsent before them becomes backlog."""
        while self._fresh:
            self._keep(self._fresh.popleft())
        self._fresh.append(report)

    def to_send(self, now_us: int) -> Iterator[Outgoing]:
        """Yield what may be sent now: the newest first, then the backlog, at most `WINDOW` under way."""
        while (self._fresh or self._backlog) and len(self._under_way) < WINDOW:
            report = self._fresh.popleft() if self._fresh else self._backlog.popleft()
            packet_id = self._next_id()
            self._under_way[packet_id] = report
            yield Outgoing(packet_id, self.payload(report, now_us), report.repeated)

    def acknowledged(self, packet_id: int) -> None:
        """The broker has this message; an unknown id is nothing to us."""
        report = self._under_way.pop(packet_id, None)
        if report is not None:
            self.acknowledged_readings += len(report.values)

    def disconnected(self) -> None:
        """The connection is gone: what was under way must be sent again."""
        for packet_id in sorted(self._under_way, reverse=True):
            report = self._under_way[packet_id]
            if len(self._backlog) < BUFFER_REPORTS:
                self._backlog.appendleft(Report(report.ts_us, report.values, report.valid, repeated=True))
            else:
                self.lost += 1
        self._under_way.clear()

    def payload(self, report: Report, now_us: int) -> bytes:
        """Return the JSON of a report as sent at a moment; the same report always has the same `dataId`."""
        cells: list[object] = [
            f"{self.device_code:0>16}{report.ts_us:016x}",
            format_time(report.ts_us),
            "continue" if now_us - report.ts_us > self.late_us else "report",
        ]
        for value, valid in zip(report.values, report.valid, strict=True):
            cells += (value, valid)
        return (self.template % tuple(cells)).encode()

    def _keep(self, report: Report) -> None:
        self.lost += len(self._backlog) == BUFFER_REPORTS
        self._backlog.append(report)

    def _next_id(self) -> int:
        while True:
            self._last_id = self._last_id % PACKET_IDS + 1
            if self._last_id not in self._under_way:
                return self._last_id


def _template(points: Sequence[Point]) -> str:
    """One format string for the whole message: several times quicker than a JSON encoder."""
    first = points[0]
    head = (
        f'{{"dataId":"%s","enterpriseId":"{first.enterprise_code}","gatewayId":"{first.device_code}",'
        '"collectTime":"%s","isConnectDataSource":true,"reportType":"%s","datas":['
    )
    datas = ",".join(f'{{"quotaId":"{p.code}","value":%.{p.decimals}f,"isValid":%d}}' for p in points)
    return f"{head}{datas}]}}"
