"""What the simulated province consists of: enterprises, units, tanks, gateways and points."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit of a point.

    Attributes:
        kind: LL, L, H or HH.
        value: In the point's unit.
        deadband: Amount by which the value must return before the alarm clears [point unit].
        on_delay_s: How long it must stay beyond [s]. off_delay_s: How long it must stay back [s].
        priority: 1 low to 4 highest.
    """

    kind: str
    value: float
    deadband: float
    on_delay_s: int
    off_delay_s: int
    priority: int


@dataclass(frozen=True, slots=True)
class Point:
    """One measured quantity (监测点位).

    Attributes:
        code: 指标编码: gateway code + 2-digit type + 3-digit serial.
        tag: Loop tag (位号).
        quantity: LT, TT, PT, GT-F, GT-T ... (hazchem.md 2.1).
        decimals: Digits after the point at the instrument's resolution.
        max_rate: Largest physical rate of change [unit/s], None where there is none.
        cas: Substance a gas detector is set to, else "".
    """

    code: str
    device_code: str
    enterprise_code: str
    unit_code: str
    tank_code: str
    tag: str
    name: str
    quantity: str
    uom: str
    decimals: int
    range_low: float
    range_high: float
    limits: tuple[Limit, ...]
    longitude: float
    latitude: float
    max_rate: float | None = None
    cas: str = ""


@dataclass(frozen=True, slots=True)
class Tank:
    """One tank (储罐); `medium` is a key of `media.MEDIA`."""

    code: str
    unit_code: str
    name: str
    shape: str
    medium: str
    cas: str
    volume_m3: float
    height_m: float
    longitude: float
    latitude: float


@dataclass(frozen=True, slots=True)
class HazardUnit:
    """One production or storage unit; `level` is its registered major-hazard level, None if none."""

    code: str
    enterprise_code: str
    name: str
    kind: str
    level: int | None
    longitude: float
    latitude: float


@dataclass(frozen=True, slots=True)
class Gateway:
    """One edge gateway: a device with its own credential and MQTT connection."""

    code: str
    enterprise_code: str
    name: str


@dataclass(frozen=True, slots=True)
class Enterprise:
    """One invented enterprise."""

    code: str
    credit_code: str
    name: str
    division_code: str
    address: str
    longitude: float
    latitude: float
    hazard_level: int | None
    industry_code: str
    principal: str
    phone: str


@dataclass(frozen=True, slots=True)
class Province:
    """The whole catalogue; points stand in the order of their enterprises, tanks of their units."""

    enterprises: tuple[Enterprise, ...] = ()
    units: tuple[HazardUnit, ...] = ()
    tanks: tuple[Tank, ...] = ()
    gateways: tuple[Gateway, ...] = ()
    points: tuple[Point, ...] = field(default=())

    def __add__(self, other: "Province") -> "Province":
        return Province(
            self.enterprises + other.enterprises,
            self.units + other.units,
            self.tanks + other.tanks,
            self.gateways + other.gateways,
            self.points + other.points,
        )


def subset(province: Province, count: int) -> Province:
    """Return some of the enterprises with everything they have, evenly picked; all if there are fewer.

    Args:
        province: The whole.
        count: How many enterprises to keep, >= 1.
    """
    total = len(province.enterprises)
    if count >= total:
        return province
    kept = {province.enterprises[i * total // count].code for i in range(count)}
    return Province(
        tuple(e for e in province.enterprises if e.code in kept),
        tuple(u for u in province.units if u.enterprise_code in kept),
        tuple(t for t in province.tanks if t.unit_code[:9] in kept),
        tuple(g for g in province.gateways if g.enterprise_code in kept),
        tuple(p for p in province.points if p.enterprise_code in kept),
    )
