"""Passwords of simulated devices, derived so that seeding and simulator agree without a list."""

import hmac
from hashlib import sha256


def device_secret(installation_secret: str, device_code: str) -> str:
    """Return the password of one device: HMAC-SHA256 of its code under the installation's secret, in hex.

    Only simulated devices get their password so; a real device's is random and given once.

    Args:
        installation_secret: Random, at least 32 characters, kept in `var/` and never shown.
        device_code: Code of the device, its MQTT user name.
    """
    return hmac.new(installation_secret.encode(), device_code.encode(), sha256).hexdigest()
