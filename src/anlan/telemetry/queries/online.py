"""Whether devices and enterprises are heard."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Q, QuerySet

from anlan.records.access.api import Actor, Permission, in_scope
from anlan.telemetry.models import DeviceState


@dataclass(frozen=True, slots=True)
class OnlineState:
    """How many devices of an enterprise are heard, and when the newest word came."""

    online: int
    devices: int
    last_seen_at: datetime | None


def list_device_states(*, actor: Actor, enterprise_code: str = "") -> QuerySet[DeviceState]:
    """Return the state of devices that were ever heard, of one enterprise or of all in scope."""
    actor.require(Permission.TELEMETRY_VIEW)
    scope = in_scope(actor, division="device__enterprise__division__code")
    states = DeviceState.objects.filter(scope).select_related("device")
    return states.filter(enterprise_code=enterprise_code) if enterprise_code else states


def online_states(*, actor: Actor) -> dict[str, OnlineState]:
    """Return the state of each enterprise in scope of which any device was ever heard, by code."""
    counted = (
        list_device_states(actor=actor)
        .order_by()
        .values_list("enterprise_code")
        .annotate(online=Count("pk", filter=Q(online=True)), devices=Count("pk"), seen=Max("last_seen_at"))
    )
    return {code: OnlineState(online, devices, seen) for code, online, devices, seen in counted}
