"""The audit trail."""

from django.db import models


class AuditEntry(models.Model):
    """One write by somebody, chained: `digest` = SM3 over the previous digest and this row's content.

    `sequence` has no gaps; a missing, changed or inserted row breaks the chain (`anlan audit verify`).
    """

    sequence = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=10)
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=60)
    action = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=60)
    detail = models.JSONField(default=dict)
    address = models.GenericIPAddressField(null=True)
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["sequence"]
        indexes = [models.Index(fields=["subject_kind", "subject_id"], name="access_audit_subject")]

    def __str__(self) -> str:
        return f"{self.sequence} {self.action}"
