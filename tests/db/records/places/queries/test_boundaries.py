from datetime import timedelta

import orjson
import pytest
from shapely.geometry import box, shape
from tests.support.records import NOW, keep_divisions, platform

from anlan.records.places.api import published_divisions, save_divisions
from anlan.records.places.queries.boundaries import boundaries, boundaries_version, simplify

pytestmark = pytest.mark.django_db


def test_gives_the_counties_of_a_prefecture_as_geojson() -> None:
    keep_divisions()
    collection = orjson.loads(boundaries(level=3, prefix="3705"))
    assert [f["properties"]["name"] for f in collection["features"]] == ["东营区", "河口区"]
    assert shape(collection["features"][0]["geometry"]).area == pytest.approx(1)


def test_a_new_import_changes_the_version_and_the_outlines() -> None:
    keep_divisions()
    before, version = boundaries(level=1), boundaries_version()
    province = published_divisions()[0]
    save_divisions(specs=[province], actor=platform(), now=NOW + timedelta(seconds=1))
    assert boundaries_version() != version
    assert boundaries(level=1) != before


def test_neighbours_keep_their_shared_edge() -> None:
    left = box(0, 0, 1, 1).segmentize(0.01)
    right = box(1, 0, 2, 1).segmentize(0.01)
    a, b = simplify([left, right], 0.05)
    assert a.intersection(b).length == pytest.approx(1)
    assert a.union(b).area == pytest.approx(2)


def test_the_whole_province_fits_the_map() -> None:
    save_divisions(specs=published_divisions(), actor=platform(), now=NOW)
    counties = boundaries(level=3)
    assert len(orjson.loads(counties)["features"]) == 136
    assert len(counties) < 500_000
