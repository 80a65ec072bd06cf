"""A person's own account: password, one-time codes, browsers, API keys."""

from datetime import timedelta

import segno
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from anlan.records.access.actions.credentials import (
    WrongCodeError,
    WrongPasswordError,
    change_password,
    enrol_totp,
    new_totp_secret,
    remove_totp,
    totp_uri,
)
from anlan.records.access.actions.keys import UnknownKeyError, create_key, revoke_key
from anlan.records.access.actions.sessions import end_other_sessions, move_session
from anlan.records.access.actors import actor_of
from anlan.records.access.forms import CodeForm, ConfirmForm, KeyForm, PasswordForm
from anlan.records.access.models import User
from anlan.records.access.queries.people import list_own_keys, list_own_sessions
from anlan.web.forms import posted

PENDING_SECRET = "totp_pending"  # noqa: S105 -- a key of the session, no secret


def account_page(request: HttpRequest) -> HttpResponse:
    user = _person(request)
    context = {
        "user": user,
        "sessions": list_own_sessions(user_id=user.pk),
        "here": request.session.session_key,
    }
    return render(request, "access/account.html", context)


@sensitive_post_parameters()
def password_page(request: HttpRequest) -> HttpResponse:
    user = _person(request)
    form = PasswordForm(posted(request))
    if form.is_valid():
        values = form.cleaned_data
        try:
            change_password(
                actor=actor_of(request), user=user, present=values["present"], new=values["new"],
                now=timezone.now(),
            )  # fmt: skip
        except WrongPasswordError:
            form.add_error("present", _("This is not your present password."))
        except ValidationError as error:
            form.add_error("new", error)
        else:
            _keep_session(request, user)
            messages.success(request, _("Your password is changed; you are logged out everywhere else."))
            return redirect("access:account")
    return render(request, "access/password.html", {"form": form}, status=422 if form.errors else 200)


@never_cache
@sensitive_post_parameters()
def totp_page(request: HttpRequest) -> HttpResponse:
    user = _person(request)
    if user.totp_secret:
        return _remove_totp(request, user)
    secret = request.session.get(PENDING_SECRET) or new_totp_secret()
    request.session[PENDING_SECRET] = secret
    form = CodeForm(posted(request))
    if form.is_valid():
        code = form.cleaned_data["code"]
        try:
            enrol_totp(actor=actor_of(request), user=user, secret=secret, code=code, now=timezone.now())
        except WrongCodeError:
            form.add_error("code", _("This code is not right. Does the clock of your phone run well?"))
        else:
            del request.session[PENDING_SECRET]
            messages.success(request, _("From now on you need a one-time code to log in."))
            return redirect("access:account")
    uri = totp_uri(user=user, secret=secret)
    picture = segno.make(uri, error="m").svg_inline(scale=4, border=4, light="white")
    context = {
        "form": form, "secret": secret, "uri": uri,
        "picture": mark_safe(picture),  # noqa: S308 -- paths drawn by segno
    }  # fmt: skip
    return render(request, "access/totp.html", context, status=422 if form.errors else 200)


@require_POST
def other_sessions(request: HttpRequest) -> HttpResponse:
    key = request.session.session_key or ""
    user = _person(request)
    ended = end_other_sessions(actor=actor_of(request), user_id=user.pk, keep=key, now=timezone.now())
    messages.success(request, _("Other sessions ended: %(number)d") % {"number": ended})
    return redirect("access:account")


@never_cache
def key_list(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    form = KeyForm(posted(request), held=actor.permissions)
    token, status = None, 422 if form.errors else 200
    if form.is_valid():
        now, days = timezone.now(), form.cleaned_data["days"]
        made = create_key(
            actor=actor, name=form.cleaned_data["name"], permissions=form.cleaned_data["permissions"],
            expires_at=now + timedelta(days=days) if days else None, now=now,
        )  # fmt: skip
        token, form = made.token, KeyForm(held=actor.permissions)
    keys = list_own_keys(user_id=_person(request).pk)
    context = {"form": form, "token": token, "now": timezone.now(), "keys": keys}
    return render(request, "access/keys.html", context, status=status)


@require_POST
def key_revoke(request: HttpRequest, key_id: int) -> HttpResponse:
    try:
        revoke_key(actor=actor_of(request), key_id=key_id, now=timezone.now())
    except UnknownKeyError as error:
        raise Http404 from error
    messages.success(request, _("The key is revoked."))
    return redirect("access:key-list")


def _remove_totp(request: HttpRequest, user: User) -> HttpResponse:
    form = ConfirmForm(posted(request))
    if form.is_valid():
        if user.check_password(form.cleaned_data["present"]):
            remove_totp(actor=actor_of(request), user=user, now=timezone.now())
            messages.success(request, _("One-time codes are no longer asked for."))
            return redirect("access:account")
        form.add_error("present", _("This is not your present password."))
    return render(request, "access/totp_remove.html", {"form": form}, status=422 if form.errors else 200)


def _keep_session(request: HttpRequest, user: User) -> None:
    old = request.session.session_key or ""
    update_session_auth_hash(request, user)
    request.session.save()
    move_session(old_key=old, new_key=request.session.session_key or "")
    end_other_sessions(
        actor=actor_of(request), user_id=user.pk, keep=request.session.session_key or "", now=timezone.now()
    )


def _person(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise Http404
    return request.user
