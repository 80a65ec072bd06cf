"""The demo plant: a chemical plant whose 52 points are the variables of the Tennessee Eastman process.

Names and units: Downs & Vogel, Comput. Chem. Eng. 17 (1993) 245, tables 3 to 5. Limits are ours [design]:
mean of the normal training run d00 plus or minus 4.5 (L, H) and 7 (LL, HH) of its standard deviations.
"""

from math import ceil, log10

import numpy as np
from numpy.typing import NDArray

from anlan.simulation.catalogue import Enterprise, Gateway, HazardUnit, Limit, Point, Province
from anlan.simulation.naming import credit_code, person_name, phone_number
from anlan.simulation.siting import County, place_plants

ENTERPRISE_SERIAL = 90_001
"""Serials from here on are demonstrations and not among the province's 443 enterprises."""
PREFERRED_COUNTY = "370503"
HIGH_DEVIATIONS = 4.5
HIGH_HIGH_DEVIATIONS = 7.0
DELAY_S = 5

FLOW_A = ("FT", "kscmh")
PERCENT_LEVEL = ("LT", "%")
PRESSURE = ("PT", "kPa")
TEMPERATURE = ("TT", "℃")
VALVE = ("ZT", "%")
SHARE = ("CT", "mol%")

VARIABLES: tuple[tuple[str, str, tuple[str, str]], ...] = (
    ("XMEAS(1)", "A进料流量", FLOW_A),
    ("XMEAS(2)", "D进料流量", ("FT", "kg/h")),
    ("XMEAS(3)", "E进料流量", ("FT", "kg/h")),
    ("XMEAS(4)", "A和C进料流量", FLOW_A),
    ("XMEAS(5)", "循环流量", FLOW_A),
    ("XMEAS(6)", "反应器进料流量", FLOW_A),
    ("XMEAS(7)", "反应器压力", PRESSURE),
    ("XMEAS(8)", "反应器液位", PERCENT_LEVEL),
    ("XMEAS(9)", "反应器温度", TEMPERATURE),
    ("XMEAS(10)", "放空流量", FLOW_A),
    ("XMEAS(11)", "分离器温度", TEMPERATURE),
    ("XMEAS(12)", "分离器液位", PERCENT_LEVEL),
    ("XMEAS(13)", "分离器压力", PRESSURE),
    ("XMEAS(14)", "分离器底流", ("FT", "m³/h")),
    ("XMEAS(15)", "汽提塔液位", PERCENT_LEVEL),
    ("XMEAS(16)", "汽提塔压力", PRESSURE),
    ("XMEAS(17)", "汽提塔底流", ("FT", "m³/h")),
    ("XMEAS(18)", "汽提塔温度", TEMPERATURE),
    ("XMEAS(19)", "汽提塔蒸汽流量", ("FT", "kg/h")),
    ("XMEAS(20)", "压缩机功率", ("JT", "kW")),
    ("XMEAS(21)", "反应器冷却水出口温度", TEMPERATURE),
    ("XMEAS(22)", "分离器冷却水出口温度", TEMPERATURE),
    *((f"XMEAS({23 + i})", f"反应器进料组分{c}", SHARE) for i, c in enumerate("ABCDEF")),
    *((f"XMEAS({29 + i})", f"放空气组分{c}", SHARE) for i, c in enumerate("ABCDEFGH")),
    *((f"XMEAS({37 + i})", f"产品组分{c}", SHARE) for i, c in enumerate("DEFGH")),
    ("XMV(1)", "D进料阀", VALVE),
    ("XMV(2)", "E进料阀", VALVE),
    ("XMV(3)", "A进料阀", VALVE),
    ("XMV(4)", "A和C进料阀", VALVE),
    ("XMV(5)", "压缩机循环阀", VALVE),
    ("XMV(6)", "放空阀", VALVE),
    ("XMV(7)", "分离器液相流量阀", VALVE),
    ("XMV(8)", "汽提塔产品流量阀", VALVE),
    ("XMV(9)", "汽提塔蒸汽阀", VALVE),
    ("XMV(10)", "反应器冷却水阀", VALVE),
    ("XMV(11)", "冷凝器冷却水阀", VALVE),
)
"""Tag, name, (quantity, unit) of each column of a run, in order."""

