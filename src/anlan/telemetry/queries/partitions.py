"""Where the workers stand."""

from anlan.records.access.api import Actor, Permission
from anlan.telemetry.models import PartitionState

BEYOND = 1_000_000
"""More entries than the lake can be ahead of a checkpoint."""


def list_next_sequences() -> dict[int, int]:
    """Return a log sequence for each partition that nobody has read yet: for a log that is made anew."""
    rows = PartitionState.objects.values_list("partition", "applied_sequence", "state_sequence")
    return {partition: max(applied, state) + BEYOND for partition, applied, state in rows if applied or state}


def list_partitions(*, actor: Actor) -> list[PartitionState]:
    """Return every partition's checkpoint, without the arrays."""
    actor.require(Permission.SYSTEM_VIEW)
    return list(PartitionState.objects.defer("state").order_by("partition"))
