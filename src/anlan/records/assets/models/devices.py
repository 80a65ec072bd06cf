"""Devices that speak to a gateway."""

from django.db import models

from anlan.records.assets.models.enterprises import Enterprise


class Device(models.Model):
    """An edge gateway or other device of an enterprise, with the credential it logs in with.

    `code` is enterprise code + 2-digit serial. The secret is random (256 bits), so a plain SHA-256 digest
    of it is enough and cheap when a whole province reconnects at once.
    """

    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="devices")
    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=60)
    secret_digest = models.CharField(max_length=64, blank=True, default="")
    is_active = models.BooleanField(default=True)
    report_interval_s = models.PositiveIntegerField(default=60, help_text="Agreed reporting cycle [s]")

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code
