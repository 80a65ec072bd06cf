"""Alarms and their history."""

from django.contrib.postgres.indexes import OpClass
from django.db import models

from anlan.telemetry.models.points import Point


class Alarm(models.Model):
    """A point beyond a limit (报警), from its first raise to its close: ISA-18.2 / IEC 62682 life cycle.

    There is at most one open record per point and side. H becoming HH changes the record; it does not
    make another. `revision` grows with every change of any alarm, so "the newer row wins" everywhere.
    """

    class Side(models.TextChoices):
        LOW = "low"
        HIGH = "high"
        DATA = "data"

    class State(models.TextChoices):
        UNACK_ALM = "unack_alm"
        ACKED_ALM = "acked_alm"
        RTN_UNACK = "rtn_unack"
        LATCH_UNACK = "latch_unack"
        LATCH_ACKED = "latch_acked"
        NORM = "norm"

    point = models.ForeignKey(Point, on_delete=models.PROTECT, related_name="alarms")
    enterprise = models.ForeignKey("assets.Enterprise", on_delete=models.PROTECT, related_name="+")
    enterprise_code = models.CharField(max_length=9)
    division_code = models.CharField(max_length=6)
    quantity = models.CharField(max_length=8)
    side = models.CharField(max_length=4, choices=Side)
    state = models.CharField(max_length=12, choices=State)
    suppression = models.CharField(max_length=16, blank=True, default="")
    start_status = models.CharField(max_length=8)
    current_status = models.CharField(max_length=8)
    worst_status = models.CharField(max_length=8)
    priority = models.PositiveSmallIntegerField()
    latch = models.BooleanField(default=False)
    limit_value = models.FloatField(null=True)
    value = models.FloatField(null=True)
    peak_value = models.FloatField(null=True)
    raised_at = models.DateTimeField(help_text="Source time")
    changed_at = models.DateTimeField(help_text="Source time of the newest change of the condition")
    returned_at = models.DateTimeField(null=True, help_text="Source time")
    acked_at = models.DateTimeField(null=True)
    acked_by = models.CharField(max_length=60, blank=True, default="")
    closed_at = models.DateTimeField(null=True)
    partition = models.PositiveSmallIntegerField()
    raised_sequence = models.BigIntegerField(help_text="Log sequence of the reading that raised it")
    revision = models.BigIntegerField(unique=True)

    class Meta:
        ordering = ["-raised_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["point", "side"], condition=models.Q(closed_at=None), name="telemetry_alarm_one_open"
            )
        ]
        indexes = [
            models.Index(fields=["-raised_at", "-id"], name="telemetry_alarm_newest"),
            models.Index(
                fields=["state", "-priority", "-raised_at"],
                condition=models.Q(closed_at=None),
                name="telemetry_alarm_open",
            ),
            models.Index(fields=["enterprise_code", "-raised_at"], name="telemetry_alarm_enterprise"),
            models.Index(fields=["point", "-raised_at"], name="telemetry_alarm_point"),
            models.Index(
                OpClass("division_code", name="varchar_pattern_ops"), name="telemetry_alarm_division"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.point_id} {self.side} {self.state}"


class AlarmTransition(models.Model):
    """One step in the life of an alarm: who or what moved it, when, from which state to which."""

    class Kind(models.TextChoices):
        RAISED = "raised"
        ESCALATED = "escalated"
        DEESCALATED = "deescalated"
        RETURNED = "returned"
        RE_RAISED = "re_raised"
        REVISED = "revised"
        RE_ALARMED = "re_alarmed"
        ACKNOWLEDGED = "acknowledged"
        SHELVED = "shelved"
        UNSHELVED = "unshelved"
        OUT_OF_SERVICE = "out_of_service"
        IN_SERVICE = "in_service"
        BY_DESIGN = "by_design"
        DESIGN_ENDED = "design_ended"
        RESET = "reset"
        CLOSED = "closed"

    alarm = models.ForeignKey(Alarm, on_delete=models.CASCADE, related_name="transitions")
    kind = models.CharField(max_length=16, choices=Kind)
    from_state = models.CharField(max_length=12, blank=True, default="")
    to_state = models.CharField(max_length=12)
    status = models.CharField(max_length=8, help_text="Status of the condition after the step")
    source_at = models.DateTimeField(null=True, help_text="Source time, if a reading moved it")
    at = models.DateTimeField(help_text="When the platform noted it")
    value = models.FloatField(null=True)
    limit_value = models.FloatField(null=True)
    actor_name = models.CharField(max_length=60, blank=True, default="")
    note = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.kind
