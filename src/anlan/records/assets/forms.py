"""Forms of assets."""

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from anlan.web.forms import StyledForm

LEVELS = [
    ("", _("All levels")),
    *((level, format_lazy(_("Level {level}"), level=level)) for level in range(1, 5)),
]


class EnterpriseFilterForm(StyledForm):
    text = forms.CharField(label=_("Name or code"), required=False, max_length=60)
    division = forms.ChoiceField(label=_("Division"), required=False)
    level = forms.TypedChoiceField(
        label=_("Major hazard"), required=False, choices=LEVELS, coerce=int, empty_value=None
    )

    def __init__(self, *args: object, divisions: list[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["division"].choices = [("", _("All divisions")), *divisions]  # type: ignore[attr-defined]


class DeviceForm(StyledForm):
    name = forms.CharField(label=_("Name"), max_length=60)
    report_interval_s = forms.IntegerField(
        label=_("Reporting cycle in seconds"), min_value=1, max_value=86_400, initial=60
    )
