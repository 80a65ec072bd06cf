"""Divisions as an import states them."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class DivisionSpec:
    """A division as an import states it; level and parent follow from the code.

    Attributes:
        code: GB/T 2260, its key.
        name: Full name, e.g. 东营市.
        short_name: Without the kind, e.g. 东营.
        longitude: Label point, WGS-84 [deg].
        latitude: Label point, WGS-84 [deg].
        boundary: GeoJSON MultiPolygon, WGS-84.
    """

    code: str
    name: str
    short_name: str
    longitude: float
    latitude: float
    boundary: Mapping[str, object]
