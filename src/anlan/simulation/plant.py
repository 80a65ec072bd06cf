"""One plant of the province: its units, tanks, gateways and instruments."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import cos, pi, sin

import numpy as np

from anlan.simulation.catalogue import Enterprise, Gateway, HazardUnit, Point, Province, Tank
from anlan.simulation.media import MEDIA, Medium
from anlan.simulation.setpoints import setting_for
from anlan.simulation.siting import offset

TANKS_PER_UNIT = 6
POINTS_PER_GATEWAY = 100
TANK_SPACING_M = 55.0
COLUMNS = 6
VOLUMES_M3 = {
    "fixed_roof": ((500, 9.0), (1000, 11.0), (2000, 12.5), (3000, 13.5), (5000, 15.0)),
    "floating_roof": ((3000, 13.5), (5000, 15.0), (10_000, 16.5), (20_000, 18.0)),
    "sphere": ((650, 10.7), (1000, 12.4), (1500, 14.2), (2000, 15.7)),
    "horizontal": ((50, 2.6), (100, 3.0), (150, 3.2), (200, 3.6)),
}
"""[design] Usual volumes [m3] with heights (spheres and horizontal tanks: diameters) [m]."""

DETECTOR_DISTANCE_M = {"GT-F": 8.0, "GT-T": 3.5}
"""Distance of a detector from its release source [m]: at most 10 and 4 outdoors (GB/T 50493-2019)."""

TYPE_CODES = {"LT": "01", "TT": "02", "PT": "03", "GT": "04"}
QUANTITY_NAMES = {"LT": "液位", "TT": "温度", "PT": "压力", "GT-F": "可燃气体", "GT-T": "有毒气体"}


@dataclass(frozen=True, slots=True)
class Plan:
    """What a plant is to have.

    Attributes:
        counts: Points by quantity: LT, TT, PT, GT.
        level: Its highest major-hazard level. media: CAS numbers of what it stores.
    """

    counts: Mapping[str, int]
    level: int
    media: tuple[str, ...]


def equip(enterprise: Enterprise, plan: Plan, rng: np.random.Generator) -> Province:
    """Return the enterprise with everything in it.

    There are half as many tanks as level instruments (two independent ones each); the other instruments go
    round the tanks. Everything is ordered by tank, and each gateway carries whole tanks.
    """
    enterprise = replace(enterprise, hazard_level=plan.level)
    units, tanks = _tank_farms(enterprise, plan, rng)
    gateways = tuple(
        Gateway(f"{enterprise.code}{i + 1:02d}", enterprise.code, f"采集网关{i + 1}")
        for i in range(1 + (sum(plan.counts.values()) - 1) // POINTS_PER_GATEWAY)
    )
    points = _points(enterprise, plan, tanks, gateways, rng)
    return Province((enterprise,), units, tanks, gateways, points)


def _tank_farms(
    enterprise: Enterprise, plan: Plan, rng: np.random.Generator
) -> tuple[tuple[HazardUnit, ...], tuple[Tank, ...]]:
    """Group the tanks in farms of one substance."""
    units: list[HazardUnit] = []
    tanks: list[Tank] = []
    remaining = max(1, (plan.counts["LT"] + 1) // 2)
    while remaining:
        medium = MEDIA[plan.media[len(units) % len(plan.media)]]
        size = min(remaining, TANKS_PER_UNIT, max(1, remaining // 2 + 1))
        farm = _farm(enterprise, plan.level, len(units), medium, rng)
        units.append(farm)
        tanks.extend(_tank(enterprise, farm, len(tanks) + i, i, medium, rng) for i in range(size))
        remaining -= size
    return tuple(units), tuple(tanks)


def _farm(
    enterprise: Enterprise, level: int, index: int, medium: Medium, rng: np.random.Generator
) -> HazardUnit:
    own = level if index == 0 else int(rng.integers(level, 5))
    return HazardUnit(
        code=f"{enterprise.code}{index + 1:03d}",
        enterprise_code=enterprise.code,
        name=f"{medium.name}罐区{index + 1}",
        kind="storage",
        level=own,
        longitude=enterprise.longitude,
        latitude=enterprise.latitude,
    )


def _tank(
    enterprise: Enterprise,
    farm: HazardUnit,
    overall: int,
    inside: int,
    medium: Medium,
    rng: np.random.Generator,
) -> Tank:
    shape = medium.shapes[0] if rng.random() < 0.7 else medium.shapes[-1]
    volume, height = VOLUMES_M3[shape][int(rng.integers(len(VOLUMES_M3[shape])))]
    east = (overall % COLUMNS - (COLUMNS - 1) / 2) * TANK_SPACING_M
    north = (overall // COLUMNS % 20 - 3) * TANK_SPACING_M
    longitude, latitude = offset(enterprise.longitude, enterprise.latitude, east, north)
    return Tank(
        code=f"{farm.code}{inside + 1:02d}",
        unit_code=farm.code,
        name=f"{medium.name}储罐T-{int(farm.code[-3:])}{inside + 1:02d}",
        shape=shape,
        medium=medium.name,
        cas=medium.cas,
        volume_m3=float(volume),
        height_m=height,
        longitude=round(longitude, 6),
        latitude=round(latitude, 6),
    )


def _points(
    enterprise: Enterprise,
    plan: Plan,
    tanks: tuple[Tank, ...],
    gateways: tuple[Gateway, ...],
    rng: np.random.Generator,
) -> tuple[Point, ...]:
    places = [
        (k % len(tanks), quantity, k // len(tanks))
        for quantity, count in plan.counts.items()
        for k in range(count)
    ]
    serials: dict[tuple[str, str], int] = {}
    points = []
    for place, quantity, copy in sorted(places, key=lambda p: (p[0], list(plan.counts).index(p[1]), p[2])):
        gateway = gateways[place * len(gateways) // len(tanks)].code
        serial = serials[gateway, quantity] = serials.get((gateway, quantity), 0) + 1
        code = f"{gateway}{TYPE_CODES[quantity]}{serial:03d}"
        points.append(_point(enterprise, tanks[place], code, quantity, copy, rng))
    return tuple(points)


def _point(
    enterprise: Enterprise, tank: Tank, code: str, kind: str, copy: int, rng: np.random.Generator
) -> Point:
    quantity = MEDIA[tank.cas].detector if kind == "GT" else kind
    setting = setting_for(quantity, tank)
    place = (tank.longitude, tank.latitude)
    if kind == "GT":
        angle, distance = rng.uniform(0, 2 * pi), DETECTOR_DISTANCE_M[quantity]
        place = offset(*place, distance * sin(angle), distance * cos(angle))
    letter = chr(ord("A") + copy % 26)
    return Point(
        code=code,
        device_code=code[:11],
        enterprise_code=enterprise.code,
        unit_code=tank.unit_code,
        tank_code=tank.code,
        tag=f"{kind}-{tank.name.rsplit('-', 1)[1]}{letter}",
        name=f"{tank.name}{QUANTITY_NAMES[quantity]}{letter}",
        quantity=quantity,
        uom=setting.uom,
        decimals=setting.decimals,
        range_low=setting.range_low,
        range_high=setting.range_high,
        limits=setting.limits,
        longitude=round(place[0], 6),
        latitude=round(place[1], 6),
        max_rate=setting.max_rate,
        cas=tank.cas if kind == "GT" else "",
    )
