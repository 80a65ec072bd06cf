"""The bus, as the settings describe it."""

from anlan.bus.jetstream import BusSettings, JetStreamBus
from anlan.project import settings


def bus_settings(name: str) -> BusSettings:
    """Return how the platform's bus is reached; `name` is the process, for the broker's monitoring."""
    return BusSettings(
        servers=settings.NATS_URL.split(","),
        user=settings.NATS_USER,
        password=settings.NATS_PASSWORD,
        name=f"anlan {name}",
        partitions=settings.PARTITIONS,
        replicas=settings.REPLICAS,
    )


def open_bus(name: str) -> JetStreamBus:
    """Return the platform's bus, not connected yet; `name` is the process, for the broker's monitoring."""
    return JetStreamBus(bus_settings(name))
