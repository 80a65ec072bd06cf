"""The HTTP API: one NinjaAPI under /api/v1, its authentication, and errors as RFC 9457 problems.

Routers live in the apps (`<app>/endpoints.py`); they know nothing of this module.
"""

import json
import logging

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, Throttled, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.security import APIKeyHeader, HttpBearer
from ninja.security.apikey import APIKeyCookie

from anlan.records.access.api import ANONYMOUS, Actor, actor_of, address_of, set_actor, use_key
from anlan.records.assets.endpoints import router as assets
from anlan.records.places.endpoints import router as places
from anlan.telemetry.endpoints.alarms import router as alarms
from anlan.telemetry.endpoints.history import router as history
from anlan.telemetry.endpoints.points import router as points
from anlan.telemetry.endpoints.readings import router as readings
from anlan.web.rest import Problem, problem

logger = logging.getLogger(__name__)
ERRORS = {
    400: "The body is not what it says it is", 401: "Not authenticated", 403: "Not allowed",
    422: "Invalid request", 429: "Too many requests",
}  # fmt: skip


def _key_actor(request: HttpRequest, token: str) -> Actor:
    actor = use_key(token=token, address=address_of(request), now=timezone.now())
    if actor is None:
        raise AuthenticationError(message="the API key is unknown, expired or revoked")
    set_actor(request, actor)
    return actor


class BearerKey(HttpBearer):
    """`Authorization: Bearer <key>`."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        """Return the key's actor; a key that does not work is an error, never a fall back."""
        return _key_actor(request, token)


class HeaderKey(APIKeyHeader):
    """`X-API-Key: <key>`."""

    param_name = "X-API-Key"

    def authenticate(self, request: HttpRequest, key: str | None) -> Actor | None:
        """Return the key's actor, None without the header."""
        return _key_actor(request, key) if key else None


class Session(APIKeyCookie):
    """A browser that is logged in; writes need the CSRF token."""

    param_name = "sessionid"

    def authenticate(self, request: HttpRequest, key: str | None) -> Actor | None:
        """Return the person's actor, None if nobody is logged in."""
        actor = actor_of(request) if key else ANONYMOUS
        return None if actor is ANONYMOUS else actor


class Api(NinjaAPI):
    """NinjaAPI whose description names the problem responses of every operation."""

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, object] | None = None
    ) -> OpenAPISchema:
        """Return the OpenAPI description with the errors every operation may answer."""
        schema = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
        reference = {"schema": {"$ref": "#/components/schemas/Problem"}}
        schema["components"].setdefault("schemas", {})["Problem"] = Problem.json_schema()
        for path, operations in schema["paths"].items():
            named = {404: "Not found, or not yours to see"} if "{" in path else {}
            for operation in operations.values():
                for status, words in (ERRORS | named).items():
                    answer = {"description": words, "content": {"application/problem+json": reference}}
                    operation["responses"].setdefault(status, answer)
        return schema


api = Api(
    title="Anlan",
    version="1",
    description="Facts, alarms and readings of the platform. Errors are RFC 9457 problems.",
    urls_namespace="api",
    docs_url=None,
    auth=[BearerKey(), HeaderKey(), Session()],
)
api.add_router("", places, tags=["places"])
api.add_router("", assets, tags=["assets"])
api.add_router("", points, tags=["points"])
api.add_router("", alarms, tags=["alarms"])
api.add_router("", history, tags=["history"])
api.add_router("", readings, tags=["readings"])


def documentation(request: HttpRequest) -> HttpResponse:
    """Show the API with Swagger UI, from local files."""
    settings = {"layout": "BaseLayout", "deepLinking": True, "url": reverse("api:openapi-json")}
    context = {"api": api, "swagger_settings": json.dumps(settings), "add_csrf": True}
    return render(request, "ninja/swagger.html", context)


@api.exception_handler(Http404)
def _not_found(request: HttpRequest, error: Http404) -> HttpResponse:
    del request, error
    return problem(404)


@api.exception_handler(PermissionDenied)
def _denied(request: HttpRequest, error: PermissionDenied) -> HttpResponse:
    del request
    return problem(403, str(error))


@api.exception_handler(HttpError)
def _http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    del request
    headers = {"WWW-Authenticate": "Bearer"} if error.status_code == 401 else {}
    if isinstance(error, Throttled) and error.wait:
        headers["Retry-After"] = str(error.wait)
    return problem(error.status_code, str(error), headers=headers)


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    del request
    errors = [{"field": ".".join(str(part) for part in e["loc"]), "message": e["msg"]} for e in error.errors]
    return problem(422, "the request does not fit the description of the API", errors=errors)


@api.exception_handler(RequestDataTooBig)
def _too_large(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
    del request, error
    return problem(413, "the body is larger than this server takes")


@api.exception_handler(UnreadablePostError)
def _unreadable(request: HttpRequest, error: UnreadablePostError) -> HttpResponse:
    del request, error
    return problem(400, "the body ended early")


@api.exception_handler(Exception)
def _failed(request: HttpRequest, error: Exception) -> HttpResponse:
    logger.error("api request failed: %s %s", request.method, request.path, exc_info=error)
    return problem(500)
