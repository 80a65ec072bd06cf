"""What people write when they act on an alarm or a point."""

from datetime import datetime, timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from anlan.telemetry.api import LimitSpec, Overlay
from anlan.telemetry.models import Limit
from anlan.web.forms import StyledForm

HOURS = [
    ("0.5", _("30 minutes")),
    ("1", _("1 hour")),
    ("2", _("2 hours")),
    ("4", _("4 hours")),
    ("8", _("8 hours")),
    ("24", _("24 hours")),
]


class NoteForm(StyledForm):
    """A note for the history."""

    note = forms.CharField(label=_("Note (optional)"), max_length=500, required=False)


class ShelveForm(StyledForm):
    """Silence for a time, with a reason."""

    reason = forms.CharField(label=_("Reason"), max_length=500)
    hours = forms.ChoiceField(label=_("For"), choices=HOURS, initial="1")

    def overlay(self, side: str, now: datetime) -> Overlay:
        """Return what is asked."""
        until = now + timedelta(hours=float(self.cleaned_data["hours"]))
        return Overlay(kind="shelved", reason=self.cleaned_data["reason"], side=side, until=until)


class ServiceForm(StyledForm):
    """Out of service, under a work permit."""

    permit = forms.CharField(label=_("Work permit number"), max_length=60)
    reason = forms.CharField(label=_("Reason"), max_length=500)
    hours = forms.ChoiceField(
        label=_("Until"),
        choices=[("", _("ended by hand")), *HOURS, ("72", _("3 days")), ("168", _("7 days"))],
        required=False,
    )

    def overlay(self, now: datetime) -> Overlay:
        """Return what is asked, for all sides of the point."""
        hours = self.cleaned_data["hours"]
        until = now + timedelta(hours=float(hours)) if hours else None
        return Overlay(
            kind="out_of_service",
            reason=self.cleaned_data["reason"],
            permit=self.cleaned_data["permit"],
            until=until,
        )


class LimitForm(StyledForm):
    """One limit of a point; without a value there is no such limit."""

    value = forms.FloatField(label=_("Limit"), required=False)
    deadband = forms.FloatField(label=_("Deadband"), required=False, min_value=0)
    on_delay_s = forms.FloatField(label=_("On-delay (s)"), required=False, min_value=0, max_value=86_400)
    off_delay_s = forms.FloatField(label=_("Off-delay (s)"), required=False, min_value=0, max_value=86_400)
    re_alarm_s = forms.IntegerField(
        label=_("Remind after (s)"), required=False, min_value=0, max_value=604_800
    )
    min_consecutive = forms.IntegerField(
        label=_("Readings in a row"), required=False, min_value=1, max_value=1000
    )
    priority = forms.TypedChoiceField(
        label=_("Priority"), coerce=int, choices=[(n, str(n)) for n in (4, 3, 2, 1)]
    )
    latch = forms.BooleanField(label=_("Latch"), required=False)

    def __init__(self, *args: object, kind: str, row: Limit | None = None, **kwargs: object) -> None:
        self.kind = kind
        initial = {name: getattr(row, name) for name in self.base_fields} if row else {"priority": 2}
        super().__init__(*args, prefix=kind, initial=initial, **kwargs)

    def spec(self) -> LimitSpec | None:
        """Return the limit, None if it has no value."""
        found = self.cleaned_data
        if found["value"] is None:
            return None
        return LimitSpec(
            kind=self.kind,
            value=found["value"],
            deadband=found["deadband"] or 0.0,
            on_delay_s=found["on_delay_s"] or 0.0,
            off_delay_s=found["off_delay_s"] or 0.0,
            re_alarm_s=found["re_alarm_s"] or 0,
            min_consecutive=found["min_consecutive"] or 1,
            priority=found["priority"],
            latch=found["latch"],
        )
