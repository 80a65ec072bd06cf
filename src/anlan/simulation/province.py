"""The hazardous-chemicals province: 443 enterprises with 17,001 points, made from a seed.

Counts: hazchem.md section 0 (362 enterprises with level-1 and 81 with level-2 major hazard sources).
Everything else here is configuration of ours [design] and no fact about a real place or company.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from anlan.simulation.catalogue import Enterprise, Gateway, HazardUnit, Point, Province, Tank
from anlan.simulation.media import MEDIA
from anlan.simulation.naming import credit_code, enterprise_name, person_name, phone_number
from anlan.simulation.plant import Plan, equip
from anlan.simulation.siting import County, place_plants

ENTERPRISES = 443
LEVEL_ONE = 362
POINTS = 17_001
MINIMUM_POINTS = 12
"""[design] Even the smallest plant reports this many points."""

SHARES = {"LT": 0.30, "TT": 0.25, "PT": 0.20, "GT": 0.25}
"""[design] Share of each quantity among the points (hazchem.md 10)."""

PREFECTURE_WEIGHTS = {
    "3701": 4.0, "3702": 5.0, "3703": 15.0, "3704": 4.5, "3705": 17.0, "3706": 9.0, "3707": 12.5, "3708": 5.0,
    "3709": 3.0, "3710": 1.5, "3711": 2.5, "3713": 5.0, "3714": 4.5, "3715": 3.5, "3716": 11.5, "3717": 5.0,
}  # fmt: skip
"""[design] Where the chemical plants are, by prefecture; a prefecture not listed weighs 1."""

COUNTY_WEIGHTS = {
    "370305": 6.0, "370321": 2.5, "370503": 4.0, "370505": 2.5, "370523": 4.0, "370211": 3.0, "370611": 0.7,
    "370681": 3.0, "370685": 1.5, "370783": 4.0, "370786": 2.5, "370703": 2.5, "371603": 2.5, "371623": 3.0,
    "371625": 3.5, "371681": 1.5, "371728": 4.0, "370481": 2.5, "370202": 0.0, "370203": 0.0, "370102": 0.0,
    "370103": 0.1, "370213": 0.3, "370705": 0.2, "370212": 0.1,
}  # fmt: skip
"""[design] Weight of a county within its prefecture, 1 if not listed; city centres have no tank farms."""


@dataclass(frozen=True, slots=True)
class Size:
    """How big a province is.

    Attributes:
        enterprises: Number of enterprises. level_one: Those with a level-1 hazard source, the rest level 2.
        points: Number of points, at least `MINIMUM_POINTS` per enterprise.
    """

    enterprises: int = ENTERPRISES
    level_one: int = LEVEL_ONE
    points: int = POINTS

    @classmethod
    def scaled(cls, factor: float) -> "Size":
        """Return the province's size times a factor: 10 gives 170,010 points, 0.01 four enterprises."""
        enterprises = max(1, round(ENTERPRISES * factor))
        points = max(round(POINTS * factor), MINIMUM_POINTS * enterprises)
        return cls(enterprises, round(LEVEL_ONE * enterprises / ENTERPRISES), points)


@dataclass(slots=True)
class _Parts:
    enterprises: list[Enterprise] = field(default_factory=list)
    units: list[HazardUnit] = field(default_factory=list)
    tanks: list[Tank] = field(default_factory=list)
    gateways: list[Gateway] = field(default_factory=list)
    points: list[Point] = field(default_factory=list)


def build_province(
    counties: Sequence[County],
    *,
    seed: int,
    size: Size | None = None,
    shares: Mapping[str, float] = SHARES,
) -> Province:
    """Return the province; the same arguments give the same province, byte for byte.

    Args:
        counties: Where enterprises may stand; at least one.
        seed: Decides everything that is drawn.
        size: Full size if None.
        shares: Share of LT, TT, PT and GT among the points; sums to 1.

    Raises:
        ValueError: No county, or fewer points than the smallest plants need.
    """
    size = size or Size()
    if not counties or size.points < MINIMUM_POINTS * size.enterprises:
        raise ValueError(f"no room for {size} in {len(counties)} counties")
    ordered = sorted(counties, key=lambda county: county.code)
    rng = np.random.default_rng([seed, 1])
    plans = _plans(size, shares, rng)
    parts = _Parts()
    for index, (enterprise, plan) in enumerate(zip(_sited(ordered, size, rng), plans, strict=True)):
        made = equip(enterprise, plan, np.random.default_rng([seed, 2, index]))
        parts.enterprises.extend(made.enterprises)
        parts.units.extend(made.units)
        parts.tanks.extend(made.tanks)
        parts.gateways.extend(made.gateways)
        parts.points.extend(made.points)
    return Province(
        tuple(parts.enterprises),
        tuple(parts.units),
        tuple(parts.tanks),
        tuple(parts.gateways),
        tuple(parts.points),
    )


