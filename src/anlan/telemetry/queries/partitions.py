"""Where the workers stand."""

from anlan.records.access.api import Actor, Permission
from anlan.telemetry.models import PartitionState


def list_partitions(*, actor: Actor) -> list[PartitionState]:
    """Return every partition's checkpoint, without the arrays."""
    actor.require(Permission.SYSTEM_VIEW)
    return list(PartitionState.objects.defer("state").order_by("partition"))
