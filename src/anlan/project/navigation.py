"""The main menu: which pages there are, in the order of use, and who sees each."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from anlan.records.access.api import actor_of


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the menu; `url` is a URL name, `permission` what its page asks for."""

    label: str | Promise
    icon: str
    url: str
    permission: str


ENTRIES = (
    Entry(_("Overview"), "home", "telemetry:home", "telemetry.view"),
    Entry(_("Live map"), "map-2", "maps:map", "telemetry.view"),
    Entry(_("Alarms"), "bell", "telemetry:alarm-list", "telemetry.view"),
    Entry(_("Enterprises"), "building-factory-2", "assets:enterprise-list", "assets.view"),
    Entry(_("Dead letters"), "mail-off", "telemetry:deadletter-list", "deadletters.view"),
    Entry(_("System health"), "activity-heartbeat", "telemetry:system", "system.view"),
    Entry(_("Users"), "users", "access:user-list", "access.manage"),
    Entry(_("Audit trail"), "list-check", "access:audit-list", "audit.view"),
)


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Context processor: the entries of the menu, each with its address and whether it is open."""
    return {"navigation": SimpleLazyObject(lambda: _entries(request))}


def _entries(request: HttpRequest) -> list[dict[str, Any]]:
    if not request.user.is_authenticated:
        return []
    actor = actor_of(request)
    allowed = [entry for entry in ENTRIES if actor.may(entry.permission)]
    return [_entry(entry, reverse(entry.url), request.path) for entry in allowed]


def _entry(entry: Entry, href: str, path: str) -> dict[str, Any]:
    here = path == href or (href != "/" and path.startswith(href))
    return {"label": entry.label, "icon": entry.icon, "href": href, "here": here}
