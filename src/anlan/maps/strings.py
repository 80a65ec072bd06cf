"""Texts of the map's browser modules."""

from django.utils.translation import gettext_lazy as _

STRINGS = {
    "map.description": _(
        "Map of the enterprises. The list beside it holds the same, for keyboard and reader."
    ),
    "map.impossible": _("This browser cannot draw the map (no WebGL). The list beside it holds the same."),
}
