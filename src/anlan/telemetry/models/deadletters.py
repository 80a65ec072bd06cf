"""Messages that could not be used."""

from django.db import models


class DeadLetter(models.Model):
    """A refused message, or the refused part of one, with its raw bytes and the reason.

    The table is the readable end of the dead-letter stream; old rows go (`actions.deadletters`).
    `sequence` and `stored_at` name the entry of the stream, so that none is filed twice.
    """

    sequence = models.BigIntegerField()
    stored_at = models.DateTimeField()
    gateway = models.CharField(max_length=20)
    reason = models.CharField(max_length=30)
    detail = models.CharField(max_length=500)
    source = models.CharField(max_length=200, help_text="Topic, path or peer")
    enterprise_code = models.CharField(max_length=18, blank=True, default="")
    division_code = models.CharField(max_length=6, blank=True, default="", help_text="Empty: sender unknown")
    received_at = models.DateTimeField()
    payload = models.BinaryField(help_text="At most 64 KiB of it")
    payload_size = models.PositiveIntegerField(help_text="Before the cut [bytes]")

    class Meta:
        ordering = ["-received_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["sequence", "stored_at"], name="telemetry_deadletter_once")
        ]
        indexes = [
            models.Index(fields=["-received_at", "-id"], name="telemetry_deadletter_newest"),
            models.Index(fields=["enterprise_code", "-received_at"], name="telemetry_deadletter_owner"),
        ]

    def __str__(self) -> str:
        return f"{self.reason} {self.source}"
