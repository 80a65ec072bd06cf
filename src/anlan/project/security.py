"""Response headers that keep browsers from doing what no page of ours needs."""

from collections.abc import Callable
from functools import cache
from urllib.parse import urlsplit

from asgiref.sync import iscoroutinefunction
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.decorators import sync_and_async_middleware

from anlan.web.rest import PROBLEM, problem
from anlan.web.templatetags.shell import import_map_hash

API = "/api/v1/"
PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"


@cache
def content_policy() -> str:
    """Return the Content-Security-Policy of every page.

    No inline scripts but the import map (by digest), no inline styles, nothing from elsewhere; workers and
    images from blobs because MapLibre makes them; the tile server's host only if one is configured.
    """
    tiles = tile_origin(settings.TILE_URL)
    rules = {
        "default-src": "'self'",
        "script-src": f"'self' {import_map_hash()}",
        "style-src": "'self'",
        "img-src": f"'self' data: blob: {tiles}",
        "connect-src": f"'self' {tiles}",
        "font-src": "'self'",
        "worker-src": "'self' blob:",
        "object-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
    }
    return "; ".join(f"{name} {value}".strip() for name, value in rules.items())


def tile_origin(url: str) -> str:
    """Return the origin of a tile address as a CSP source, "" without one; `{s}` becomes a wildcard."""
    parts = urlsplit(url)
    if not parts.netloc:
        return ""
    labels = ["*" if "{" in label else label for label in parts.netloc.split(".")]
    host = ".".join(labels)
    return f"{parts.scheme}://{host}"


@sync_and_async_middleware
def security_headers(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], object]:
    """Add the headers to every response, and make every error of the API a problem (RFC 9457)."""
    if iscoroutinefunction(get_response):

        async def answer_later(request: HttpRequest) -> HttpResponse:
            return _finish(request, await get_response(request))

        return answer_later

    def answer(request: HttpRequest) -> HttpResponse:
        return _finish(request, get_response(request))

    return answer


def _finish(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    if response.status_code >= 400 and request.path.startswith(API):
        response = _as_problem(response)
    response.setdefault("Content-Security-Policy", content_policy())
    response.setdefault("Permissions-Policy", PERMISSIONS)
    response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
    if not response.has_header("Cache-Control"):
        response["Cache-Control"] = "no-cache, private"
    return response


def _as_problem(response: HttpResponse) -> HttpResponse:
    if response.get("Content-Type", "").startswith(PROBLEM):
        return response
    kept = {name: response[name] for name in ("Allow", "Retry-After") if name in response}
    return problem(response.status_code, headers=kept)
