"""Requests that must have their effect once."""

from django.db import models


class IngestRequest(models.Model):
    """An `Idempotency-Key` of `POST /readings` with its answer, kept for a day.

    The same key with the same body gets the same answer again; with another body it is refused.
    """

    owner = models.CharField(max_length=40, help_text="Kind and id of the caller")
    key = models.CharField(max_length=100)
    digest = models.CharField(max_length=64, help_text="SHA-256 of the body")
    status = models.PositiveSmallIntegerField()
    answer = models.JSONField()
    created_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "key"], name="telemetry_ingestrequest_once")]

    def __str__(self) -> str:
        return f"{self.owner} {self.key}"
