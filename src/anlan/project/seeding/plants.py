"""The simulated province as records: from the catalogue to the specs that the apps' doors take."""

from collections.abc import Callable, Sequence

from anlan.records.assets.api import DeviceSpec, EnterpriseSpec, HazardUnitSpec, TankSpec
from anlan.records.places.api import DivisionSpec
from anlan.simulation.catalogue import Point, Province
from anlan.simulation.province import Size, build_province
from anlan.simulation.siting import County
from anlan.simulation.tennessee import demo_plant
from anlan.simulation.tep import NORMAL_RUN, load_run
from anlan.telemetry.api import LimitSpec, PointSpec


def counties_of(divisions: Sequence[DivisionSpec]) -> list[County]:
    """Return the counties of a province's divisions as the simulation needs them."""
    names = {division.code: division.name for division in divisions}
    return [
        County(
            division.code,
            division.name,
            names[f"{division.code[:4]}00"],
            division.longitude,
            division.latitude,
            division.boundary["coordinates"],  # type: ignore[arg-type]
        )
        for division in divisions
        if not division.code.endswith("00")
    ]


def simulated_province(divisions: Sequence[DivisionSpec], *, seed: int, size: Size) -> Province:
    """Return the tank farms and, last, the demo plant."""
    counties = counties_of(divisions)
    farms = build_province(counties, seed=seed, size=size)
    return farms + demo_plant(counties, load_run(NORMAL_RUN), seed=seed)


def enterprise_specs(province: Province) -> list[EnterpriseSpec]:
    """Return the enterprises."""
    return [
        EnterpriseSpec(
            code=e.code,
            credit_code=e.credit_code,
            name=e.name,
            division_code=e.division_code,
            longitude=e.longitude,
            latitude=e.latitude,
            industry_code=e.industry_code,
            address=e.address,
            hazard_level=e.hazard_level,
            principal=e.principal,
            phone=e.phone,
        )
        for e in province.enterprises
    ]


def unit_specs(province: Province) -> list[HazardUnitSpec]:
    """Return the hazard units."""
    return [
        HazardUnitSpec(
            code=u.code,
            enterprise_code=u.enterprise_code,
            name=u.name,
            kind=u.kind,
            longitude=u.longitude,
            latitude=u.latitude,
            level=u.level,
        )
        for u in province.units
    ]


def tank_specs(province: Province) -> list[TankSpec]:
    """Return the tanks."""
    return [
        TankSpec(
            code=t.code,
            unit_code=t.unit_code,
            name=t.name,
            shape=t.shape,
            medium=t.medium,
            volume_m3=t.volume_m3,
            height_m=t.height_m,
            longitude=t.longitude,
            latitude=t.latitude,
            cas=t.cas,
        )
        for t in province.tanks
    ]


def device_specs(
    province: Province, *, secret_of: Callable[[str], str], report_interval_s: int
) -> list[DeviceSpec]:
    """Return the gateways.

    Args:
        province: Whose.
        secret_of: Password of a device code.
        report_interval_s: Agreed reporting cycle [s].
    """
    return [
        DeviceSpec(
            code=g.code,
            enterprise_code=g.enterprise_code,
            name=g.name,
            secret=secret_of(g.code),
            report_interval_s=report_interval_s,
        )
        for g in province.gateways
    ]


def point_specs(province: Province, *, cycle_s: int) -> list[PointSpec]:
    """Return the points with their limits.

    Args:
        province: Whose.
        cycle_s: Agreed reporting cycle [s].
    """
    return [_point_spec(point, cycle_s) for point in province.points]


def _point_spec(point: Point, cycle_s: int) -> PointSpec:
    return PointSpec(
        code=point.code,
        device_code=point.device_code,
        name=point.name,
        quantity=point.quantity,
        uom=point.uom,
        range_low=point.range_low,
        range_high=point.range_high,
        tag=point.tag,
        unit_code=point.unit_code,
        tank_code=point.tank_code,
        cycle_s=cycle_s,
        max_rate=point.max_rate,
        decimals=point.decimals,
        longitude=point.longitude,
        latitude=point.latitude,
        limits=[
            LimitSpec(
                kind=limit.kind,
                value=limit.value,
                deadband=limit.deadband,
                on_delay_s=limit.on_delay_s,
                off_delay_s=limit.off_delay_s,
                priority=limit.priority,
            )
            for limit in point.limits
        ],
    )
