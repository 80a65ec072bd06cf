"""The schedule of faults: drawn from the seed, the same whenever it is asked for.

The province's enterprises raised "over 30,000" alarms a month in September 2020 (hazchem.md section 0):
one in 86 s for 17,001 points. The mix of faults is ours [design].
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from anlan.simulation.catalogue import Province
from anlan.simulation.faults import Fault, Kind
from anlan.simulation.province import POINTS

ALARMS_A_MONTH = 30_000
MONTH_S = 30 * 86_400.0
WINDOW_S = 600.0

MIX = {
    Kind.STEP: 0.56, Kind.LEAK: 0.14, Kind.OVERFILL: 0.08, Kind.DRIFT: 0.08, Kind.SPIKE: 0.05, Kind.BAD: 0.04,
    Kind.STUCK: 0.03, Kind.OFFLINE: 0.02,
}  # fmt: skip
"""[design] Share of each kind among the scheduled faults."""

ALARMS_A_FAULT = 0.97
"""Alarms that a scheduled fault raises on average (measured by this module's test)."""

MINUTES = {
    Kind.STEP: (4, 20), Kind.LEAK: (5, 15), Kind.OVERFILL: (8, 20), Kind.DRIFT: (15, 40), Kind.SPIKE: (1, 1),
    Kind.BAD: (2, 10), Kind.STUCK: (15, 40), Kind.OFFLINE: (3, 20),
}  # fmt: skip

OPENING_S = (3.0, 12.0, 27.0)
"""Leaks soon after the start, so that a demonstration has something to show within its first minute."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """Which faults begin when.

    Attributes:
        points: Codes of points that can step, drift, spike, be bad or stuck.
        spikable: Codes of gas detectors: one sample is enough for them.
        leaky: Codes of tanks with gas detectors. fillable: Codes of tanks with level instruments.
        gateways: Codes of gateways. intensity: Times the published alarm rate.
    """

    seed: int
    points: Sequence[str]
    spikable: Sequence[str]
    leaky: Sequence[str]
    fillable: Sequence[str]
    gateways: Sequence[str]
    intensity: float = 1.0

    @classmethod
    def of(cls, province: Province, *, seed: int, intensity: float = 1.0) -> "Schedule":
        """Return the schedule of a catalogue."""
        gas = [p for p in province.points if p.quantity.startswith("GT")]
        return cls(
            seed=seed,
            points=[p.code for p in province.points],
            spikable=[p.code for p in gas],
            leaky=sorted({p.tank_code for p in gas}),
            fillable=sorted({p.tank_code for p in province.points if p.quantity == "LT"}),
            gateways=[g.code for g in province.gateways],
            intensity=intensity,
        )

    @property
    def faults_a_second(self) -> float:
        """Mean number of faults that begin in a second, in proportion to the number of points."""
        share = len(self.points) / POINTS
        return ALARMS_A_MONTH / MONTH_S / ALARMS_A_FAULT * share * self.intensity

    def opening(self, start_s: float) -> list[Fault]:
        """Return the faults that a demonstration begins with.

        Args:
            start_s: When it begins [s since epoch, UTC].
        """
        rng = np.random.default_rng([self.seed, 20])
        if not self.leaky:
            return []
        return [
            Fault(Kind.LEAK, _pick(self.leaky, rng), start_s + after, 420.0, severity=2)
            for after in OPENING_S
        ]

    def starting(self, since_s: float, until_s: float) -> list[Fault]:
        """Return the faults that begin in [since, until), in order [s since epoch, UTC]."""
        windows = range(int(since_s // WINDOW_S), int(until_s // WINDOW_S) + 1)
        faults = [fault for window in windows for fault in self._window(window)]
        return sorted(
            (fault for fault in faults if since_s <= fault.start_s < until_s), key=lambda fault: fault.start_s
        )

    def _window(self, window: int) -> list[Fault]:
        rng = np.random.default_rng([self.seed, 21, window])
        count = int(rng.poisson(self.faults_a_second * WINDOW_S))
        kinds = rng.choice(len(MIX), count, p=list(MIX.values()))
        drawn = (self._draw(list(MIX)[kind], window * WINDOW_S, rng) for kind in kinds)
        return [fault for fault in drawn if fault]

    def _draw(self, kind: Kind, since_s: float, rng: np.random.Generator) -> Fault | None:
        targets = {
            Kind.LEAK: self.leaky, Kind.OVERFILL: self.fillable, Kind.OFFLINE: self.gateways,
            Kind.SPIKE: self.spikable,
        }.get(kind, self.points)  # fmt: skip
        start_s = since_s + rng.uniform(0, WINDOW_S)
        duration_s = float(rng.uniform(*MINUTES[kind])) * 60
        severe, low = rng.random() < 0.15, rng.random() < 0.2
        if not targets:
            return None
        severity = 2 if severe or kind is Kind.SPIKE else 1
        return Fault(kind, _pick(targets, rng), start_s, duration_s, severity, "low" if low else "high")


def _pick(codes: Sequence[str], rng: np.random.Generator) -> str:
    return codes[int(rng.integers(len(codes)))]
