"""Whether devices are heard."""

from django.db import models


class DeviceState(models.Model):
    """Whether a device reports: offline after three agreed cycles without a reading."""

    device = models.OneToOneField(
        "assets.Device", on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    enterprise_code = models.CharField(max_length=9, db_index=True)
    online = models.BooleanField(default=False)
    last_seen_at = models.DateTimeField(null=True, help_text="Arrival of its newest reading")
    changed_at = models.DateTimeField(help_text="When it last came or went")

    def __str__(self) -> str:
        return f"{self.device_id} {'online' if self.online else 'offline'}"
