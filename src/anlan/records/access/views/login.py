"""Log in and out."""

from django.conf import settings
from django.contrib.auth import login, logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from anlan.records.access.actions.login import LoginRefusedError, TooManyAttemptsError, log_in
from anlan.records.access.actions.sessions import end_session, note_session
from anlan.records.access.actors import actor_of, address_of
from anlan.records.access.forms import LoginForm


@login_not_required
@never_cache
@sensitive_post_parameters("password", "code")
def login_page(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        if request.user.is_authenticated:
            return redirect(_next(request))
        return render(request, "access/login.html", {"form": LoginForm(), "next": _next(request)})
    form = LoginForm(request.POST)
    if form.is_valid():
        refused = _try(request, form)
        if refused is None:
            return redirect(_next(request))
        form.add_error(None, refused[1])
        status = refused[0]
    else:
        status = 422
    context = {"form": form, "next": _next(request)}
    return render(request, "access/login.html", context, status=status)


@require_POST
def logout_page(request: HttpRequest) -> HttpResponse:
    key = request.session.session_key or ""
    end_session(actor=actor_of(request), session_key=key, now=timezone.now())
    logout(request)
    return redirect(settings.LOGIN_URL)


def _try(request: HttpRequest, form: LoginForm) -> tuple[int, str] | None:
    now = timezone.now()
    try:
        user = log_in(**form.cleaned_data, address=address_of(request), now=now)
    except TooManyAttemptsError as error:
        text = _("Too many attempts. Try again in %(seconds)d seconds.") % {"seconds": error.wait_s}
        return 429, text
    except LoginRefusedError:
        return 403, _("User name, password or one-time code is not right.")
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    request.session.save()
    note_session(
        user=user, session_key=request.session.session_key or "", address=address_of(request),
        agent=request.headers.get("User-Agent", ""), now=now,
    )  # fmt: skip
    return None


def _next(request: HttpRequest) -> str:
    wanted: str = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if safe else settings.LOGIN_REDIRECT_URL
