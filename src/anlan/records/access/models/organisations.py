"""Organisations and their departments."""

from django.db import models


class Organisation(models.Model):
    """A body with people: an emergency-management bureau, a partner department's bureau, an enterprise.

    `division_code` is where it sits in GB/T 2260; its scope is that division's subtree.
    An enterprise's organisation has `enterprise_code` and sees nothing but itself.
    """

    class Kind(models.TextChoices):
        EMERGENCY = "emergency"
        TRANSPORT = "transport"
        POLICE = "police"
        PARTNER = "partner"
        ENTERPRISE = "enterprise"

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=12, choices=Kind)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    division_code = models.CharField(max_length=6)
    enterprise_code = models.CharField(max_length=18, blank=True, default="", db_index=True)
    is_active = models.BooleanField(default=True, help_text="No: none of its people can log in")

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class Department(models.Model):
    """A part of an organisation (处室) and the domains it covers: hazchem, command, ... or `all`."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="departments")
    name = models.CharField(max_length=60)
    domains = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "name"], name="access_department_once")
        ]

    def __str__(self) -> str:
        return self.name
