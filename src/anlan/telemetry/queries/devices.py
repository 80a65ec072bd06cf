"""Which enterprises are not heard."""

from django.db.models import Exists, OuterRef, QuerySet

from anlan.records.access.api import Actor, Permission, in_scope
from anlan.records.assets.api import Device, Enterprise
from anlan.telemetry.models import DeviceState


def list_offline_enterprises(*, actor: Actor) -> "QuerySet[Enterprise]":
    """Return the enterprises of which no device is heard: those that were heard once, or should be."""
    actor.require(Permission.TELEMETRY_VIEW)
    heard = DeviceState.objects.filter(device__enterprise=OuterRef("pk"), online=True)
    devices = Device.objects.filter(enterprise=OuterRef("pk"), is_active=True)
    scope = in_scope(actor, division="division__code", enterprise="code")
    return Enterprise.objects.filter(scope, ~Exists(heard), Exists(devices), is_active=True).order_by("code")
