"""Texts of the browser modules of telemetry."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from anlan.telemetry import labels


def _keyed(prefix: str, words: labels.Labels) -> dict[str, str | Promise]:
    return {f"{prefix}.{code}": word for code, word in words.items()}


STRINGS: dict[str, str | Promise] = {
    **_keyed("priority", labels.PRIORITY),
    **_keyed("state", labels.STATE),
    **_keyed("status", labels.STATUS),
    **_keyed("suppression", labels.SUPPRESSION),
    "alarm.select": _("Select the alarm {name}"),
    "alarms.arrived": _("New alarms: {count}"),
    "alarms.waiting": _("Alarms that came since: {count}"),
    "trend.loading": _("Loading …"),
    "trend.empty": _("No readings in this time."),
    "trend.failed": _("The history could not be read. Try again, or choose a shorter time."),
    "trend.mean": _("Mean"),
    "trend.value": _("Value"),
    "trend.range": _("Minimum to maximum"),
    "trend.description": _("{name} over time, in {unit}"),
    "age.seconds": _("{count} s ago"),
    "age.minutes": _("{count} min ago"),
    "age.hours": _("{count} h ago"),
    "age.days": _("{count} days ago"),
}
