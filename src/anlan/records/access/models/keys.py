"""Keys of programs."""

from django.db import models

from anlan.records.access.models.users import User


class ApiKey(models.Model):
    """A program's key: acts as its user, only for the permissions listed. Only the digest is kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_keys")
    name = models.CharField(max_length=60)
    prefix = models.CharField(max_length=12, unique=True, help_text="Shown to people, finds the row")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the secret (256 random bits)")
    permissions = models.JSONField(default=list)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix})"
