"""The door of assets: enterprises, hazard units, tanks, devices."""

from anlan.records.assets.actions.saving import (
    UnknownCodeError,
    save_devices,
    save_enterprises,
    save_hazard_units,
    save_tanks,
)
from anlan.records.assets.queries.devices import (
    DeviceCredential,
    find_device_credential,
    list_device_credentials,
)
from anlan.records.assets.specs import DeviceSpec, EnterpriseSpec, HazardUnitSpec, TankSpec

__all__ = [
    "DeviceCredential",
    "DeviceSpec",
    "EnterpriseSpec",
    "HazardUnitSpec",
    "TankSpec",
    "UnknownCodeError",
    "find_device_credential",
    "list_device_credentials",
    "save_devices",
    "save_enterprises",
    "save_hazard_units",
    "save_tanks",
]
