"""The door of assets: enterprises, hazard units, tanks, devices."""

from anlan.records.assets.actions.saving import (
    UnknownCodeError,
    save_devices,
    save_enterprises,
    save_hazard_units,
    save_tanks,
)
from anlan.records.assets.models import Device, Enterprise, HazardUnit, Tank
from anlan.records.assets.queries.devices import (
    DeviceCredential,
    find_device_credential,
    list_device_credentials,
)
from anlan.records.assets.queries.enterprises import (
    EnterpriseFilter,
    EnterpriseNotFoundError,
    get_enterprise,
    list_enterprises,
)
from anlan.records.assets.queries.references import (
    DeviceReference,
    find_devices,
    find_tank_ids,
    find_unit_ids,
)
from anlan.records.assets.specs import DeviceSpec, EnterpriseSpec, HazardUnitSpec, TankSpec

__all__ = [
    "Device",
    "DeviceCredential",
    "DeviceReference",
    "DeviceSpec",
    "Enterprise",
    "EnterpriseFilter",
    "EnterpriseNotFoundError",
    "EnterpriseSpec",
    "HazardUnit",
    "HazardUnitSpec",
    "Tank",
    "TankSpec",
    "UnknownCodeError",
    "find_device_credential",
    "find_devices",
    "find_tank_ids",
    "find_unit_ids",
    "get_enterprise",
    "list_device_credentials",
    "list_enterprises",
    "save_devices",
    "save_enterprises",
    "save_hazard_units",
    "save_tanks",
]
