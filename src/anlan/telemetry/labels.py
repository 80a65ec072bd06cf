"""Words for codes: what pages show for a state, a priority, a quantity."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Labels = dict[str, str | Promise]

PRIORITY: Labels = {
    "4": pgettext_lazy("priority", "Highest"),
    "3": pgettext_lazy("priority", "High"),
    "2": pgettext_lazy("priority", "Medium"),
    "1": pgettext_lazy("priority", "Low"),
}
STATE: Labels = {
    "unack_alm": _("Unacknowledged"),
    "acked_alm": _("Acknowledged"),
    "rtn_unack": _("Returned, unacknowledged"),
    "latch_unack": _("Latched, unacknowledged"),
    "latch_acked": _("Latched, acknowledged"),
    "norm": pgettext_lazy("alarm", "Closed"),
    "closed": pgettext_lazy("alarm", "Closed"),
}
SUPPRESSION: Labels = {
    "shelved": _("Shelved"),
    "out_of_service": _("Out of service"),
    "by_design": _("Suppressed by design"),
}
STATUS: Labels = {
    "LL": pgettext_lazy("status", "Low-low (LL)"),
    "L": pgettext_lazy("status", "Low (L)"),
    "NORMAL": pgettext_lazy("status", "Normal"),
    "H": pgettext_lazy("status", "High (H)"),
    "HH": pgettext_lazy("status", "High-high (HH)"),
    "BAD": _("Bad data"),
    "STALE": _("No data"),
    "OK": pgettext_lazy("status", "Normal"),
    "GOOD": pgettext_lazy("status", "Normal"),
}
SIDE: Labels = {
    "low": pgettext_lazy("side", "Low"),
    "high": pgettext_lazy("side", "High"),
    "data": pgettext_lazy("side", "Data"),
}
QUANTITY: Labels = {
    "LT": _("Level"),
    "TT": _("Temperature"),
    "PT": _("Pressure"),
    "FT": _("Flow"),
    "GT-F": _("Flammable gas"),
    "GT-T": _("Toxic gas"),
    "GT-O": _("Oxygen"),
    "FD": _("Flame, smoke"),
    "WS": _("Wind speed"),
    "WD": _("Wind direction"),
    "AT": _("Ambient temperature"),
    "RH": _("Humidity"),
    "JT": _("Power"),
    "ZT": _("Valve position"),
    "CT": _("Composition"),
}
TRANSITION: Labels = {
    "raised": _("Raised"),
    "escalated": _("Became worse"),
    "deescalated": _("Became less"),
    "returned": _("Returned to normal"),
    "re_raised": _("Raised again"),
    "revised": _("Changed"),
    "re_alarmed": _("Reminded again"),
    "acknowledged": _("Acknowledged"),
    "shelved": _("Shelved"),
    "unshelved": _("Shelving ended"),
    "out_of_service": _("Taken out of service"),
    "in_service": _("Back in service"),
    "by_design": _("Suppressed by design"),
    "design_ended": _("Suppression by design ended"),
    "reset": _("Reset"),
    "closed": pgettext_lazy("alarm", "Closed"),
}
SHAPE: Labels = {
    "fixed_roof": _("Fixed roof"),
    "floating_roof": _("Floating roof"),
    "sphere": _("Sphere"),
    "horizontal": _("Horizontal tank"),
}
REASON: Labels = {
    "undecodable": _("Cannot be decoded"),
    "wrong_schema": _("Wrong fields"),
    "unknown_enterprise": _("Unknown enterprise"),
    "unknown_point": _("Unknown point"),
    "value_not_a_number": _("Value is not a number"),
    "time_in_future": _("Time in the future"),
    "time_too_old": _("Time too old"),
    "too_large": _("Message too large"),
    "flooded": _("Too many messages"),
    "foreign_owner": _("Belongs to another enterprise"),
}
