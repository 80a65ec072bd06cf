"""Forms in the look of the shell."""

from typing import Any

from django import forms
from django.http import HttpRequest, QueryDict

CLASSES: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.CheckboxSelectMultiple, "form-check-input"),
    (forms.CheckboxInput, "form-check-input"),
    (forms.Select, "form-select"),
    (forms.Widget, "form-control"),
)


class StyledForm(forms.Form):
    """A form whose fields render with Tabler's classes through `{{ form }}`."""

    template_name = "web/parts/form.html"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            widget = field.widget
            style = next(style for kind, style in CLASSES if isinstance(widget, kind))
            widget.attrs.setdefault("class", style)


def posted(request: HttpRequest) -> QueryDict | None:
    """Return what was posted, for a form's first argument; None for other methods."""
    return request.POST if request.method == "POST" else None
