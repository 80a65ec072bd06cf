"""Pages of an administrator: users and organisations in their scope."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from anlan.records.access.actions.people import (
    Body,
    NameTakenError,
    OwnAccountError,
    Person,
    create_user,
    reset_password,
    save_organisation,
    update_user,
)
from anlan.records.access.actors import PermissionDeniedError, actor_of
from anlan.records.access.forms import OrganisationForm, UserFilterForm, UserForm
from anlan.records.access.models import Organisation, User
from anlan.records.access.queries.people import (
    PersonNotFoundError,
    UserFilter,
    get_organisation,
    get_user,
    list_organisations,
    list_users,
)
from anlan.web.forms import posted

ROWS = 50


def user_list(request: HttpRequest) -> HttpResponse:
    form = UserFilterForm(request.GET)
    values = form.cleaned_data if form.is_valid() else {}
    active = {"yes": True, "no": False}.get(values.get("active", ""))
    where = UserFilter(text=values.get("text", ""), role=values.get("role", ""), active=active)
    rows = list_users(actor=actor_of(request), where=where)
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    return render(request, "access/users.html", {"page": page, "filter": form})


@never_cache
def user_create(request: HttpRequest) -> HttpResponse:
    organisations = list_organisations(actor=actor_of(request))
    form = UserForm(posted(request), organisations=organisations)
    if form.is_valid():
        try:
            user, password = create_user(actor=actor_of(request), person=_person(form), now=timezone.now())
        except (NameTakenError, PermissionDeniedError) as error:
            _explain(form, error)
        else:
            return render(request, "access/handover.html", {"person": user, "password": password})
    return _form_page(request, form, _("New user"))


def user_edit(request: HttpRequest, user_id: int) -> HttpResponse:
    actor = actor_of(request)
    user = _find_user(request, user_id)
    organisations = list_organisations(actor=actor)
    form = UserForm(posted(request), initial=_initial(user), organisations=organisations)
    if form.is_valid():
        try:
            update_user(actor=actor, user_id=user_id, person=_person(form), now=timezone.now())
        except (NameTakenError, OwnAccountError, PermissionDeniedError) as error:
            _explain(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("access:user-list")
    return _form_page(request, form, user.full_name, person=user)


@require_POST
@never_cache
def user_reset(request: HttpRequest, user_id: int) -> HttpResponse:
    user = _find_user(request, user_id)
    password = reset_password(actor=actor_of(request), user_id=user_id, now=timezone.now())
    return render(request, "access/handover.html", {"person": user, "password": password})


def organisation_list(request: HttpRequest) -> HttpResponse:
    text = request.GET.get("text", "")[:60]
    page = Paginator(list_organisations(actor=actor_of(request), text=text), ROWS)
    context = {"page": page.get_page(request.GET.get("page")), "text": text}
    return render(request, "access/organisations.html", context)


def organisation_edit(request: HttpRequest, organisation_id: int | None = None) -> HttpResponse:
    actor = actor_of(request)
    row = _find_organisation(request, organisation_id) if organisation_id is not None else None
    if row is not None and row.enterprise_code:
        raise Http404
    initial = {} if row is None else _organisation_initial(row)
    form = OrganisationForm(posted(request), initial=initial, organisations=list_organisations(actor=actor))
    if form.is_valid():
        values = form.cleaned_data
        parent = values.pop("parent")
        body = Body(**values, parent_id=parent.pk if parent else None)
        try:
            save_organisation(actor=actor, organisation_id=organisation_id, body=body, now=timezone.now())
        except (NameTakenError, PermissionDeniedError) as error:
            _explain(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("access:organisation-list")
    return _form_page(request, form, row.name if row else _("New organisation"))


def _form_page(request: HttpRequest, form: Any, title: str, *, person: User | None = None) -> HttpResponse:
    context = {"form": form, "title": title, "person": person}
    return render(request, "access/edit.html", context, status=422 if form.errors else 200)


def _explain(form: Any, error: Exception) -> None:
    if isinstance(error, NameTakenError):
        form.add_error(None, _("This name or code is taken."))
    elif isinstance(error, OwnAccountError):
        form.add_error(None, _("You cannot close your own account or take your own roles."))
    else:
        form.add_error(None, _("You may not grant these roles, or not in this organisation or division."))


def _find_user(request: HttpRequest, user_id: int) -> User:
    try:
        return get_user(actor=actor_of(request), user_id=user_id)
    except PersonNotFoundError as error:
        raise Http404 from error


def _find_organisation(request: HttpRequest, organisation_id: int) -> Organisation:
    try:
        return get_organisation(actor=actor_of(request), organisation_id=organisation_id)
    except PersonNotFoundError as error:
        raise Http404 from error


def _person(form: UserForm) -> Person:
    values = form.cleaned_data
    return Person(
        username=values["username"], full_name=values["full_name"], phone=values["phone"],
        organisation_id=values["organisation"].pk, roles=frozenset(values["roles"]),
        department_id=values["department"].pk if values["department"] else None,
        is_active=values["is_active"],
    )  # fmt: skip


def _initial(user: User) -> dict[str, Any]:
    return {
        "username": user.username, "full_name": user.full_name, "phone": user.phone,
        "organisation": user.organisation_id, "department": user.department_id, "is_active": user.is_active,
        "roles": [grant.role for grant in user.grants.all()],
    }  # fmt: skip


def _organisation_initial(row: Organisation) -> dict[str, Any]:
    return {
        "code": row.code, "name": row.name, "kind": row.kind, "division_code": row.division_code,
        "parent": row.parent_id, "is_active": row.is_active,
    }  # fmt: skip
