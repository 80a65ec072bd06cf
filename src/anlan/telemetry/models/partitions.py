"""Checkpoints of the workers."""

from django.db import models


class PartitionState(models.Model):
    """Where the owner of a partition stands; written in the transaction of the outputs themselves.

    Outputs of log entries up to `applied_sequence` are committed. `state` holds the evaluation arrays as
    they were after `state_sequence`; recovery loads them and replays the log from there, without output
    up to `applied_sequence`.
    """

    partition = models.PositiveSmallIntegerField(primary_key=True)
    applied_sequence = models.BigIntegerField(default=0)
    state_sequence = models.BigIntegerField(default=0)
    state = models.BinaryField(default=bytes)
    owner = models.CharField(max_length=60, blank=True, default="", help_text="Worker that wrote last")
    updated_at = models.DateTimeField()
    newest_source_at = models.DateTimeField(null=True, help_text="Newest source time seen")

    def __str__(self) -> str:
        return f"p{self.partition} @ {self.applied_sequence}"
