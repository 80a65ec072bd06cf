"""Texts of the shell's browser modules. Pages carry them as JSON in the reader's language."""

from django.utils.translation import gettext_lazy as _

STRINGS = {
    "live.connecting": _("Connecting"),
    "live.live": _("Live"),
    "live.lost": _("Connection lost: trying again"),
    "live.paused": _("Paused while hidden"),
    "failed.title": _("That did not work"),
    "failed.network": _("The server did not answer. Check the network and try again."),
    "failed.server": _("The server had an error. Try again; if it stays, tell your administrator."),
    "failed.session": _("You have been logged out. Log in again to go on."),
}
