"""What happens inside the tanks: fill and empty cycles, temperatures and pressures that go together."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from anlan.simulation.catalogue import Tank
from anlan.simulation.media import MEDIA
from anlan.simulation.weather import DIURNAL_C, daily_mean_c, diurnal

Floats = NDArray[np.float64]

CYCLE_AT = np.array([0.0, 0.3, 0.5, 0.8, 1.0])
CYCLE_LEVEL = np.array([0.0, 1.0, 1.0, 0.0, 0.0])
"""Share of the working range: fills for 30 % of the cycle, rests, empties, rests."""
FLOW_AT = np.array([0.0, 0.01, 0.29, 0.3, 0.5, 0.51, 0.79, 0.8, 1.0])
FLOW = np.array([0.0, 1.0, 1.0, 0.0, 0.0, -1.0, -1.0, 0.0, 0.0])
"""Flow into the tank, -1 to 1 of its usual rate; pumps take a moment to start and stop."""

ATMOSPHERE_KPA = 101.3
VAPOUR_K = 2_700.0
"""Slope of ln p over 1/T of the liquefied gases [K] (ammonia 2,850, propane 2,300, chlorine 2,500)."""
REFERENCE_K = 293.15


@dataclass(frozen=True, slots=True, eq=False)
class TankState:
    """Tanks at one moment; every array has shape (n,).

    Attributes:
        level: Filled share, 0 to 1. flow: Into the tank, -1 to 1 of its usual rate.
        temperature_c: Liquid [Celsius].
        pressure: In the unit of the tank's gauge: MPa, or kPa for a blanketed fixed roof (gauge pressure).
    """

    level: Floats
    flow: Floats
    temperature_c: Floats
    pressure: Floats


@dataclass(frozen=True, slots=True, eq=False)
class TankFarm:
    """Tanks as arrays, shape (n,): period and phase of their cycle, working range, contents.

    Attributes:
        period_s: Length of the fill-empty cycle [s]: 8 to 24 h, so that H to HH takes over 10 min.
        phase: Where in the cycle time zero is. low, high: Working range, shares of the height.
        storage_c: See `Medium`. cooled: Likewise. vapour_kpa: Likewise.
        floating: Floating roof: its gauge is at the pump's discharge.
        height_m: Height [m].
    """

    period_s: Floats
    phase: Floats
    low: Floats
    high: Floats
    storage_c: Floats
    cooled: NDArray[np.bool_]
    vapour_kpa: Floats
    floating: NDArray[np.bool_]
    height_m: Floats

    @classmethod
    def of(cls, tanks: Sequence[Tank], *, seed: int) -> "TankFarm":
        """Return the farm of these tanks with drawn cycles."""
        rng = np.random.default_rng([seed, 10])
        count = len(tanks)
        media = [MEDIA[tank.cas] for tank in tanks]
        return cls(
            period_s=rng.uniform(8 * 3600, 24 * 3600, count),
            phase=rng.random(count),
            low=rng.uniform(0.28, 0.40, count),
            high=rng.uniform(0.60, 0.74, count),
            storage_c=np.array([m.storage_c for m in media], float),
            cooled=np.array([m.cooled for m in media], bool),
            vapour_kpa=np.array([m.vapour_kpa for m in media], float),
            floating=np.array([t.shape == "floating_roof" for t in tanks], bool),
            height_m=np.array([t.height_m for t in tanks], float),
        )

    def state(self, t_s: float, part: slice) -> TankState:
        """Return some of the tanks at a moment.

        Args:
            t_s: Process time [s since epoch, UTC].
            part: Which tanks.
        """
        cycle = (t_s / self.period_s[part] + self.phase[part]) % 1.0
        low, high = self.low[part], self.high[part]
        level = low + (high - low) * np.interp(cycle, CYCLE_AT, CYCLE_LEVEL)
        flow = np.interp(cycle, FLOW_AT, FLOW)
        temperature = self._temperature_c(t_s, part, flow)
        return TankState(level, flow, temperature, self._pressure(part, level, flow, temperature))

    def _temperature_c(self, t_s: float, part: slice, flow: Floats) -> Floats:
        """Liquid lags the air by four hours and feels a quarter of its swing; fresh liquid is warmer."""
        swing = DIURNAL_C * diurnal(t_s, lag_s=4 * 3600)
        outdoors = daily_mean_c(t_s) + self.storage_c[part] + 0.25 * swing + 0.8 * np.maximum(flow, 0)
        indoors = self.storage_c[part] + 0.1 * swing + 0.4 * np.maximum(flow, 0)
        return np.where(self.cooled[part], indoors, outdoors)

    def _pressure(self, part: slice, level: Floats, flow: Floats, temperature_c: Floats) -> Floats:
        vapour = self.vapour_kpa[part]
        warmth = 1 / REFERENCE_K - 1 / (temperature_c + 273.15)
        absolute = (vapour + ATMOSPHERE_KPA) * np.exp(VAPOUR_K * warmth) * (1 + 0.02 * np.maximum(flow, 0))
        liquefied_mpa = np.maximum(absolute - ATMOSPHERE_KPA, 0) / 1000
        pump_mpa = 0.01 * level * self.height_m[part] * 0.8 + 0.45 * np.maximum(-flow, 0)
        blanket_kpa = 0.8 + 0.25 * flow
        return np.where(vapour > 0, liquefied_mpa, np.where(self.floating[part], pump_mpa, blanket_kpa))
