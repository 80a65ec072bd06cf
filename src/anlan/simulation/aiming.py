"""From a fault's words to its effect on points: which ones, and where their values go."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from anlan.simulation.catalogue import Point, Province, Tank
from anlan.simulation.faults import FLOOD_POINTS, POINT_KINDS, Effect, Fault, Kind, UnknownFaultError
from anlan.simulation.siting import METRES_PER_DEGREE
from anlan.simulation.weather import plume, wind

BEYOND = 0.35
"""How far past the limit a fault goes, as a share of the distance to the next limit."""
LEAK_PEAK = 1.3
"""Peak of a leak of severity 2 at the nearest detector downwind, times HH; severity 1: just past H."""
RISE_S = {Kind.STEP: 5.0, Kind.LEAK: 30.0, Kind.OVERFILL: 120.0, Kind.FLOOD: 5.0}
DRIFT_RISE_SHARE = 0.8
ONCE_WINDOW_S = 180.0
"""A spike waits this long for the next sample [s]."""
SOUND_SPEED_OF_GAS_MS = 1.0
"""[design] How fast a leak creeps from detector to detector [m/s]."""


@dataclass(frozen=True, slots=True)
class Targets:
    """A catalogue arranged for finding what a fault hits."""

    points: Sequence[Point]
    tanks: dict[str, Tank]
    by_code: dict[str, int] = field(repr=False)
    by_tank: dict[str, list[int]] = field(repr=False)

    @classmethod
    def of(cls, province: Province) -> "Targets":
        """Return the targets of a catalogue."""
        by_tank: dict[str, list[int]] = {}
        for index, point in enumerate(province.points):
            by_tank.setdefault(point.tank_code, []).append(index)
        return cls(
            province.points,
            {tank.code: tank for tank in province.tanks},
            {point.code: index for index, point in enumerate(province.points)},
            by_tank,
        )

    def aim(self, fault: Fault) -> Effect:
        """Return what the fault does to which points.

        Raises:
            UnknownFaultError: There is no such target, or the fault cannot happen to it.
        """
        if fault.kind in POINT_KINDS:
            return self._point_fault(fault)
        if fault.kind is Kind.LEAK:
            return self._leak(fault)
        if fault.kind is Kind.OVERFILL:
            return self._overfill(fault)
        if fault.kind is Kind.FLOOD:
            return self._flood(fault)
        raise UnknownFaultError(f"{fault.kind} happens to a gateway, not to points")

    def _point_fault(self, fault: Fault) -> Effect:
        index = self.by_code.get(fault.target)
        if index is None:
            raise UnknownFaultError(f"no point {fault.target!r}")
        how = {Kind.STUCK: "freeze", Kind.SPIKE: "once", Kind.BAD: "invalid"}.get(fault.kind, "pull")
        goal = 0.0 if how in ("freeze", "invalid") else goal_of(self.points[index], fault)
        drifting = fault.kind is Kind.DRIFT
        return Effect(
            how=how,
            points=np.array([index], np.intp),
            starts_s=np.array([fault.start_s]),
            goals=np.array([goal]),
            duration_s=max(fault.duration_s, ONCE_WINDOW_S if how == "once" else 0.0),
            rise_s=fault.duration_s * DRIFT_RISE_SHARE if drifting else RISE_S[Kind.STEP],
        )

    def _tank(self, fault: Fault) -> Tank:
        tank = self.tanks.get(fault.target)
        if tank is None:
            raise UnknownFaultError(f"no tank {fault.target!r}")
        return tank

    def _leak(self, fault: Fault) -> Effect:
        """The detectors of the same substance around the tank, as the wind carries the gas."""
        tank = self._tank(fault)
        found = np.array(
            [i for i in self._of_enterprise(tank) if self.points[i].cas == tank.cas], dtype=np.intp
        )
        if not len(found):
            raise UnknownFaultError(f"tank {tank.code} has no gas detector")
        scale = METRES_PER_DEGREE * np.cos(np.radians(tank.latitude))
        east = np.array([(self.points[i].longitude - tank.longitude) * scale for i in found])
        north = np.array([(self.points[i].latitude - tank.latitude) * METRES_PER_DEGREE for i in found])
        share = plume(east, north, wind(fault.start_s, tank.longitude)[1])
        peaks = np.array([goal_of(self.points[i], fault) for i in found])
        return Effect(
            how="pull",
            points=found,
            starts_s=fault.start_s + np.hypot(east, north) / SOUND_SPEED_OF_GAS_MS * (share < 1),
            goals=peaks * share,
            duration_s=fault.duration_s,
            rise_s=RISE_S[Kind.LEAK],
            fall_s=90.0,
        )

    def _of_enterprise(self, tank: Tank) -> list[int]:
        owner = tank.unit_code[:9]
        first = self.by_tank[tank.code][0] if tank.code in self.by_tank else 0
        a = b = first
        while a > 0 and self.points[a - 1].enterprise_code == owner:
            a -= 1
        while b < len(self.points) and self.points[b].enterprise_code == owner:
            b += 1
        return list(range(a, b))

    def _overfill(self, fault: Fault) -> Effect:
        """Both level instruments of the tank rise past the limit together."""
        tank = self._tank(fault)
        levels = [i for i in self.by_tank.get(tank.code, ()) if self.points[i].quantity == "LT"]
        if not levels:
            raise UnknownFaultError(f"tank {tank.code} has no level instrument")
        return Effect(
            how="pull",
            points=np.array(levels, np.intp),
            starts_s=np.full(len(levels), fault.start_s),
            goals=np.array([goal_of(self.points[i], fault) for i in levels]),
            duration_s=fault.duration_s,
            rise_s=RISE_S[Kind.OVERFILL],
        )

    def _flood(self, fault: Fault) -> Effect:
        """300 points whose codes begin so go over their limits one after another within the time."""
        found = [i for i, p in enumerate(self.points) if p.code.startswith(fault.target) and p.limits]
        if not found:
            raise UnknownFaultError(f"no point's code begins with {fault.target!r}")
        rng = np.random.default_rng([int(fault.start_s), len(found)])
        chosen = np.sort(rng.choice(found, min(FLOOD_POINTS, len(found)), replace=False)).astype(np.intp)
        return Effect(
            how="pull",
            points=chosen,
            starts_s=fault.start_s + rng.uniform(0, fault.duration_s, len(chosen)),
            goals=np.array([goal_of(self.points[i], fault) for i in chosen]),
            duration_s=fault.duration_s,
            rise_s=RISE_S[Kind.FLOOD],
        )


def goal_of(point: Point, fault: Fault) -> float:
    """Return a value that crosses the limit of a fault's side and severity, and no further one.

    Falls back to the limits the point has: a side without limits gives the other side.
    """
    values = {limit.kind: limit.value for limit in point.limits}
    kinds = ("H", "HH") if fault.side == "high" or "L" not in values else ("L", "LL")
    chain = [values[kind] for kind in kinds if kind in values]
    chain.append(point.range_high if kinds[0] == "H" else point.range_low)
    step = min(fault.severity, len(chain) - 1)
    if fault.kind is Kind.LEAK and fault.severity >= 2:
        return min(chain[-2] * LEAK_PEAK, point.range_high)
    return chain[step - 1] + BEYOND * (chain[step] - chain[step - 1])
