"""Outlines for the map: GeoJSON of one level, simplified without gaps between neighbours."""

from functools import lru_cache
from typing import Any

import orjson
import shapely
from django.db.models import Count, Max
from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry

from anlan.records.places.models import Division

TOLERANCE_DEG = {1: 0.01, 2: 0.01, 3: 0.005}
"""Simplification by level [deg]: the square root of the smallest corner's area that is kept."""
DIGITS = 4


def boundaries_version() -> str:
    """Return a short text that changes whenever a boundary is imported: for entity tags and caches."""
    found = Division.objects.aggregate(newest=Max("saved_at"), count=Count("code"))
    newest = found["newest"]
    return f"{found['count']}-{newest.timestamp():.0f}" if newest else "0"


def boundaries(*, level: int, prefix: str = "") -> bytes:
    """Return the outlines of one level as a GeoJSON FeatureCollection, UTF-8.

    Outlines are public knowledge, so no actor is asked for. The result is kept in memory until the next
    import.

    Args:
        level: 1 province, 2 prefectures, 3 counties.
        prefix: Only divisions whose code begins so.

    Returns:
        Features with id = code as a number and properties code, name, short_name, level, longitude, latitude.

    Raises:
        KeyError: No such level.
    """
    return _collection(boundaries_version(), level, prefix, TOLERANCE_DEG[level])


@lru_cache(maxsize=64)
def _collection(version: str, level: int, prefix: str, tolerance_deg: float) -> bytes:
    del version
    rows = list(Division.objects.filter(level=level, code__startswith=prefix).order_by("code"))
    outlines = simplify([shape(row.boundary) for row in rows], tolerance_deg)
    features = [_feature(row, outline) for row, outline in zip(rows, outlines, strict=True)]
    return orjson.dumps({"type": "FeatureCollection", "features": features})


def simplify(outlines: list[BaseGeometry], tolerance_deg: float) -> list[BaseGeometry]:
    """Return the outlines with fewer points; edges that two neighbours share stay shared.

    Args:
        outlines: Polygons, longitude and latitude [deg].
        tolerance_deg: Corners whose triangle is smaller than its square go [deg].
    """
    simplified = shapely.coverage_simplify(outlines, tolerance_deg)
    return [
        after if after.is_valid and not after.is_empty else before
        for before, after in zip(outlines, simplified, strict=True)
    ]


def _feature(row: Division, outline: BaseGeometry) -> dict[str, object]:
    geometry = mapping(outline)
    return {
        "type": "Feature",
        "id": int(row.code),
        "properties": {
            "code": row.code, "name": row.name, "short_name": row.short_name, "level": row.level,
            "longitude": row.longitude, "latitude": row.latitude,
        },
        "geometry": {**geometry, "coordinates": _digits(geometry["coordinates"])},
    }  # fmt: skip


def _digits(coordinates: Any) -> Any:
    if isinstance(coordinates, tuple | list):
        return [_digits(part) for part in coordinates]
    return round(coordinates, DIGITS)
