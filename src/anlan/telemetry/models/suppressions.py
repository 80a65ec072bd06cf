"""Reasons why an alarm is not annunciated."""

from django.db import models

from anlan.telemetry.models.points import Point


class Suppression(models.Model):
    """An overlay on a point's alarms: shelved for a time, out of service for work, or by design.

    The condition is still tracked; when the overlay ends and it still holds, the alarm is annunciated.
    """

    class Kind(models.TextChoices):
        SHELVED = "shelved"
        OUT_OF_SERVICE = "out_of_service"
        BY_DESIGN = "by_design"

    point = models.ForeignKey(Point, on_delete=models.CASCADE, related_name="suppressions")
    side = models.CharField(max_length=4, blank=True, default="", help_text="Empty: all sides")
    kind = models.CharField(max_length=16, choices=Kind)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, help_text="Null: until ended by hand")
    reason = models.CharField(max_length=500)
    permit = models.CharField(max_length=60, blank=True, default="", help_text="Work permit (GB 30871)")
    started_by = models.CharField(max_length=60)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=60, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["point", "side", "kind"],
                condition=models.Q(ended_at=None),
                name="telemetry_suppression_one_open",
            )
        ]
        indexes = [
            models.Index(
                fields=["until"], condition=models.Q(ended_at=None), name="telemetry_suppression_due"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.point_id}"
