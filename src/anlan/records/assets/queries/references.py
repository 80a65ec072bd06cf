"""Keys of assets by code, for whoever builds on them."""

from collections.abc import Collection
from dataclasses import dataclass

from anlan.records.assets.models import Device, HazardUnit, Tank


@dataclass(frozen=True, slots=True)
class DeviceReference:
    """A device, and the enterprise and division whose data it sends."""

    device_id: int
    enterprise_id: int
    enterprise_code: str
    division_code: str


def find_devices(codes: Collection[str]) -> dict[str, DeviceReference]:
    """Return the kept ones of these devices by code."""
    rows = Device.objects.filter(code__in=codes).values_list(
        "code", "pk", "enterprise_id", "enterprise__code", "enterprise__division_id"
    )
    return {row[0]: DeviceReference(*row[1:]) for row in rows}


def find_unit_ids(codes: Collection[str]) -> dict[str, int]:
    """Return the keys of the kept ones of these hazard units by code."""
    return dict(HazardUnit.objects.filter(code__in=codes).values_list("code", "pk"))


def find_tank_ids(codes: Collection[str]) -> dict[str, int]:
    """Return the keys of the kept ones of these tanks by code."""
    return dict(Tank.objects.filter(code__in=codes).values_list("code", "pk"))
