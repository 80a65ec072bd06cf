from django import forms
from django.test import RequestFactory

from anlan.web.forms import StyledForm, posted


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


def test_an_empty_post_is_still_a_post() -> None:
    assert posted(RequestFactory().post("/")) is not None
    assert posted(RequestFactory().get("/?a=1")) is None
