"""Hazard-source units and tanks."""

from django.db import models

from anlan.records.assets.models.enterprises import Enterprise


class HazardUnit(models.Model):
    """A production or storage unit that may be a major hazard source (重大危险源, GB 18218-2018)."""

    class Kind(models.TextChoices):
        PRODUCTION = "production"
        STORAGE = "storage"

    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="hazard_units")
    code = models.CharField(max_length=12, unique=True, help_text="Enterprise code + 3-digit serial")
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=12, choices=Kind)
    level = models.PositiveSmallIntegerField(null=True, help_text="Registered level 1 to 4; null: not major")
    longitude = models.FloatField(help_text="WGS-84 [deg]")
    latitude = models.FloatField(help_text="WGS-84 [deg]")

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class Tank(models.Model):
    """A storage tank of a unit."""

    class Shape(models.TextChoices):
        FIXED_ROOF = "fixed_roof"
        FLOATING_ROOF = "floating_roof"
        SPHERE = "sphere"
        HORIZONTAL = "horizontal"

    unit = models.ForeignKey(HazardUnit, on_delete=models.CASCADE, related_name="tanks")
    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=60)
    shape = models.CharField(max_length=14, choices=Shape)
    medium = models.CharField(max_length=60)
    cas = models.CharField(max_length=12, blank=True, default="")
    volume_m3 = models.FloatField()
    height_m = models.FloatField()
    longitude = models.FloatField(help_text="WGS-84 [deg]")
    latitude = models.FloatField(help_text="WGS-84 [deg]")

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name
