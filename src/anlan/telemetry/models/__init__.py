"""Tables of telemetry."""

from anlan.telemetry.models.alarms import Alarm, AlarmTransition
from anlan.telemetry.models.deadletters import DeadLetter
from anlan.telemetry.models.devices import DeviceState
from anlan.telemetry.models.idempotency import IngestRequest
from anlan.telemetry.models.partitions import PartitionState
from anlan.telemetry.models.points import Limit, Point
from anlan.telemetry.models.suppressions import Suppression

__all__ = [
    "Alarm",
    "AlarmTransition",
    "DeadLetter",
    "DeviceState",
    "IngestRequest",
    "Limit",
    "PartitionState",
    "Point",
    "Suppression",
]
