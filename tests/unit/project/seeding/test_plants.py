from dataclasses import fields

import pytest

from anlan.project.seeding.plants import (
    counties_of,
    device_specs,
    enterprise_specs,
    point_specs,
    simulated_province,
    tank_specs,
    unit_specs,
)
from anlan.records.places.api import published_divisions
from anlan.simulation.catalogue import Province
from anlan.simulation.province import Size

DIVISIONS = published_divisions()


@pytest.fixture(scope="module")
def province() -> Province:
    return simulated_province(DIVISIONS, seed=1, size=Size(5, 3, 150))


def test_shandong_has_136_counties_with_outlines() -> None:
    counties = counties_of(DIVISIONS)
    assert len(counties) == 136
    assert all(county.outline for county in counties)
    hekou = next(county for county in counties if county.code == "370503")
    assert (hekou.name, hekou.prefecture_name) == ("河口区", "东营市")


def test_the_demo_plant_comes_last_and_apart(province: Province) -> None:
    assert len(province.enterprises) == 6
    assert province.enterprises[-1].code == "370590001"
    assert province.enterprises[-1].division_code == "370503"
    assert len(province.points) == 150 + 52


def test_nothing_is_lost_on_the_way_to_the_specs(province: Province) -> None:
    for specs, things in (
        (enterprise_specs(province), province.enterprises),
        (unit_specs(province), province.units),
        (tank_specs(province), province.tanks),
    ):
        assert len(specs) == len(things)
        for spec, thing in zip(specs, things, strict=True):
            for field in fields(spec):  # type: ignore[arg-type]
                assert getattr(spec, field.name) == getattr(thing, field.name)


def test_a_device_has_its_secret_and_cycle(province: Province) -> None:
    specs = device_specs(province, secret_of=lambda code: "s" + code, report_interval_s=10)
    assert [s.code for s in specs] == [g.code for g in province.gateways]
    assert specs[0].secret == "s" + specs[0].code
    assert specs[0].report_interval_s == 10


def test_a_point_keeps_its_limits_and_gets_its_cycle(province: Province) -> None:
    specs = point_specs(province, cycle_s=10)
    for spec, point in zip(specs, province.points, strict=True):
        assert (spec.code, spec.cycle_s, spec.max_rate) == (point.code, 10, point.max_rate)
        kept = [(x.kind, x.value, x.deadband, x.on_delay_s, x.off_delay_s, x.priority) for x in spec.limits]
        assert kept == [
            (x.kind, x.value, x.deadband, x.on_delay_s, x.off_delay_s, x.priority) for x in point.limits
        ]
