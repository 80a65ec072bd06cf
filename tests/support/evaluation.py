"""A deliberately simple, scalar reading of hazchem.md 2.5, to compare the arrays with."""

import math
from dataclasses import dataclass, field

import numpy as np

from anlan.telemetry.evaluation.engine import Batch
from anlan.telemetry.evaluation.judgement import LimitRow, PointRow
from anlan.telemetry.evaluation.transitions import STATUS, Transitions

SECOND = 1_000_000


@dataclass
class Condition:
    """One limit of one point."""

    limit: LimitRow | None
    active: bool = False
    since: int = 0
    count: int = 0

    def beyond(self, value: float) -> bool:
        """Whether the value lies beyond the limit."""
        if self.limit is None:
            return False
        sign = 1 if self.limit.kind in ("H", "HH") else -1
        return sign * value > sign * self.limit.value

    def wants(self, value: float, *, bad: bool) -> bool | None:
        """Whether the reading wants a change; None: the reading does not count."""
        if self.limit is None:
            return self.active != bad
        if bad:
            return None
        sign = 1 if self.limit.kind in ("H", "HH") else -1
        if self.active:
            return sign * value <= sign * self.limit.value - self.limit.deadband
        return sign * value > sign * self.limit.value

    def read(self, ts: int, value: float, *, bad: bool) -> None:
        wants = self.wants(value, bad=bad)
        if wants is None:
            return
        if not wants:
            self.count = self.since = 0
            return
        if self.count == 0:
            self.since = ts
        self.count += 1
        delay_s, needed = 0.0, 1
        if self.limit is not None:
            delay_s = self.limit.off_delay_s if self.active else self.limit.on_delay_s
            needed = 1 if self.active else self.limit.min_consecutive
        if ts - self.since >= round(delay_s * SECOND) and self.count >= needed:
            self.active, self.count, self.since = not self.active, 0, 0


@dataclass
class ScalarPoint:
    """One point judged reading by reading, in order."""

    point: PointRow
    limits: list[LimitRow]
    conditions: dict[str, Condition] = field(init=False)
    said: list[tuple[int, str, str, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.conditions = {limit.kind: Condition(limit) for limit in self.limits}
        self.conditions["DATA"] = Condition(None)

    def status(self) -> tuple[int, int, int]:
        on = {kind for kind, condition in self.conditions.items() if condition.active}
        low = 2 if "LL" in on else int("L" in on)
        high = 2 if "HH" in on else int("H" in on)
        return low, high, int("DATA" in on)

    def read(self, ts: int, value: float) -> None:
        margin = 0.1 * (self.point.range_high - self.point.range_low)
        bad = (
            math.isnan(value) or not self.point.range_low - margin <= value <= self.point.range_high + margin
        )
        before = self.status()
        for condition in self.conditions.values():
            condition.read(ts, value, bad=bad)
        for outer, inner in (("LL", "L"), ("HH", "H")):
            first, second = self.conditions.get(inner), self.conditions.get(outer)
            if first and second and second.active and not bad and second.beyond(value) and not first.active:
                first.active, first.count, first.since = True, 0, 0
        for side, (was, now) in enumerate(zip(before, self.status(), strict=True)):
            if was != now:
                self.said.append((side, STATUS[side][was], STATUS[side][now], ts))


def batch(readings: list[tuple[int, int, float]], *, arrived_us: int | None = None) -> Batch:
    """Return a batch of (point, ts, value), good as the source says, arriving when they were measured."""
    points, times, values = zip(*readings, strict=True) if readings else ((), (), ())
    ts = np.array(times, np.int64)
    return Batch(
        point=np.array(points, np.int32), ts=ts, value=np.array(values, np.float64),
        quality=np.zeros(len(readings), np.uint8),
        arrived_us=ts if arrived_us is None else np.full(len(readings), arrived_us),
    )  # fmt: skip


def told(said: Transitions, point: int) -> list[tuple[int, str, str, int]]:
    """Return the transitions of one point as (side, from, to, ts)."""
    rows = zip(
        said.point.tolist(),
        said.side.tolist(),
        said.before.tolist(),
        said.after.tolist(),
        said.ts.tolist(),
        strict=True,
    )
    return [(side, STATUS[side][was], STATUS[side][now], ts) for p, side, was, now, ts in rows if p == point]
