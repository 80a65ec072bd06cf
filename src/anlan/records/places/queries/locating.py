"""Which division a point lies in."""

from functools import lru_cache

from shapely import STRtree
from shapely.geometry import Point, shape

from anlan.records.places.models import Division
from anlan.records.places.queries.boundaries import boundaries_version


def find_division_at(*, longitude: float, latitude: float, level: int = Division.Level.COUNTY) -> str | None:
    """Return the code of the division of a level that holds a point, None outside all of them.

    Args:
        longitude: WGS-84 [deg].
        latitude: WGS-84 [deg].
        level: 1, 2 or 3.
    """
    codes, tree = _index(boundaries_version(), int(level))
    hits = tree.query(Point(longitude, latitude), predicate="intersects")
    return min((codes[hit] for hit in hits), default=None)


@lru_cache(maxsize=8)
def _index(version: str, level: int) -> tuple[list[str], STRtree]:
    del version
    rows = list(Division.objects.filter(level=level).order_by("code"))
    return [row.code for row in rows], STRtree([shape(row.boundary) for row in rows])
