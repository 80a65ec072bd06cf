from django import forms

from anlan.web.forms import StyledForm


class Example(StyledForm):
    name = forms.CharField(label="Name", help_text="As registered")
    agreed = forms.BooleanField(label="Agreed", required=False)
    kinds = forms.MultipleChoiceField(choices=[("a", "A"), ("b", "B")], widget=forms.CheckboxSelectMultiple)


def test_fields_carry_the_classes_of_the_shell() -> None:
    page = Example().render()
    assert 'class="form-control"' in page
    assert page.count("form-check-input") == 3
    assert "As registered" in page


def test_errors_stand_beside_their_field_and_above_the_form() -> None:
    form = Example({"name": ""})
    form.add_error(None, "Not now")
    page = form.render()
    assert 'role="alert">Not now' in page
    assert page.count("invalid-feedback") == 2
