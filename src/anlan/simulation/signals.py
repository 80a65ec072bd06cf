"""What every instrument shows: tank dynamics, noise at instrument resolution, and faults on top."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from anlan.simulation.catalogue import Point, Province
from anlan.simulation.dynamics import TankFarm
from anlan.simulation.faults import Effects

Floats = NDArray[np.float64]

NOISE_SHARE = {"LT": 0.0006, "TT": 0.0008, "PT": 0.004}
"""[design] Standard deviation of the noise as a share of the range; gas detectors: of the first limit."""
GAS_NOISE_SHARE = 0.02
GAS_BASE_SHARE = 0.05
BIAS_SHARE = 0.0015
"""[design] Two instruments at one tank differ by a constant of this size."""
NOISE_TIME_S = (30.0, 240.0)
"""Correlation time of the noise [s], drawn per instrument."""


@dataclass(frozen=True, slots=True, eq=False)
class Readings:
    """What some points show at one moment; shape (n,). `valid` is false where the instrument is faulty."""

    values: Floats
    valid: NDArray[np.bool_]


@dataclass(slots=True, eq=False)
class Signals:
    """All points of a catalogue as arrays, in the catalogue's order, shape (points,).

    Sampling goes by ranges of points: the noise of a range moves on by the time since it was last
    sampled, so enterprises can be sampled in any rhythm. The same calls give the same values.
    """

    tanks: TankFarm
    tank_of: NDArray[np.intp]
    source: NDArray[np.intp]
    gain: Floats
    base: Floats
    noise: Floats
    memory_s: Floats
    scale: Floats
    low: Floats
    high: Floats
    sampled_s: Floats
    rng: np.random.Generator
    shake: Floats
    effects: Effects = field(default_factory=Effects.none)

    @classmethod
    def of(cls, province: Province, *, seed: int) -> "Signals":
        """Return the signals of a catalogue whose points all stand at tanks."""
        rng = np.random.default_rng([seed, 11])
        points, count = province.points, len(province.points)
        order = {tank.code: index for index, tank in enumerate(province.tanks)}
        span = np.array([p.range_high - p.range_low for p in points])
        noise = np.array([_noise(p) for p in points])
        return cls(
            tanks=TankFarm.of(province.tanks, seed=seed),
            tank_of=np.array([order[p.tank_code] for p in points], np.intp),
            source=np.array([SOURCES[p.quantity] for p in points], np.intp),
            gain=_gains(points, province, order),
            base=_bases(points) + rng.normal(0, BIAS_SHARE, count) * np.where(_is_gas(points), 0, span),
            noise=noise,
            memory_s=rng.uniform(*NOISE_TIME_S, count),
            scale=10.0 ** np.array([p.decimals for p in points]),
            low=np.array([p.range_low for p in points]),
            high=np.array([p.range_high for p in points]),
            sampled_s=np.full(count, -np.inf),
            rng=rng,
            shake=np.zeros(count),
        )

    def __len__(self) -> int:
        return len(self.base)

    def sample(self, first: int, last: int, t_s: float, *, process_s: float | None = None) -> Readings:
        """Return what the points `first` to `last` - 1 show.

        Args:
            first: Index of the first point; its tank's other points may lie outside.
            last: Index after the last point.
            t_s: Time [s since epoch, UTC]; not before the last sample of these points.
            process_s: Time of the process, if it runs faster than the clock [s since epoch].
        """
        part = slice(first, last)
        tank_of = self.tank_of[part]
        some = slice(int(tank_of.min()), int(tank_of.max()) + 1)
        state = self.tanks.state(t_s if process_s is None else process_s, some)
        hidden = np.stack((state.level, state.temperature_c, state.pressure, np.zeros(len(state.level))))
        values = hidden[self.source[part], tank_of - some.start] * self.gain[part] + self.base[part]
        values += self._shaken(part, t_s) * self.noise[part]
        valid = np.ones(last - first, bool)
        self.effects.apply(first, values, valid, t_s)
        np.clip(values, self.low[part], self.high[part], out=values)
        return Readings(np.rint(values * self.scale[part]) / self.scale[part], valid)

    def _shaken(self, part: slice, t_s: float) -> Floats:
        """First-order autoregressive noise of unit variance, moved on to now."""
        kept = np.exp(-np.maximum(t_s - self.sampled_s[part], 0) / self.memory_s[part])
        fresh = self.rng.standard_normal(part.stop - part.start)
        self.shake[part] = kept * self.shake[part] + np.sqrt(1 - kept * kept) * fresh
        self.sampled_s[part] = t_s
        return self.shake[part]


SOURCES = {"LT": 0, "TT": 1, "PT": 2, "GT-F": 3, "GT-T": 3}
"""Row of the hidden state that an instrument sees: level, temperature, pressure, nothing."""


def _is_gas(points: Sequence[Point]) -> NDArray[np.bool_]:
    return np.array([p.quantity.startswith("GT") for p in points], bool)


def _first_high(point: Point) -> float:
    return next(limit.value for limit in point.limits if limit.kind == "H")


def _noise(point: Point) -> float:
    if point.quantity.startswith("GT"):
        return GAS_NOISE_SHARE * _first_high(point)
    return NOISE_SHARE[point.quantity] * (point.range_high - point.range_low)


def _bases(points: Sequence[Point]) -> Floats:
    return np.array([GAS_BASE_SHARE * _first_high(p) if p.quantity.startswith("GT") else 0.0 for p in points])


def _gains(points: Sequence[Point], province: Province, order: dict[str, int]) -> Floats:
    return np.array(
        [province.tanks[order[p.tank_code]].height_m if p.quantity == "LT" else 1.0 for p in points]
    )
