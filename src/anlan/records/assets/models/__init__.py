"""Tables of assets."""

from anlan.records.assets.models.devices import Device
from anlan.records.assets.models.enterprises import Enterprise
from anlan.records.assets.models.hazards import HazardUnit, Tank

__all__ = ["Device", "Enterprise", "HazardUnit", "Tank"]
