"""Reads of devices."""

from dataclasses import dataclass
from hashlib import sha256
from secrets import compare_digest

from anlan.records.assets.models import Device


@dataclass(frozen=True, slots=True)
class DeviceCredential:
    """What is needed to let a device in.

    Attributes:
        device_code: Its log-in name.
        enterprise_code: Whose data it may send.
        secret_digest: SHA-256 of its secret, hexadecimal; "" matches nothing.
    """

    device_code: str
    enterprise_code: str
    secret_digest: str

    def accepts(self, secret: str) -> bool:
        """Return whether this is the device's secret, in constant time."""
        return compare_digest(sha256(secret.encode()).hexdigest(), self.secret_digest)


def find_device_credential(device_code: str) -> DeviceCredential | None:
    """Return the credential of an active device of an active enterprise, None if there is none."""
    rows = Device.objects.filter(code=device_code, is_active=True, enterprise__is_active=True)
    row = rows.values_list("code", "enterprise__code", "secret_digest").first()
    return DeviceCredential(*row) if row else None


def list_device_credentials() -> list[DeviceCredential]:
    """Return the credentials of all active devices, in order of code: for a gateway's cache."""
    rows = Device.objects.filter(is_active=True, enterprise__is_active=True).order_by("code")
    return [DeviceCredential(*row) for row in rows.values_list("code", "enterprise__code", "secret_digest")]
