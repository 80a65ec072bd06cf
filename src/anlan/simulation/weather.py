"""The weather of the simulated province: closed forms in time, so that any moment can be asked for."""

from math import radians

import numpy as np
from numpy.typing import NDArray

DAY_S = 86_400.0
YEAR_S = 365.25 * DAY_S
SHANGHAI_S = 8 * 3600.0

MEAN_C = 13.5
"""[design] Annual mean of Shandong's plain [Celsius]."""
ANNUAL_C = 13.0
"""[design] Half the difference between July and January [Celsius]."""
DIURNAL_C = 5.0
"""[design] Half the difference between 14:30 and 02:30 [Celsius]."""
WARMEST_DAY_S = 200 * DAY_S
WARMEST_HOUR_S = 14.5 * 3600


def daily_mean_c(t_s: float) -> float:
    """Return the mean air temperature of the season [Celsius].

    Args:
        t_s: Time [s since epoch, UTC].
    """
    return MEAN_C + ANNUAL_C * float(np.cos(2 * np.pi * (t_s - WARMEST_DAY_S) / YEAR_S))


def diurnal(t_s: float, lag_s: float = 0.0) -> float:
    """Return the daily swing, -1 at its coldest to 1 at its warmest.

    Args:
        t_s: Time [s since epoch, UTC].
        lag_s: How far something heavy lags behind the air [s].
    """
    return float(np.cos(2 * np.pi * (t_s + SHANGHAI_S - WARMEST_HOUR_S - lag_s) / DAY_S))


def wind(t_s: float, place: float) -> tuple[float, float]:
    """Return wind speed [m/s] and the direction it blows to [rad, clockwise from north].

    Args:
        t_s: Time [s since epoch, UTC].
        place: Any number of the place: places differ by a constant phase.
    """
    speed = 3.0 + 1.5 * np.sin(2 * np.pi * t_s / 10_800 + place)
    veer = radians(45) * np.sin(2 * np.pi * t_s / 5_400 + 2 * place)
    return float(speed), float((place + veer) % (2 * np.pi))


def plume(
    east_m: NDArray[np.float64], north_m: NDArray[np.float64], wind_to_rad: float
) -> NDArray[np.float64]:
    """Return the shape of a gas plume from the origin, relative to its largest value.

    A Gaussian plume of open ground (sigma 0.22 and 0.16 of the distance plus the size of the source):
    good enough to decide which detectors see a leak; no consequence model.

    Args:
        east_m: Receptors east of the source [m], shape (n,).
        north_m: Receptors north of it [m], shape (n,).
        wind_to_rad: Direction the wind blows to [rad, clockwise from north].

    Returns:
        0 to 1, the largest exactly 1, shape (n,); the nearest receptor is 1 if all stand upwind.
    """
    along = east_m * np.sin(wind_to_rad) + north_m * np.cos(wind_to_rad)
    across = east_m * np.cos(wind_to_rad) - north_m * np.sin(wind_to_rad)
    reach = np.maximum(along, 0.0)
    sigma_y, sigma_z = 2 + 0.22 * reach, 2 + 0.16 * reach
    shape = np.exp(-0.5 * (across / sigma_y) ** 2) / (sigma_y * sigma_z)
    shape = np.where(along >= -3.0, shape, 0.0)
    if not shape.any():
        shape = np.zeros(len(shape))
        shape[np.argmin(np.hypot(east_m, north_m))] = 1.0
    relative: NDArray[np.float64] = shape / shape.max()
    return relative
