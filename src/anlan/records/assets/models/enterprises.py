"""Enterprises."""

from django.db import models


class Enterprise(models.Model):
    """A business (企业) with its unified social credit code (GB 32100) and its place."""

    code = models.CharField(
        max_length=9, unique=True, help_text="City code (4 digits) + serial (5): national interface"
    )
    credit_code = models.CharField(
        max_length=18, unique=True, help_text="GB 32100-2015, check character verified"
    )
    name = models.CharField(max_length=120)
    division = models.ForeignKey("places.Division", on_delete=models.PROTECT, related_name="+")
    industry_code = models.CharField(max_length=6, blank=True, default="", help_text="GB/T 4754")
    address = models.CharField(max_length=200, blank=True, default="")
    longitude = models.FloatField(help_text="WGS-84 [deg]")
    latitude = models.FloatField(help_text="WGS-84 [deg]")
    hazard_level = models.PositiveSmallIntegerField(null=True, help_text="Highest major-hazard level, 1 to 4")
    principal = models.CharField(max_length=60, blank=True, default="")
    phone = models.CharField(max_length=20, blank=True, default="")
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name
