"""Ranges, limits, deadbands and delays of the simulated instruments (hazchem.md 2.3 to 2.5).

Fractions of range and storage pressures are ours [design] within the cited rules: at least two high
levels for temperature and pressure and a high and a low one for level (AQ 3036-2010 practice), gas at
25/50 %LEL or 100/200 %OEL (GB/T 50493-2019), deadbands 5/1/2 % and delays 60/60/15 s by signal (ISA-18.2).
"""

from dataclasses import dataclass

from anlan.simulation.catalogue import Limit, Tank
from anlan.simulation.media import MEDIA

PRIORITY = {"LL": 3, "L": 2, "H": 2, "HH": 3}
DEADBAND_SHARE = {"LT": 0.05, "TT": 0.01, "PT": 0.02}
ON_DELAY_S = {"LT": 60, "TT": 60, "PT": 15}
LEVEL_SHARES = {"LL": 0.08, "L": 0.15, "H": 0.85, "HH": 0.92}
GAS_ON_DELAY_S = 5
GAS_OFF_DELAY_S = 60


@dataclass(frozen=True, slots=True)
class Setting:
    """How one instrument is set: see `catalogue.Point`."""

    uom: str
    decimals: int
    range_low: float
    range_high: float
    limits: tuple[Limit, ...]
    max_rate: float | None = None


def setting_for(quantity: str, tank: Tank) -> Setting:
    """Return the setting of an instrument of one quantity (LT, TT, PT, GT-F, GT-T) at a tank.

    Raises:
        KeyError: No such quantity.
    """
    build = {"LT": _level, "TT": _temperature, "PT": _pressure, "GT-F": _flammable, "GT-T": _toxic}
    return build[quantity](tank)


def _process_limits(quantity: str, span: float, values: dict[str, float | None]) -> tuple[Limit, ...]:
    return tuple(
        Limit(
            kind=kind,
            value=round(float(value), 4),
            deadband=round(span * DEADBAND_SHARE[quantity], 4),
            on_delay_s=ON_DELAY_S[quantity],
            off_delay_s=0,
            priority=PRIORITY[kind],
        )
        for kind, value in values.items()
        if value is not None
    )


def _level(tank: Tank) -> Setting:
    limits = _process_limits("LT", tank.height_m, {k: s * tank.height_m for k, s in LEVEL_SHARES.items()})
    return Setting("m", 3, 0.0, tank.height_m, limits, max_rate=round(tank.height_m * 0.02, 3))


def _temperature(tank: Tank) -> Setting:
    low, high, high_high = MEDIA[tank.cas].temperature_limits_c
    limits = _process_limits("TT", 120, {"L": low, "H": high, "HH": high_high})
    return Setting("℃", 1, -40.0, 80.0, limits, max_rate=3.0)


def _pressure(tank: Tank) -> Setting:
    """Liquefied gas: gauge MPa under the design pressure. Blanketed: kPa. Floating roof: pump discharge."""
    vapour_kpa = MEDIA[tank.cas].vapour_kpa
    if vapour_kpa:
        high = liquefied_high_mpa(vapour_kpa)
        limits = _process_limits("PT", high * 1.6, {"H": high, "HH": high * 1.15})
        return Setting("MPa", 3, 0.0, round(high * 1.6, 2), limits)
    if tank.shape == "floating_roof":
        limits = _process_limits("PT", 1.6, {"H": 0.9, "HH": 1.1})
        return Setting("MPa", 3, 0.0, 1.6, limits)
    limits = _process_limits("PT", 5, {"LL": -0.3, "L": 0.1, "H": 1.5, "HH": 1.8})
    return Setting("kPa", 2, -2.0, 3.0, limits)


def liquefied_high_mpa(vapour_kpa: float) -> float:
    """Return the first high pressure limit of a liquefied gas [MPa] (gauge).

    Args:
        vapour_kpa: Gauge vapour pressure at 20 Celsius [kPa].
    """
    return round(vapour_kpa * 2.0 / 1000 + 0.05, 2)


def _flammable(tank: Tank) -> Setting:
    del tank
    return Setting("%LEL", 1, 0.0, 100.0, _gas_limits(25.0, 50.0, 3.0))


def _toxic(tank: Tank) -> Setting:
    medium = MEDIA[tank.cas]
    oel = medium.toxic_oel_ppm
    return Setting("ppm", 2, 0.0, medium.detector_range, _gas_limits(oel, 2 * oel, round(oel / 10, 3)))


def _gas_limits(first: float, second: float, deadband: float) -> tuple[Limit, ...]:
    """Level 1 after a short delay, level 2 at once."""
    return (
        Limit("H", first, deadband, GAS_ON_DELAY_S, GAS_OFF_DELAY_S, 3),
        Limit("HH", second, deadband, 0, GAS_OFF_DELAY_S, 4),
    )