FIXED_RANGES = {
    "%": (-5.0, 120.0), "mol%": (-5.0, 100.0), "℃": (0.0, 200.0), "kPa": (0.0, 4000.0),
}  # fmt: skip
"""Instrument range by unit; flows and power reach to about four times their normal value."""


def demo_plant(counties: list[County], normal_run: NDArray[np.float64], *, seed: int) -> Province:
    """Return the demo plant with its 52 points.

    Args:
        counties: Where it may stand: Hekou (Dongying) if listed, else the first.
        normal_run: Run d00, shape (rows, 52): decides limits and ranges.
        seed: Decides the site.
    """
    county = next((c for c in counties if c.code == PREFERRED_COUNTY), counties[0])
    longitude, latitude = place_plants(county, 1, np.random.default_rng([seed, 4]))[0]
    code = f"{county.code[:4]}{ENTERPRISE_SERIAL}"
    enterprise = Enterprise(
        code=code,
        credit_code=credit_code(county.code, ENTERPRISE_SERIAL),
        name=f"{county.name}安澜演示化工厂(田纳西-伊斯曼过程)",
        division_code=county.code,
        address=f"{county.prefecture_name}{county.name}演示园区1号",
        longitude=longitude,
        latitude=latitude,
        hazard_level=3,
        industry_code="2614",
        principal=person_name(ENTERPRISE_SERIAL),
        phone=phone_number(ENTERPRISE_SERIAL),
    )
    unit = HazardUnit(f"{code}001", code, "反应工段", "production", 3, longitude, latitude)
    gateway = Gateway(f"{code}01", code, "DCS采集网关")
    points = tuple(_point(index, normal_run[:, index], gateway, unit) for index in range(len(VARIABLES)))
    return Province((enterprise,), (unit,), (), (gateway,), points)


def _point(index: int, normal: NDArray[np.float64], gateway: Gateway, unit: HazardUnit) -> Point:
    tag, name, (quantity, uom) = VARIABLES[index]
    mean, deviation = float(normal.mean()), float(normal.std())
    decimals = max(0, 2 - int(np.floor(log10(deviation))))
    low, high = FIXED_RANGES.get(uom) or (-0.02 * mean, _round_up(4 * mean))
    return Point(
        code=f"{gateway.code}90{index + 1:03d}",
        device_code=gateway.code,
        enterprise_code=gateway.enterprise_code,
        unit_code=unit.code,
        tank_code="",
        tag=tag,
        name=name,
        quantity=quantity,
        uom=uom,
        decimals=decimals,
        range_low=round(low, 4),
        range_high=high,
        limits=_limits(mean, deviation, decimals, low, high),
        longitude=unit.longitude,
        latitude=unit.latitude,
    )


def _limits(mean: float, deviation: float, decimals: int, low: float, high: float) -> tuple[Limit, ...]:
    distances = {
        "LL": -HIGH_HIGH_DEVIATIONS, "L": -HIGH_DEVIATIONS, "H": HIGH_DEVIATIONS, "HH": HIGH_HIGH_DEVIATIONS,
    }  # fmt: skip
    values = {kind: round(mean + factor * deviation, decimals) for kind, factor in distances.items()}
    return tuple(
        Limit(kind, value, round(deviation, decimals + 1), DELAY_S, DELAY_S, 3 if len(kind) == 2 else 2)
        for kind, value in values.items()
        if low < value < high
    )


def _round_up(value: float) -> float:
    step: float = 10.0 ** (int(np.floor(log10(value))))
    return ceil(value / step) * step
