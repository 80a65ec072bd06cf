"""The division tree."""

from django.contrib.postgres.indexes import OpClass
from django.db import models


class Division(models.Model):
    """An administrative division (行政区划) of GB/T 2260: province, prefecture or county.

    The six-digit code carries the tree: 37 00 00 > 37 05 00 > 37 05 02. A scope is therefore a code
    prefix of 2, 4 or 6 digits.
    """

    class Level(models.IntegerChoices):
        PROVINCE = 1
        PREFECTURE = 2
        COUNTY = 3

    code = models.CharField(max_length=6, primary_key=True)
    name = models.CharField(max_length=60)
    short_name = models.CharField(max_length=30)
    level = models.PositiveSmallIntegerField(choices=Level)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    longitude = models.FloatField(help_text="Label point, WGS-84 [deg]")
    latitude = models.FloatField(help_text="Label point, WGS-84 [deg]")
    boundary = models.JSONField(help_text="GeoJSON MultiPolygon, WGS-84", default=dict)
    saved_at = models.DateTimeField(help_text="When an import last wrote this row")

    class Meta:
        ordering = ["code"]
        indexes = [
            models.Index(OpClass("code", name="varchar_pattern_ops"), name="places_division_code_prefix")
        ]

    def __str__(self) -> str:
        return self.name
