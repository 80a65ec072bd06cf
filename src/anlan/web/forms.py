"""Forms in the look of the shell."""

from typing import Any

from django import forms

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
