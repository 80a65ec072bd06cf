"""Who reports when, and what: the gateways' cycles, spread over the interval. No I/O."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from anlan.simulation.catalogue import Point, Province
from anlan.simulation.edge import Edge, Report
from anlan.simulation.signals import Signals
from anlan.simulation.tennessee import ENTERPRISE_SERIAL
from anlan.simulation.tep import Replay

SLOT_S = 0.05
"""Shortest time between two groups of gateways that report [s]."""
LATE_CYCLES = 3
"""After so many cycles a report is back-fill."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast things go.

    Attributes:
        interval_s: Every gateway reports once in this time [s], > 0.
        rate: Process seconds per second: how fast tanks fill and days pass.
        replay_rate: Likewise for the demo plant's Tennessee Eastman runs.
    """

    interval_s: float = 60.0
    rate: float = 1.0
    replay_rate: float = 60.0


@dataclass(frozen=True, slots=True)
class Member:
    """A gateway and the range of the points it reports."""

    edge: Edge
    first: int
    last: int


def split_demo(province: Province) -> tuple[Province, tuple[Point, ...]]:
    """Return the tank farms, and the demo plant's points (none if it is not there)."""
    demo = tuple(p for p in province.points if int(p.enterprise_code[4:]) >= ENTERPRISE_SERIAL)
    codes = {p.enterprise_code for p in demo}
    farms = Province(
        tuple(e for e in province.enterprises if e.code not in codes),
        tuple(u for u in province.units if u.enterprise_code not in codes),
        province.tanks,
        tuple(g for g in province.gateways if g.enterprise_code not in codes),
        tuple(p for p in province.points if p.enterprise_code not in codes),
    )
    return farms, demo


def members_of(points: Sequence[Point], late_us: int) -> list[Member]:
    """Return the gateways of points that stand in gateway order."""
    starts = [i for i, p in enumerate(points) if i == 0 or p.device_code != points[i - 1].device_code]
    ends = [*starts[1:], len(points)]
    return [Member(Edge.of(points[a:b], late_us=late_us), a, b) for a, b in zip(starts, ends, strict=True)]


@dataclass(slots=True, eq=False)
class Reporting:
    """The cycles of all gateways.

    Attributes:
        members: The tank farms' gateways in the order of their points; slot k takes a run of them.
        demo: The demo plant's gateway, if any; it reports in slot 0.
        start_s: Beginning of the process's own time [s since epoch].
    """

    signals: Signals
    members: list[Member]
    demo: Edge | None
    replay: Replay
    pace: Pace
    start_s: float

    @classmethod
    def of(cls, province: Province, *, seed: int, pace: Pace, replay: Replay, start_s: float) -> "Reporting":
        """Return the cycles of a catalogue.

        Args:
            province: Tank farms, and perhaps the demo plant.
            seed: Decides noise and fill cycles.
            pace: How fast.
            replay: What the demo plant plays; its rate comes from `pace`.
            start_s: When it begins [s since epoch, UTC].
        """
        farms, demo = split_demo(province)
        late_us = round(LATE_CYCLES * pace.interval_s * 1e6)
        return cls(
            signals=Signals.of(farms, seed=seed),
            members=members_of(farms.points, late_us),
            demo=Edge.of(demo, late_us=late_us) if demo else None,
            replay=Replay(replay.runs, pace.replay_rate, replay.start_row),
            pace=pace,
            start_s=start_s,
        )

    @property
    def edges(self) -> list[Edge]:
        """All gateways."""
        return [member.edge for member in self.members] + ([self.demo] if self.demo else [])

    @property
    def slots(self) -> int:
        """In how many groups the gateways report within one interval."""
        return max(1, min(len(self.members), round(self.pace.interval_s / SLOT_S)))

    def report(self, slot: int, t_us: int) -> Iterator[Edge]:
        """Let the gateways of one slot take their report, and yield them.

        Args:
            slot: 0 to `slots` - 1.
            t_us: Time of the report [us since epoch, UTC].
        """
        t_s = t_us / 1e6
        a, b = (len(self.members) * (slot + k) // self.slots for k in (0, 1))
        group = self.members[a:b]
        if group:
            first = group[0].first
            process_s = self.start_s + (t_s - self.start_s) * self.pace.rate
            readings = self.signals.sample(first, group[-1].last, t_s, process_s=process_s)
            values, valid = readings.values.tolist(), readings.valid.tolist()
            for member in group:
                part = slice(member.first - first, member.last - first)
                member.edge.report(Report(t_us, values[part], valid[part]))
                yield member.edge
        if slot == 0 and self.demo is not None:
            shown = self.replay.values(max(t_s - self.start_s, 0.0))
            self.demo.report(Report(t_us, shown.tolist(), np.ones(len(shown), bool).tolist()))
            yield self.demo
