"""The filter of the alarm list, from the address to the query."""

from datetime import datetime
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.kernel.instants import SHANGHAI
from anlan.records.places.api import DivisionName
from anlan.telemetry import labels
from anlan.telemetry.api import AlarmFilter
from anlan.web.forms import StyledForm

STATES: dict[str, dict[str, Any]] = {
    "open": {"open_only": True},
    "unacknowledged": {
        "open_only": True,
        "annunciated_only": True,
        "states": ("unack_alm", "rtn_unack", "latch_unack"),
    },
    "acknowledged": {"open_only": True, "states": ("acked_alm", "latch_acked")},
    "returned": {"open_only": True, "states": ("rtn_unack", "latch_unack", "latch_acked")},
    "suppressed": {"open_only": True, "suppressed_only": True},
    "closed": {"closed_only": True},
    "all": {},
}
"""What each choice of state means; `alarm-rows.js` has the same rules for live rows."""
STATE_CHOICES = [
    ("open", _("All open")),
    ("unacknowledged", _("Unacknowledged")),
    ("acknowledged", _("Acknowledged")),
    ("returned", _("Returned")),
    ("suppressed", _("Suppressed")),
    ("closed", pgettext_lazy("alarm", "Closed")),
    ("all", _("All, closed too")),
]
LOCAL_TIME = {"type": "datetime-local", "step": "60"}


class AlarmFilterForm(StyledForm):
    """What the alarm list can be narrowed to; wrong input narrows nothing."""

    state = forms.ChoiceField(label=_("State"), choices=STATE_CHOICES, required=False)
    priority = forms.TypedMultipleChoiceField(
        label=_("Priority"),
        choices=labels.PRIORITY.items(),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    division = forms.ChoiceField(label=_("Place"), required=False)
    quantity = forms.ChoiceField(
        label=_("Quantity"), choices=[("", _("All")), *labels.QUANTITY.items()], required=False
    )
    side = forms.ChoiceField(label=_("Side"), choices=[("", _("All")), *labels.SIDE.items()], required=False)
    text = forms.CharField(label=_("Point or enterprise"), max_length=60, required=False)
    since = forms.DateTimeField(
        label=_("Raised from"), required=False, widget=forms.DateTimeInput(LOCAL_TIME)
    )
    until = forms.DateTimeField(
        label=_("Raised before"), required=False, widget=forms.DateTimeInput(LOCAL_TIME)
    )
    enterprise = forms.CharField(max_length=9, required=False, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict, *, divisions: list[DivisionName]) -> None:
        super().__init__(data, auto_id="filter-%s")
        places = [(_prefix(d.code), d.name) for d in divisions]
        self.fields["division"].choices = [("", _("All")), *places]  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """Return what is usable of the input."""
        self.is_valid()
        return self.cleaned_data

    def filter(self) -> AlarmFilter:
        """Return the filter of the query."""
        found = self.values()
        return AlarmFilter(
            **STATES[found.get("state") or "open"],
            priorities=found.get("priority") or (),
            sides=_one(found.get("side")),
            quantities=_one(found.get("quantity")),
            division_prefix=found.get("division") or "",
            enterprise_code=found.get("enterprise") or "",
            text=(found.get("text") or "").replace("\0", ""),
            since=_local(found.get("since")),
            until=_local(found.get("until")),
        )

    def as_json(self, enterprise_id: int | None) -> dict[str, Any]:
        """Return the filter as the live feed of the page takes it."""
        found = {name: value for name, value in self.values().items() if value}
        for name in ("since", "until"):
            instant = _local(found.get(name))
            if instant:
                found[name] = instant.isoformat()
        return {**found, "enterprise": enterprise_id}


def _prefix(code: str) -> str:
    return code.removesuffix("00").removesuffix("00")


def _one(value: str | None) -> tuple[str, ...]:
    return (value,) if value else ()


def _local(value: datetime | None) -> datetime | None:
    return value.astimezone(SHANGHAI) if value else None
