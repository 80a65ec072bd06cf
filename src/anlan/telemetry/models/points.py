"""Points and their limits."""

from django.contrib.postgres.indexes import OpClass
from django.db import models


class Point(models.Model):
    """One measured quantity of one asset (监测点位), with unit, range and limits.

    `code` is the 指标编码 (TARGET_CODE, quotaId) of the national interface and never changes. The codes of
    enterprise and division stand here once more, because every reading, alarm and row filter needs them.
    """

    enterprise = models.ForeignKey("assets.Enterprise", on_delete=models.PROTECT, related_name="+")
    device = models.ForeignKey("assets.Device", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("assets.HazardUnit", on_delete=models.PROTECT, null=True, related_name="+")
    tank = models.ForeignKey("assets.Tank", on_delete=models.PROTECT, null=True, related_name="+")
    code = models.CharField(max_length=40, unique=True)
    tag = models.CharField(max_length=40, blank=True, default="", help_text="Loop tag (位号, BIT_NO)")
    name = models.CharField(max_length=120)
    quantity = models.CharField(max_length=8, help_text="LT, TT, PT, FT, GT-F, GT-T, GT-O ...")
    uom = models.CharField(max_length=16, help_text="Unit of measure of every value of this point")
    range_low = models.FloatField()
    range_high = models.FloatField()
    cycle_s = models.PositiveIntegerField(default=60, help_text="Agreed reporting cycle [s]")
    max_rate = models.FloatField(null=True, help_text="Largest physical rate of change [unit/s]")
    decimals = models.PositiveSmallIntegerField(default=2, help_text="Digits shown after the point")
    longitude = models.FloatField(null=True, help_text="WGS-84 [deg]")
    latitude = models.FloatField(null=True, help_text="WGS-84 [deg]")
    is_active = models.BooleanField(default=True)
    division_code = models.CharField(max_length=6)
    enterprise_code = models.CharField(max_length=9, db_index=True)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(range_low__lt=models.F("range_high")), name="telemetry_point_range"
            )
        ]
        indexes = [
            models.Index(
                OpClass("division_code", name="varchar_pattern_ops"), name="telemetry_point_division"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Limit(models.Model):
    """One alarm limit of a point (LL, L, H or HH) and how it is judged (hazchem.md 2.5).

    An alarm begins when the value lies strictly beyond `value` for `on_delay_s` and `min_consecutive`
    readings, and ends when it has come back by `deadband` for `off_delay_s`. Delays count source time.
    """

    class Kind(models.TextChoices):
        LL = "LL"
        L = "L"
        H = "H"
        HH = "HH"

    point = models.ForeignKey(Point, on_delete=models.CASCADE, related_name="limits")
    kind = models.CharField(max_length=2, choices=Kind)
    value = models.FloatField(help_text="In the point's unit")
    deadband = models.FloatField(default=0, help_text="Only for the return [point's unit]")
    on_delay_s = models.FloatField(default=0)
    off_delay_s = models.FloatField(default=0)
    min_consecutive = models.PositiveSmallIntegerField(default=1)
    re_alarm_s = models.PositiveIntegerField(default=0, help_text="0: never back to unacknowledged [s]")
    priority = models.PositiveSmallIntegerField(default=2, help_text="1 low to 4 highest")
    latch = models.BooleanField(default=False, help_text="Stays until it is reset by hand")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["point", "kind"], name="telemetry_limit_once"),
            models.CheckConstraint(
                condition=models.Q(
                    deadband__gte=0, on_delay_s__gte=0, off_delay_s__gte=0, min_consecutive__gte=1
                ),
                name="telemetry_limit_judgeable",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.value}"
