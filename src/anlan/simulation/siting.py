"""Where things stand: counties with their outlines, and sites inside them."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, radians

import numpy as np
from numpy.typing import NDArray

METRES_PER_DEGREE = 111_320.0
PARK_SPREAD_M = 2_500.0
"""Standard distance of a plant from the middle of its chemical park [m]."""
MARGIN_M = 700.0
"""A plant keeps this distance from the outline [m], where the county is wide enough."""

Ring = Sequence[Sequence[float]]


class NoSiteError(ValueError):
    """No place inside a county's outline was found."""


@dataclass(frozen=True, slots=True)
class County:
    """One county as the simulation needs it.

    Attributes:
        code: Six-digit division code. name: 县名. prefecture_name: Name of the prefecture above.
        longitude, latitude: Label point, WGS-84 [deg].
        outline: GeoJSON MultiPolygon coordinates, WGS-84 [deg]; empty: unknown, sites near the label.
    """

    code: str
    name: str
    prefecture_name: str
    longitude: float
    latitude: float
    outline: Sequence[Sequence[Ring]] = ()


def offset(longitude: float, latitude: float, east_m: float, north_m: float) -> tuple[float, float]:
    """Return the position some metres east and north of another.

    Args:
        longitude: WGS-84 [deg].
        latitude: WGS-84 [deg].
        east_m: Offset [m], within some tens of kilometres.
        north_m: Likewise [m].
    """
    scale = METRES_PER_DEGREE * cos(radians(latitude))
    return longitude + east_m / scale, latitude + north_m / METRES_PER_DEGREE


def inside(
    county: County, longitudes: NDArray[np.float64], latitudes: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """Return which positions lie inside the county's outline (even-odd rule, holes left out).

    Args:
        county: Whose outline.
        longitudes: WGS-84 [deg], shape (n,).
        latitudes: WGS-84 [deg], shape (n,).

    Returns:
        Flags, shape (n,); all true if the county has no outline.
    """
    if not county.outline:
        return np.ones(len(longitudes), bool)
    crossings = np.zeros(len(longitudes), np.int64)
    for polygon in county.outline:
        for ring in polygon:
            crossings += _crossings(np.asarray(ring, float)[:, :2], longitudes, latitudes)
    odd: NDArray[np.bool_] = crossings % 2 == 1
    return odd


def _crossings(
    ring: NDArray[np.float64], longitudes: NDArray[np.float64], latitudes: NDArray[np.float64]
) -> NDArray[np.int64]:
    x1, y1 = ring[:, 0], ring[:, 1]
    x2, y2 = np.roll(x1, -1), np.roll(y1, -1)
    span = (y1 <= latitudes[:, None]) != (y2 <= latitudes[:, None])
    slope = np.divide(x2 - x1, y2 - y1, out=np.zeros_like(x1), where=y1 != y2)
    right = longitudes[:, None] < x1 + (latitudes[:, None] - y1) * slope
    counted: NDArray[np.int64] = np.count_nonzero(span & right, axis=1)
    return counted


def place_plants(county: County, count: int, rng: np.random.Generator) -> list[tuple[float, float]]:
    """Return sites for some plants: clustered in one to three chemical parks inside the county.

    Raises:
        NoSiteError: The outline has no room (it is broken or tiny).
    """
    parks = _draw(county, min(3, 1 + count // 5), rng, around=None)
    return [_draw(county, 1, rng, around=parks[i % len(parks)])[0] for i in range(count)]


def _draw(
    county: County, count: int, rng: np.random.Generator, around: tuple[float, float] | None
) -> list[tuple[float, float]]:
    """Draw sites: with the margin if possible, around a park first, then around the label, then anywhere."""
    label = (county.longitude, county.latitude)
    centre = around or label
    for spread_m, margin_m in (
        (PARK_SPREAD_M if around else 9_000.0, MARGIN_M),
        (9_000.0, MARGIN_M),
        (20_000.0, 0.0),
        (60_000.0, 0.0),
    ):
        found = _candidates(county, centre, spread_m, margin_m, rng)
        if len(found) >= count:
            return found[:count]
        centre = label
    raise NoSiteError(f"no site inside {county.name} ({county.code})")


def _candidates(
    county: County, centre: tuple[float, float], spread_m: float, margin_m: float, rng: np.random.Generator
) -> list[tuple[float, float]]:
    steps = rng.normal(0, spread_m, (24, 2))
    scale = METRES_PER_DEGREE * cos(radians(centre[1]))
    lon = centre[0] + steps[:, 0] / scale
    lat = centre[1] + steps[:, 1] / METRES_PER_DEGREE
    corners = np.array([(-1, -1), (-1, 1), (1, -1), (1, 1)], float) * margin_m
    lons = (lon[:, None] + corners[:, 0] / scale).ravel()
    lats = (lat[:, None] + corners[:, 1] / METRES_PER_DEGREE).ravel()
    good = inside(county, lons, lats).reshape(-1, 4).all(axis=1)
    return [(round(float(lon[i]), 6), round(float(lat[i]), 6)) for i in np.flatnonzero(good)]
