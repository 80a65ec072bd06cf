"""Forms of access control: text in, typed values out; the rules are in the actions."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from anlan.kernel.identifiers import InvalidCodeError, check_division_code
from anlan.records.access.labels import ACTION_LABELS, KIND_LABELS, PERMISSION_LABELS, ROLE_LABELS
from anlan.records.access.models import Department, Organisation
from anlan.records.access.policy import Role
from anlan.web.forms import StyledForm


class LoginForm(StyledForm):
    username = forms.CharField(
        label=_("User name"), max_length=60,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autofocus": True, "autocapitalize": "none"}
        ),
    )  # fmt: skip
    password = forms.CharField(
        label=_("Password"), max_length=200, strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )  # fmt: skip
    code = forms.CharField(
        label=_("One-time code"), required=False, max_length=12,
        help_text=_("Only if you have set up an authenticator app."),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )  # fmt: skip


class PasswordForm(StyledForm):
    present = forms.CharField(
        label=_("Present password"), strip=False, max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )  # fmt: skip
    new = forms.CharField(
        label=_("New password"), strip=False, max_length=200, help_text=_("At least 10 characters."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip
    again = forms.CharField(
        label=_("New password again"), strip=False, max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = self.cleaned_data
        if values.get("new") != values.get("again"):
            self.add_error("again", _("The two passwords differ."))
        return values


class CodeForm(StyledForm):
    code = forms.CharField(
        label=_("One-time code"), max_length=12,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )  # fmt: skip


class ConfirmForm(StyledForm):
    present = forms.CharField(
        label=_("Present password"), strip=False, max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )  # fmt: skip


class KeyForm(StyledForm):
    name = forms.CharField(label=_("Name"), max_length=60, help_text=_("What the key is for."))
    permissions = forms.MultipleChoiceField(label=_("Permissions"), widget=forms.CheckboxSelectMultiple)
    days = forms.TypedChoiceField(
        label=_("Valid for"), coerce=int, initial=365,
        choices=[(30, _("30 days")), (90, _("90 days")), (365, _("One year")), (0, _("Until revoked"))],
    )  # fmt: skip

    def __init__(self, *args: Any, held: frozenset[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(value, label) for value, label in PERMISSION_LABELS.items() if value in held]
        self.fields["permissions"].choices = choices  # type: ignore[attr-defined]


class UserForm(StyledForm):
    username = forms.CharField(label=_("User name"), max_length=60)
    full_name = forms.CharField(label=_("Full name"), max_length=60)
    phone = forms.CharField(label=_("Phone"), max_length=20, required=False)
    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("Organisation"))
    department = forms.ModelChoiceField(Department.objects.none(), label=_("Department"), required=False)
    roles = forms.MultipleChoiceField(
        label=_("Roles"), widget=forms.CheckboxSelectMultiple, required=False,
        choices=[(role.value, ROLE_LABELS[role]) for role in Role],
    )  # fmt: skip
    is_active = forms.BooleanField(label=_("May log in"), required=False, initial=True)

    def __init__(self, *args: Any, organisations: "QuerySet[Organisation]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        departments = Department.objects.filter(organisation__in=organisations).select_related("organisation")
        self.fields["organisation"].queryset = organisations  # type: ignore[attr-defined]
        self.fields["department"].queryset = departments  # type: ignore[attr-defined]
        self.fields["department"].label_from_instance = _department_label  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = self.cleaned_data
        department = values.get("department")
        if department and department.organisation != values.get("organisation"):
            self.add_error("department", _("This department belongs to another organisation."))
        return values


class OrganisationForm(StyledForm):
    code = forms.CharField(label=_("Code"), max_length=40)
    name = forms.CharField(label=_("Name"), max_length=120)
    kind = forms.ChoiceField(
        label=_("Kind"), choices=[pair for pair in KIND_LABELS.items() if pair[0] != "enterprise"]
    )
    division_code = forms.CharField(
        label=_("Division code"), max_length=6, help_text=_("Six digits, GB/T 2260.")
    )
    parent = forms.ModelChoiceField(Organisation.objects.none(), label=_("Part of"), required=False)
    is_active = forms.BooleanField(label=_("Its people may log in"), required=False, initial=True)

    def __init__(self, *args: Any, organisations: "QuerySet[Organisation]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = organisations.filter(enterprise_code="")  # type: ignore[attr-defined]

    def clean_division_code(self) -> str:
        try:
            return check_division_code(self.cleaned_data["division_code"])
        except InvalidCodeError as error:
            raise ValidationError(_("There is no such division.")) from error


class UserFilterForm(StyledForm):
    text = forms.CharField(label=_("Search"), required=False, max_length=60)
    role = forms.ChoiceField(
        label=_("Role"), required=False, choices=[("", _("All roles")), *ROLE_LABELS.items()]
    )
    active = forms.ChoiceField(
        label=_("State"), required=False,
        choices=[("", _("All")), ("yes", _("May log in")), ("no", _("Closed"))],
    )  # fmt: skip


class TrailFilterForm(StyledForm):
    text = forms.CharField(label=_("Who or what"), required=False, max_length=60)
    action = forms.ChoiceField(
        label=_("Action"), required=False, choices=[("", _("All actions")), *ACTION_LABELS.items()]
    )
    since = forms.DateField(
        label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    until = forms.DateField(
        label=_("To"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


def _department_label(department: Department) -> str:
    return f"{department.organisation.name} · {department.name}"