def apportion(weights: Sequence[float], total: int) -> list[int]:
    """Return whole numbers in proportion to weights that add up to `total` (largest remainder)."""
    exact = np.asarray(weights, float) * (total / float(np.sum(weights)))
    counts = np.floor(exact).astype(int)
    largest = np.argsort(-(exact - counts), kind="stable")[: total - int(counts.sum())]
    counts[largest] += 1
    return [int(n) for n in counts]


def _plans(size: Size, shares: Mapping[str, float], rng: np.random.Generator) -> list[Plan]:
    """Share out the points: exact totals for each quantity by rounding the running sums."""
    spare = size.points - MINIMUM_POINTS * size.enterprises
    extra = apportion(rng.lognormal(0, 0.75, size.enterprises).tolist(), spare)
    totals = np.cumsum([0] + [MINIMUM_POINTS + n for n in extra])
    edges = np.cumsum([0.0, *shares.values()])
    # Running sum of everything up to and including a quantity, rounded: differences are whole and exact.
    running = np.rint(np.outer(totals, edges)).astype(int)
    counts = np.diff(np.diff(running, axis=0), axis=1)
    level_one = set(rng.permutation(size.enterprises)[: size.level_one].tolist())
    media = _media(size.enterprises, rng)
    return [
        Plan(dict(zip(shares, map(int, row), strict=True)), 1 if i in level_one else 2, media[i])
        for i, row in enumerate(counts)
    ]


def _media(count: int, rng: np.random.Generator) -> list[tuple[str, ...]]:
    """Draw one to four substances for each enterprise."""
    keys = list(MEDIA)
    weights = np.array([medium.weight for medium in MEDIA.values()], float)
    chances = weights / weights.sum()
    return [
        tuple(keys[i] for i in rng.choice(len(keys), int(rng.integers(1, 5)), replace=False, p=chances))
        for _ in range(count)
    ]


def _sited(counties: Sequence[County], size: Size, rng: np.random.Generator) -> Iterator[Enterprise]:
    prefectures: dict[str, int] = {}
    for county, count in zip(counties, _distribution(counties, size.enterprises), strict=True):
        if not count:
            continue
        for longitude, latitude in place_plants(county, count, rng):
            prefecture = county.code[:4]
            serial = prefectures[prefecture] = prefectures.get(prefecture, 0) + 1
            yield _enterprise(county, serial, sum(prefectures.values()), (longitude, latitude))


def _distribution(counties: Sequence[County], total: int) -> list[int]:
    """Enterprises per county: first by prefecture, then within."""
    prefectures = sorted({county.code[:4] for county in counties})
    quotas = apportion([PREFECTURE_WEIGHTS.get(p, 1.0) for p in prefectures], total)
    counts = [0] * len(counties)
    for prefecture, quota in zip(prefectures, quotas, strict=True):
        members = [i for i, county in enumerate(counties) if county.code[:4] == prefecture]
        weights = [COUNTY_WEIGHTS.get(counties[i].code, 1.0) or 1e-9 for i in members]
        for i, count in zip(members, apportion(weights, quota), strict=True):
            counts[i] = count
    return counts


def _enterprise(county: County, serial: int, overall: int, site: tuple[float, float]) -> Enterprise:
    name, industry = enterprise_name(county.name, overall)
    return Enterprise(
        code=f"{county.code[:4]}{serial:05d}",
        credit_code=credit_code(county.code, overall),
        name=name,
        division_code=county.code,
        address=f"{county.prefecture_name}{county.name}化工园区{overall % 40 + 1}号",
        longitude=site[0],
        latitude=site[1],
        hazard_level=None,
        industry_code=industry,
        principal=person_name(overall),
        phone=phone_number(overall),
    )
