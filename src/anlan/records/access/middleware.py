"""Lets nobody in without a log-in, and keeps people to what they must do first."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from anlan.records.access.actions.sessions import note_seen

SEEN_KEY = "seen_at_s"
SEEN_EVERY_S = 300
OWN_PAGES = ("access:password", "access:logout")


class AccessMiddleware(LoginRequiredMiddleware):
    """Asks for a log-in everywhere but under `PUBLIC_PREFIXES`; background requests get a plain 401."""

    def process_view(
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase], view_args: tuple[object, ...],
        view_kwargs: dict[str, object],
    ) -> HttpResponseBase | None:  # fmt: skip
        """Return a redirect or refusal, None to go on."""
        if request.path.startswith(tuple(settings.PUBLIC_PREFIXES)):
            return None
        refusal: HttpResponseBase | None = super().process_view(request, view_func, view_args, view_kwargs)
        if refusal is not None:
            return HttpResponse(status=401) if _is_background(request) else refusal
        if not request.user.is_authenticated:
            return None
        _note_seen(request)
        if request.user.must_change_password and request.path not in map(reverse, OWN_PAGES):
            return redirect("access:password")
        return None


def _is_background(request: HttpRequest) -> bool:
    wants = request.headers.get("Accept", "")
    return "HX-Request" in request.headers or "text/event-stream" in wants


def _note_seen(request: HttpRequest) -> None:
    now = timezone.now()
    if now.timestamp() - request.session.get(SEEN_KEY, 0) > SEEN_EVERY_S and request.session.session_key:
        request.session[SEEN_KEY] = int(now.timestamp())
        note_seen(session_key=request.session.session_key, now=now)
